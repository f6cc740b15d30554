"""House rules for every file: size, names, no marks of unfinished work, nothing of the workshop."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.guards.modules import ROOT, Module, list_modules, list_nodes
from tests.guards.reading import TREES, find_riddles
from tests.guards.sources import list_files, list_texts

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MOST_MODULES = 17
"""About fifteen. A folder of the product with more than this is divided by what the field calls its parts."""
MOST_POSITIONAL = 5
"""Four, and the `self`, session or connection that they work on."""
VAGUE_NAME = re.compile(r"(^|_)(utils?|helpers?|common|misc|base)$")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
WORKSHOP = re.compile(
    r"(?<![\w.])/work/(main|shared)|/tmp/[a-z]|\bspikes/"
    r"|pypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|deb\.debian\.org"
)
PATCHES = re.compile(r"\bunittest\.mock\b|\bmock\.patch|\bmonkeypatch\.setattr\b|\bmocker\.")
_CODE = (".py", ".ts", ".tsx", ".js")
THIS_FILE = f"tests/guards/{Path(__file__).name}"
"""Left out where a rule looks for words, because the words of all rules stand here."""
GENERATED = re.compile(r"^migrations/versions/|schema\.d\.ts$|\.json$|^requirements|^local/tools/.*\.txt$")


def list_sources(*suffixes: str) -> list[tuple[str, str]]:
    return [
        (name, text)
        for name, text in list_texts()
        if name.endswith(suffixes) and name != THIS_FILE and not GENERATED.search(name)
    ]


def test_no_folder_of_the_product_holds_more_than_one_overlooks() -> None:
    names = [path.relative_to(ROOT) for path in list_files() if path.suffix == ".py" and path.name != "__init__.py"]
    folders = Counter(name.parent for name in names if name.parts[0] in ("app", "worker", "descriptor"))
    assert {str(folder): count for folder, count in folders.items() if count > MOST_MODULES} == {}
    assert Path("app/services/engine") in folders


def iter_functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in list_nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_source_file_is_longer_than_a_person_reads_at_once() -> None:
    sources = list_sources(".py", ".ts", ".tsx", ".js", ".cjs", ".css")
    long = {name: text.count("\n") for name, text in sources if text.count("\n") > LONGEST_FILE}
    assert long == {}


def test_docstrings_begin_with_the_name_of_the_thing() -> None:
    assert find_riddles(list_modules(*TREES)) == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in list_modules("app", "worker", "sandbox", "local", "descriptor", "migrations", "tests", "bench")
        for node in iter_functions(module)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
        if not GENERATED.search(module.place)
    ]
    assert not long, "\n".join(long)


def test_no_function_takes_more_positional_parameters_than_a_reader_can_tell_apart() -> None:
    many = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in list_modules()
        for node in iter_functions(module)
        if len(_positional(node)) > MOST_POSITIONAL
    ]
    assert not many, "\n".join(many)


def _positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args]


def test_every_file_has_a_name_that_says_something() -> None:
    assert [str(path) for path in list_files() if path.suffix in _CODE and VAGUE_NAME.search(path.stem)] == []


def test_every_module_opens_with_what_it_is_for() -> None:
    missing = [module.place for module in list_modules() if ast.get_docstring(module.tree) is None and module.tree.body]
    assert not missing, "\n".join(missing)


def find_lines(pattern: re.Pattern[str], texts: list[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_work_is_left_unfinished_in_a_comment() -> None:
    assert find_lines(UNFINISHED, list_sources(".py", ".ts", ".tsx", ".js", ".css", ".md", "Makefile")) == []


def test_the_project_stands_alone() -> None:
    assert find_lines(WORKSHOP, [(name, text) for name, text in list_texts() if name != THIS_FILE]) == []


def test_no_test_replaces_our_own_code_by_a_patch() -> None:
    tests = [(name, text) for name, text in list_texts() if name.startswith("tests/") and name != THIS_FILE]
    assert find_lines(PATCHES, tests) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (UNFINISHED, "# TODO: later"),
        (WORKSHOP, "open('/work/shared/x')"),
        (WORKSHOP, "https://files.pythonhosted.org/x.whl"),
        (PATCHES, "monkeypatch.setattr(service, 'now', clock)"),
        (PATCHES, "with mock.patch('app.db'):"),
        (VAGUE_NAME, "string_utils"),
    ],
)  # fmt: skip
def test_the_guard_notices_what_it_is_there_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_every_test_asserts_something() -> None:
    modules = list_modules("tests")
    telling = _find_telling_functions(modules)
    silent = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in modules
        for node in iter_functions(module)
        if node.name.startswith("test_") and not _tells(node, telling)
    ]
    assert not silent, "\n".join(silent)


def _find_telling_functions(modules: tuple[Module, ...]) -> set[str]:
    """Names of the functions in tests/ that assert by themselves or through another such function."""
    functions = [node for module in modules for node in iter_functions(module)]
    telling: set[str] = set()
    while grown := {node.name for node in functions if _tells(node, telling)} - telling:
        telling |= grown
    return telling


def _tells(function: ast.AST, telling: set[str]) -> bool:
    tells_itself, called = _read_body(function)
    return tells_itself or not called.isdisjoint(telling)


@cache
def _read_body(function: ast.AST) -> tuple[bool, frozenset[str]]:
    """Whether a function asserts something by itself, and the names of what it calls."""
    called = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assert | ast.Raise):
            return True, frozenset()
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("raises", "fail", "warns") or name.startswith(("expect", "check_")):
                return True, frozenset()
            called.add(name)
    return False, frozenset(called)


def test_time_zones_come_from_one_place() -> None:
    """The machine's own zone data may know other names; `app.domain.zones` asks the pinned data alone."""
    makers = re.compile(r"\bZoneInfo\(|\bavailable_timezones\b|\btzlocal\b|\bdateutil\b")
    found = [name for name, text in list_sources(".py") if name.startswith(("app/", "worker/")) and makers.search(text)]
    assert found == []


def test_threads_of_the_product_know_what_they_work_for() -> None:
    started = [
        f"{module.place}:{node.lineno}"
        for module in list_modules("app", "worker")
        for node in list_nodes(module)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("Thread", "ThreadPoolExecutor")
        and not ast.unparse(node).count("target=knowing(")
        and not module.place.startswith(("app/serving/", "app/threads"))  # whose threads begin with a request
    ]
    assert not started, "app.threads has pools and threads that carry what is bound for logs: " + ", ".join(started)
