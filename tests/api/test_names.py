"""Names and reasons stand in one line, and a body that is missing is not taken for everything."""

from typing import Any

import pytest

from tests.api.ground import Office, read_problem
from tests.api.stories import EVERYBODY, SUSPEND, draft

JSON = "application/json"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/users/search"), ("POST", "/users/export"), ("POST", "/users/export/part"), ("PATCH", "/settings")],
)
def test_nothing_is_not_taken_for_everything(method: str, path: str, shared_office: Office) -> None:
    for data in (b"", None):
        answer = shared_office.request(method, path, data=data, headers={"Content-Type": JSON})
        assert read_problem(answer, 400)["code"] == "malformed_json"


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x1b", "\x7f", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066"])
def test_no_name_or_reason_holds_a_line_end_or_a_sign_that_turns_it_round(sign: str, shared_office: Office) -> None:
    name = f"Leavers{sign}today"
    bodies: list[tuple[str, dict[str, Any], str]] = [
        ("/filters", {"name": name, "specification": EVERYBODY}, "/name"),
        ("/tasks", draft(1, SUSPEND, name=name), "/name"),
        ("/channels", {"kind": "webhook", "name": name, "events": ["key.dead"], "url": "https://x.example/"}, "/name"),
        ("/protected", {"kind": "domain", "value": "new.example", "reason": name}, "/reason"),
    ]
    for path, body, pointer in bodies:
        [error] = shared_office.refuse(422, "POST", path, body)["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "text_characters")


@pytest.mark.parametrize("name", ["Ärzte & Pflege – 2026", "離職者", "👩‍💻 leavers", "مغادرون", "a" * 120])
def test_names_of_every_language_are_taken(name: str, shared_office: Office) -> None:
    saved = shared_office.ask("POST", "/filters", {"name": name, "specification": EVERYBODY})
    assert saved["name"] == name
    shared_office.ask("DELETE", f"/filters/{saved['id']}")
