"""Sessions of one tenant and of all are types: signatures say which one is needed, and converted packages take the
tenant from it."""

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from app.db import Database, SystemSession, TenantSession
from tests.ground.databases import Databases
from tests.guards.modules import Module, is_below, list_modules, list_nodes

CONVERTED: Final = (
    "app.services.browser",
    "app.services.files",
    "app.services.notices",
    "app.services.operating",
)
"""Packages whose functions take the tenant from their session."""
NOT_YET: Final = {
    "app.services.browser.people": "names people for use cases of one tenant and of the system",
    "app.services.notices.notifications.tell": "told by what happens to one tenant, and by the chores of all",
    "app.services.notices.notification_queue.find_place": "asked for one delivery, and by the courier for its spans",
}
"""What is in them and is asked with either session, and why."""


def iter_functions(module: Module) -> Iterator[ast.FunctionDef]:
    return (node for node in list_nodes(module) if isinstance(node, ast.FunctionDef))


def list_converted() -> list[Module]:
    return [module for module in list_modules("app") if is_below(module.name, *CONVERTED)]


def find_doubled(function: ast.FunctionDef) -> str | None:
    """What is wrong with the parameters of a converted function."""
    parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    said = {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in parameters}
    kinds = {said[name] for name in said if said[name] in ("Session", "TenantSession", "SystemSession")}
    if "Session" in kinds:
        return "does not say which session"
    return "asks for the tenant twice" if "TenantSession" in kinds and "tenant_id" in said else None


def test_a_converted_function_takes_the_tenant_from_its_session() -> None:
    wrong = {
        f"{module.name}.{function.name}": fault
        for module in list_converted()
        for function in iter_functions(module)
        if not is_below(f"{module.name}.{function.name}", *NOT_YET) and (fault := find_doubled(function))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("def f(session: Session, tenant_id: int): ...", True),
        ("def f(session: Session): ...", True),
        ("def f(session: TenantSession, tenant_id: int): ...", True),
        ("def f(session: TenantSession, *, tenant_id: int): ...", True),
        ("def f(session: TenantSession): ...", False),
        ("def f(session: SystemSession, tenant_id: int): ...", False),
        ("def f(tenant_id: int): ...", False),
    ],
)
def test_the_guard_sees_what_is_asked_for_twice(text: str, is_wrong: bool) -> None:
    [function] = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert (find_doubled(function) is not None) is is_wrong


def test_no_docstring_says_what_a_type_says() -> None:
    told = [
        f"{module.place}: {getattr(node, 'name', '')}"
        for module in list_modules("app", "worker")
        for node in list_nodes(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and "need" in (said := ast.get_docstring(node) or "").lower()
        and "system session" in said.lower()
    ]
    assert told == []


def test_neither_session_passes_for_the_other(databases: Databases) -> None:
    assert not issubclass(TenantSession, SystemSession)
    assert not issubclass(SystemSession, TenantSession)
    with databases.migrated() as url:
        database = Database(url)
        with database.tenant_session(7) as mine, database.system_session() as all_of_them:
            assert isinstance(mine, TenantSession)
            assert mine.tenant_id == 7
            assert isinstance(all_of_them, SystemSession)
            assert not hasattr(all_of_them, "tenant_id")
        database.dispose()
