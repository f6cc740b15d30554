"""SECURITY.md, read as promises: sentences, the tests that each names, and what is wrong with them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.guards.modules import ROOT

SILENT = {"Security", "What is at stake", "Not defended against", "Known gaps"}
"""Sections that promise nothing."""
NO_PROMISE = "Not promised: "
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_ANY = re.compile(r"`[^`]*\btest_\w*[^`]*`")


@dataclass(frozen=True, slots=True)
class Promise:
    """One item of a list: the section it stands in, its words, the tests that it names as (file, function)."""

    section: str
    text: str
    tests: tuple[tuple[str, str], ...]


def read_sections(document: str) -> dict[str, str]:
    """The text below each heading, up to the next one of any level."""
    pieces = re.split(r"(?m)^#+ (.+)$", document)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def list_promises(document: str) -> list[Promise]:
    """What is promised, in order."""
    return [
        Promise(section, item, tuple(_TEST.findall(item)))
        for section, text in read_sections(document).items()
        if section not in SILENT
        for item in _list_items(text)
    ]


def find_faults(document: str) -> list[str]:
    """Why the document may drift from the tests, one sentence each."""
    sections = read_sections(document)
    faults = [f"there is no section '{name}' that promises nothing" for name in SILENT - set(sections)]
    for section, text in sections.items():
        items = _list_items(text)
        if section not in SILENT and text.strip() and not any(_TEST.search(one) for one in items):
            faults.append(f"{section}: names no test")
        if section not in SILENT and re.sub(r"(?ms)^- .*?(?=^- |\Z)", "", text).strip():
            faults.append(f"{section}: words outside of the list")
    for promise in list_promises(document):
        faults += [f"{promise.section}: {why}: {promise.text[:60]}" for why in _judge(promise)]
    return faults


def _judge(promise: Promise) -> Iterator[str]:
    if not promise.tests and NO_PROMISE not in promise.text:
        yield "neither names a test nor says that it promises nothing"
    if len(_ANY.findall(promise.text)) != len(promise.tests):
        yield "names a test otherwise than by file::function"
    for path, name in promise.tests:
        if name not in list_functions(path):
            yield f"{path}::{name} does not exist"


def _list_items(text: str) -> list[str]:
    return [" ".join(one.split()) for one in re.split(r"(?m)^- ", text)[1:]]


@cache
def list_functions(path: str) -> frozenset[str]:
    """The tests of a file; none of a file that is not there."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))
