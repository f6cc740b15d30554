"""Faults that concern the answers to writes: what says "done" and is not, and the reverse (admin API contract 8.1)."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.asking import V2_SEARCH, choices, is_suspended, suspend
from tests.sandbox.ground import Sandbox


@pytest.fixture
def user(sandbox: Sandbox) -> str:
    return sandbox.member()


def _suspend(sandbox: Sandbox, user: str) -> requests.Response:
    return sandbox.api(*suspend(user))


@pytest.mark.parametrize("when", choices("html", "when"))
@pytest.mark.parametrize("status", choices("html", "status"))
def test_an_html_page_answers_a_write_instead_of_it_or_after_it(
    sandbox: Sandbox, user: str, status: int, when: str
) -> None:
    """Contract 8.1: a page under a 2xx is no success, and says nothing about what was applied."""
    sandbox.fault("html", endpoint="writes", params={"status": status, "when": when})
    answer = sandbox.api(*suspend(user))
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert is_suspended(sandbox, user) is (when == "after")


@pytest.mark.parametrize("when", choices("redirected", "when"))
@pytest.mark.parametrize("status", choices("redirected", "status"))
def test_a_call_is_redirected_instead_of_being_answered(sandbox: Sandbox, user: str, status: int, when: str) -> None:
    """Contract 8.1: nothing documents redirects."""
    sandbox.fault("redirected", params={"status": status, "when": when})
    for call in (suspend(user), V2_SEARCH):
        answer = sandbox.api(*call, allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (status, "/admin/v1/orgs?login=1")
    assert is_suspended(sandbox, user) is (when == "after")


@pytest.mark.parametrize("applied", choices("other_success", "applied"))
@pytest.mark.parametrize("body", choices("other_success", "body"))
@pytest.mark.parametrize("status", choices("other_success", "status"))
def test_a_write_answers_another_success_than_the_documented_one(
    sandbox: Sandbox, user: str, status: int, body: str, applied: str
) -> None:
    """Contract 8.1: any other 2xx may mean that nothing was done."""
    sandbox.fault("other_success", params={"status": status, "body": body, "applied": applied})
    answer = sandbox.api(*suspend(user))
    assert answer.status_code == status
    assert (answer.content[:1] or b"-") == {"empty": b"-", "json": b"{", "html": b"<"}[body]
    assert is_suspended(sandbox, user) is (applied == "yes")
    [entry] = sandbox.control("GET", "/audit?limit=1").json()["entries"]
    assert entry["outcome"] == ("applied" if applied == "yes" else "not_applied")
    assert sandbox.api(*V2_SEARCH).status_code == 200, "reads answer as documented"
    assert sandbox.api(*suspend("unknown")).status_code == 404, "a refusal stays one"


def test_a_truncated_answer_to_a_write(sandbox: Sandbox) -> None:
    """There is nothing to cut off a 204: a gateway that words its success is cut short."""
    sandbox.fault("truncated", endpoint="writes")
    user = sandbox.member()
    answer = _suspend(sandbox, user)
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert sandbox.org.membership_status(user) == "suspended"


def test_a_write_is_accepted_and_comes_to_nothing(sandbox: Sandbox) -> None:
    """Contract 8.1: 204 is accepted, not yet proof that it took effect."""
    user = sandbox.member()
    sandbox.fault("not_applied", endpoint="writes", times=1)
    answer = _suspend(sandbox, user)
    assert (answer.status_code, answer.content) == (204, b"")
    [entry] = sandbox.control("GET", "/audit?limit=1").json()["entries"]
    assert (entry["operation"], entry["outcome"], entry["status"]) == ("W3", "not_applied", 204)
    sandbox.wait(3600)
    assert sandbox.org.membership_status(user) == "active"
    assert _suspend(sandbox, user).status_code == 204
    assert sandbox.org.membership_status(user) == "suspended"


def test_some_of_the_accepted_writes_come_to_nothing(sandbox: Sandbox) -> None:
    sandbox.turn(rate_limits="off")
    sandbox.fault("not_applied", endpoint="writes", percent=50)
    users = [sandbox.member(nth=nth) for nth in range(20)]
    assert {_suspend(sandbox, user).status_code for user in users} == {204}
    assert {sandbox.org.membership_status(user) for user in users} == {"active", "suspended"}
