"""Whatever the app refuses, the page can say in the admin's language.

The compiler sees to the codes of fields (they are in the typed client) and to the German catalogue; here it is
seen to that no code of a whole refusal is forgotten.
"""

import ast
import re
from collections.abc import Iterator
from string import Formatter

from app.domain.engine.reasons import explain_reason
from app.domain.mistakes import MISTAKES
from local.processes import ROOT

CATALOGUE = ROOT / "frontend" / "src" / "shared" / "messages" / "en" / "problems.ts"
REFUSALS = {"Conflict", "Forbidden", "Unavailable"}
SAID_OTHERWISE = {"version_conflict"}  # `common.errorConflict`, which needs no code


def iter_codes() -> Iterator[str]:
    for path in (ROOT / "app").rglob("*.py"):
        if "atlassian" in path.parts:
            continue  # errors of Atlassian's, not refusals of ours
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def read_keys(kind: str) -> dict[str, str]:
    text = CATALOGUE.read_text(encoding="utf-8")
    return dict(re.findall(rf"^  {kind}_(\w+): '(.*)',$", text, re.MULTILINE))


def test_every_refusal_has_its_words_on_the_page() -> None:
    codes = set(iter_codes())

    assert {"run_active", "not_admin", "rights_unknown"} <= codes
    said = set(read_keys("problem")) | SAID_OTHERWISE
    assert sorted(code for code in codes - said if explain_reason(code) is None) == []


def test_the_page_names_no_values_that_a_mistake_does_not_have() -> None:
    words = read_keys("field")

    assert words.keys() == MISTAKES.keys()
    for code, sentence in MISTAKES.items():
        values = {name for _text, name, _format, _conversion in Formatter().parse(sentence) if name}
        assert set(re.findall(r"\{(\w+)\}", words[code])) <= values, code
