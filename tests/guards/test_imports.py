"""The import rules hold, and importing does nothing."""

import ast
import subprocess
import sys

import pytest

from tests.guards.import_rules import (
    COMPOSITION_ROOTS,
    DOMAIN_NEVER,
    NEVER,
    READS_ENVIRONMENT,
    RULES,
    Rule,
)
from tests.guards.modules import PACKAGES, ROOT, Module, is_below, iter_imports, list_modules

_CLOCK_CALLS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
OURS = (*PACKAGES, "tests", "bench", "wsgi")


def find_rule(name: str, rules: tuple[Rule, ...] = RULES) -> Rule | None:
    """The rule of the longest package that the module lies in."""
    matching = [rule for rule in rules if is_below(name, rule.package)]
    return max(matching, key=lambda rule: len(rule.package), default=None)


def find_offences(module: Module) -> list[str]:
    """What the module imports against its rule."""
    rule = find_rule(module.name)
    never = NEVER.get(module.name.partition(".")[0], ())
    offences = []
    for imported in iter_imports(module):
        is_root = module.name in COMPOSITION_ROOTS
        if is_below(imported, *never) or not (is_root or is_allowed(imported, rule)):
            offences.append(f"{module.place} imports {imported}")
    return offences


def is_allowed(imported: str, rule: Rule | None) -> bool:
    """Tell whether the rule lets a module import that name."""
    if rule is None:
        return False
    top = imported.partition(".")[0]
    if top in OURS:
        return is_below(imported, rule.package, *rule.ours)
    return top in sys.stdlib_module_names or is_below(imported, *rule.third)


@pytest.mark.parametrize("package", [*PACKAGES, "wsgi"])
def test_modules_import_only_what_their_package_may(package: str) -> None:
    modules = [module for module in list_modules() if is_below(module.name, package)]
    assert modules, f"{package} has no modules: is this guard looking in the right place?"
    assert [offence for module in modules for offence in find_offences(module)] == []


def test_every_module_has_a_rule_or_is_a_composition_root() -> None:
    names = [module.name for module in list_modules()]
    assert [name for name in names if find_rule(name) is None and name not in COMPOSITION_ROOTS] == []


def test_every_composition_root_exists() -> None:
    assert set(COMPOSITION_ROOTS) <= {module.name for module in list_modules()}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("app.domain.x", "import sqlalchemy"),
        ("app.domain.x", "from app.services import tasks"),
        ("app.api.x", "from sqlalchemy import select"),
        ("app.api.x", "import app.atlassian.admin"),
        ("app.services.x", "from flask import request"),
        ("app.x", "import sandbox.server.composition"),
        ("worker.scheduler", "import flask"),
        ("worker.x", "from app.platform import guards"),
        ("sandbox.x", "from app import db"),
        ("local.x", "import app.settings"),
        ("surprise.x", "import requests"),
    ],
)
def test_the_guard_notices_a_forbidden_import(name: str, source: str) -> None:
    assert len(find_offences(Module(name, ROOT / "x.py", ast.parse(source)))) == 1


def test_the_rules_of_the_product_need_no_clock_and_no_input_or_output() -> None:
    for module in list_modules("app/domain"):
        used = {imported.partition(".")[0] for imported in iter_imports(module)}
        assert not used & DOMAIN_NEVER, module.place
        assert not _CLOCK_CALLS & {ast.unparse(node) for node in ast.walk(module.tree)}, module.place


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        module.name
        for module in list_modules("app", "worker", "migrations", "descriptor")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute | ast.Name) and _names_environment(node)
    ]
    assert set(readers) <= set(READS_ENVIRONMENT)


def _names_environment(node: ast.Attribute | ast.Name) -> bool:
    if isinstance(node, ast.Name):
        return node.id in ("environb", "getenv")
    return node.attr in ("environ", "environb", "getenv") and ast.unparse(node.value) == "os"


IMPORT_ALL = """
import importlib, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.fork", "os.system"):
        raise RuntimeError(f"importing caused {event} {arguments}")
names = sys.argv[1:]
sys.addaudithook(refuse)
for name in names:
    importlib.import_module(name)
"""


def test_importing_opens_no_connection_starts_no_process_and_needs_no_environment() -> None:
    skipped = ("__main__", "env")
    names = [
        module.name
        for module in list_modules("app", "worker", "sandbox", "local", "descriptor")
        if module.name.rpartition(".")[2] not in skipped
    ]
    answer = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *names],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr


def test_no_test_stands_on_another_test() -> None:
    """What several need stands in a module of its own, so that a test can be read, moved and deleted alone."""
    leaning = [
        f"{module.place} imports {imported}"
        for module in list_modules("tests", "bench")
        for imported in iter_imports(module)
        if imported.startswith("tests.") and any(part.startswith("test_") for part in imported.split(".")[:-1])
    ]
    assert leaning == []
