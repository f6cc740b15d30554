"""Every promise of SECURITY.md names tests that exist."""

import re

from tests.guards.modules import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:tests/)?[\w/]*(?:test_[\w*]+|tests/outbound)(?:\.py)?)`")


def find_tests(name: str) -> list[str]:
    """The files that a name stands for: a path, a folder, or a name with or without its ending and with stars."""
    if name.startswith("tests/"):
        place = ROOT / name
        if place.is_dir():
            return [str(one) for one in place.glob("test_*.py")]
        return [str(one) for one in place.parent.glob(f"{place.name.removesuffix('.py')}.py")]
    return [str(one) for one in (ROOT / "tests").rglob(f"{name.removesuffix('.py')}.py")]


def test_every_test_that_is_named_exists() -> None:
    names = set(NAMED.findall(TEXT))

    assert len(names) >= 30
    assert sorted(name for name in names if not find_tests(name)) == []


def test_every_promise_names_a_test() -> None:
    table = TEXT.split("## What is promised")[1].split("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")][2:]

    assert len(rows) >= 20
    held = re.compile(r"`(?:tests/[\w/]+(?:\.py)?|test_[\w*]+|[\w/]*attack\w*)`")
    assert [row[1].strip() for row in rows if not held.search(row[3])] == []
