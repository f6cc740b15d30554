"""The life of accounts: paths, and which answer is taken for "done" (admin API contract 8.1, 11)."""

from collections.abc import Callable
from typing import Any

import pytest

from app.atlassian import errors
from app.atlassian.admin import AdminApi
from tests.atlassian.asking import ORG, sent
from tests.atlassian.wire import Wire

LIFE = "/users/712020%3Aab%7Cc/manage/lifecycle"
ACCOUNT = "712020:ab|c"
SUCCESS = {"message": "Success"}
Write = Callable[[AdminApi], None]
QUIET: dict[str, Write] = {
    "/disable": lambda api: api.accounts.deactivate(ACCOUNT),
    "/enable": lambda api: api.accounts.activate(ACCOUNT),
}
WORDED: dict[str, Write] = {
    "/delete": lambda api: api.accounts.delete(ACCOUNT),
    "/cancel-delete": lambda api: api.accounts.cancel_deletion(ACCOUNT),
}
WRITES = {**QUIET, **WORDED}


@pytest.mark.parametrize("verb", QUIET)
def test_a_quiet_write_is_done_when_nothing_is_said(api: AdminApi, wire: Wire, verb: str) -> None:
    wire.post(LIFE + verb, status=204)
    QUIET[verb](api)
    assert sent(wire) == {}


@pytest.mark.parametrize("verb", WORDED)
@pytest.mark.parametrize("words", [SUCCESS, {"message": ""}, {"message": "Accepted", "more": 1}])
def test_a_worded_write_is_done_when_it_says_so(api: AdminApi, wire: Wire, verb: str, words: Any) -> None:
    wire.post(LIFE + verb, json=words)
    WORDED[verb](api)


@pytest.mark.parametrize("verb", WORDED)
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 204},
        {"status": 202, "json": SUCCESS},
        {"body": b""},
        {"body": b"<html>Log in</html>"},
        {"body": b'{"message": "Suc'},
        {"json": {}},
        {"json": {"message": None}},
        {"json": {"data": {"status": "accepted"}}},
        {"json": ["Success"]},
    ],
    ids=str,
)
def test_anything_else_leaves_a_worded_write_in_doubt(api: AdminApi, wire: Wire, verb: str, answer: Any) -> None:
    wire.post(LIFE + verb, **answer)
    with pytest.raises(errors.Malformed) as caught:
        WORDED[verb](api)
    assert caught.value.is_outcome_unknown
    assert len(wire.asked) == 1


@pytest.mark.parametrize("verb", QUIET)
def test_words_leave_a_quiet_write_in_doubt(api: AdminApi, wire: Wire, verb: str) -> None:
    wire.post(LIFE + verb, json=SUCCESS)
    with pytest.raises(errors.Malformed) as caught:
        QUIET[verb](api)
    assert caught.value.is_outcome_unknown


@pytest.mark.parametrize("verb", WRITES)
def test_nothing_but_a_429_is_sent_again(api: AdminApi, wire: Wire, verb: str) -> None:
    success: dict[str, Any] = {"status": 204} if verb in QUIET else {"json": SUCCESS}
    wire.post(LIFE + verb, status=429, headers={"Retry-After": "0"})
    wire.post(LIFE + verb, **success)
    WRITES[verb](api)
    assert len(wire.asked) == 2
    wire.post(LIFE + verb, status=503)
    with pytest.raises(errors.ServerFault) as caught:
        WRITES[verb](api)
    assert caught.value.is_outcome_unknown
    assert len(wire.asked) == 3


@pytest.mark.parametrize("bad", ["", ".", "..", "-"])
def test_an_id_that_is_none_is_not_sent(api: AdminApi, bad: str) -> None:
    for write in (api.accounts.deactivate, api.accounts.activate, api.accounts.delete, api.accounts.cancel_deletion):
        with pytest.raises(errors.BadRequest):
            write(bad)
    assert api.transport.calls == 0


def test_a_user_is_removed_from_one_directory(api: AdminApi, wire: Wire) -> None:
    wire.delete(f"/admin/v2/orgs/{ORG}/directories/d1/users/{LIFE.split('/')[2]}", status=204)
    api.remove_user("d1", ACCOUNT)
    with pytest.raises(errors.BadRequest):
        api.remove_user("-", ACCOUNT)
