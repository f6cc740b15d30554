"""SECURITY.md cannot drift: every promise names tests that exist, and what is not promised is said."""

import pytest

from tests.guards.modules import ROOT
from tests.guards.promises import SILENT, find_faults, list_promises, read_sections

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_that_exist_or_says_that_it_is_none() -> None:
    assert find_faults(TEXT) == []


def test_the_document_is_read_whole() -> None:
    promises = list_promises(TEXT)

    assert len(promises) >= 80
    assert len({test for one in promises for test in one.tests}) >= 150
    assert len({one.section for one in promises}) == sum(
        bool(text.strip()) for name, text in read_sections(TEXT).items() if name not in SILENT
    )


@pytest.mark.parametrize(
    ("planted", "why"),
    [
        ("- Nobody gets in.\n", "neither names a test"),
        ("- Nobody gets in. `tests/platform/test_edge.py::test_nobody_gets_in`\n", "does not exist"),
        ("- Nobody gets in. `tests/platform/test_gone.py::test_nobody_gets_in`\n", "does not exist"),
        ("- Nobody gets in. `tests/platform/test_edge.py`\n", "otherwise than by file::function"),
        ("- Nobody gets in. `test_edge`\n", "otherwise than by file::function"),
        ("Nobody gets in.\n", "words outside of the list"),
        ("| who | what |\n", "words outside of the list"),
        ("### Another one\n\n- Not promised: anything.\n", "names no test"),
    ],
)
def test_a_sentence_without_its_test_is_found(planted: str, why: str) -> None:
    heading = "### Anybody on the internet wants in, as any tenant\n\n"
    assert heading in TEXT

    assert any(why in fault for fault in find_faults(TEXT.replace(heading, f"{planted}\n{heading}")))


def test_a_section_that_promises_nothing_is_known_by_its_name() -> None:
    assert find_faults(TEXT.replace("## Known gaps", "## Gaps"))
