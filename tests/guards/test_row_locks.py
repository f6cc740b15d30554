"""Whoever locks a tenant's row lets others write rows that point at it: a worker does, while it holds rows of a run
that the first one waits for, and both would wait in a ring."""

import ast

from tests.guards.modules import Module, list_modules, list_nodes

ALLOWED = {
    "app.services.tenancy.tenant_endings": "removes the tenant, and everything that points at it",
}


def find_full_locks(module: Module) -> list[str]:
    found = []
    for node in list_nodes(module):
        if not isinstance(node, ast.Call):
            continue
        text = ast.unparse(node)
        if not isinstance(node.func, ast.Attribute) or "with_for_update" not in text or "key_share" in text:
            continue
        is_got = node.func.attr in ("get", "get_one") and bool(node.args) and ast.unparse(node.args[0]) == "Tenant"
        is_chosen = node.func.attr == "with_for_update" and ("select(Tenant)" in text or "select(Tenant.id)" in text)
        if is_got or is_chosen:
            found.append(f"{module.name}:{node.lineno}")
    return found


def test_a_tenant_is_never_locked_against_rows_that_point_at_it() -> None:
    modules = [module for module in list_modules("app", "worker") if module.name not in ALLOWED]
    assert [place for module in modules for place in find_full_locks(module)] == []
