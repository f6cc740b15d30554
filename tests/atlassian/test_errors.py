"""Every shape of error body becomes one error of the tree, and nothing makes the reader itself fail."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.atlassian import errors
from app.atlassian.errors import AtlassianError, describe_failure


def application(code: str, detail: str = "Something", status: int = 400) -> bytes:
    entry = {"id": "1", "status": str(status), "code": code, "title": "Title", "detail": detail}
    return json.dumps({"errors": [entry]}).encode()


GATEWAY_403 = json.dumps(
    {
        "timestamp": "2025-06-06T06:03:27.122+00:00",
        "path": "/api/admin/v1/orgs/o/users",
        "status": 403,
        "error": "Forbidden",
        "message": "User has no permission to access resource.",
        "requestId": "b4fce632-202784",
    }
).encode()
SCIM_409 = json.dumps(
    {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": "409",
        "scimType": "uniqueness",
        "detail": "Taken",
    }
).encode()
INSUFFICIENT = json.dumps(
    {
        "errors": [
            {"code": "ADMIN-401-2", "status": "401", "title": "INSUFFICIENT_SCOPE", "detail": "Insufficient scope."}
        ]
    }
).encode()
OWNED = b'{"key":"forbidden.action","context":{"allowed":false,"reason":{"key":"%s"}}}'
LIFECYCLE = b'{"key":"conflict.lifecycleErrors","context":{"message":"%s","accountId":"a","errorCodes":[{"code":"x"}]}}'
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, b'{"code":401,"message":"Unauthorized"}', errors.KeyRejected),
        (401, b"", errors.KeyRejected),
        (401, b'{"key":"unauthorized"}', errors.KeyRejected),
        (401, INSUFFICIENT, errors.InsufficientScope),
        (402, application("ADMIN-UAM-402-1"), errors.Refused),
        (403, GATEWAY_403, errors.Refused),
        (403, application("ADMIN-403-5"), errors.ManagedElsewhere),
        (403, b'{"key":"forbidden"}', errors.Refused),
        (403, b'{"key":"forbidden.targetUnverified"}', errors.Refused),
        (403, OWNED % b"administrative", errors.Refused),
        (403, OWNED % b"externalDirectory.scim", errors.ManagedElsewhere),
        (403, OWNED % b"externalDirectory.google", errors.ManagedElsewhere),
        (404, b'{"key":"accountNotFound"}', errors.NotFound),
        (409, LIFECYCLE % b"Is already in that state", errors.Conflict),
        (409, LIFECYCLE % b"No licence, no seat", errors.Conflict),
        (404, application("ADMIN-404-8"), errors.NotFound),
        (404, HTML, errors.Unreadable),
        (401, HTML, errors.Unreadable),
        (403, HTML, errors.Unreadable),
        (400, application("ADMIN-UAM-400-5", "Cloud Resource is invalid"), errors.BadRequest),
        (400, application("ADMIN-400-1", "The cursor is invalid"), errors.BadCursor),
        (400, application("ADMIN-400-32", "Too many licence breaches"), errors.LicenceLimit),
        (409, application("ADMIN-409-3"), errors.LicenceLimit),
        (409, application("ADMIN-UAM-409-3"), errors.LicenceLimit),
        (409, application("ADMIN-409-28", "User is already a member of the group"), errors.AlreadyDone),
        (409, application("ADMIN-409-28", "The group is managed by an identity provider"), errors.ManagedElsewhere),
        (409, application("ADMIN-409-28", "user limit exceeded"), errors.Conflict),
        (409, b'{"message":"user limit exceeded"}', errors.LicenceLimit),
        (409, b'{"message":"User ALREADY in the group"}', errors.AlreadyDone),
        (409, application("ADMIN-409-28", "The user limit for Jira has already been reached"), errors.Conflict),
        (409, b'{"message":"The user limit for Jira has already been reached"}', errors.LicenceLimit),
        (409, b'{"message":"All seats are already taken"}', errors.LicenceLimit),
        (400, application("ADMIN-400-4", "The user limit for Jira has already been reached"), errors.LicenceLimit),
        (400, b'{"message":"The licence limit has already been reached"}', errors.LicenceLimit),
        (400, b'{"message":"The request is already being processed"}', errors.Conflict),
        (400, b'{"message":"The user is already suspended"}', errors.AlreadyDone),
        (409, b'{"message":"Already a member of the group licence-holders"}', errors.AlreadyDone),
        (409, b"", errors.Conflict),
        (409, HTML, errors.Unreadable),
        (409, SCIM_409, errors.Conflict),
        (405, application("ADMIN-405-1"), errors.BadRequest),
        (415, application("ADMIN-UAM-415-1"), errors.BadRequest),
        (418, b"", errors.BadRequest),
        (429, b'{"code":429,"message":"Rate limit exceeded"}', errors.RateLimited),
        (429, application("ADMIN-429-1"), errors.RateLimited),
        (500, application("ADMIN-500-1"), errors.ServerFault),
        (502, HTML, errors.ServerFault),
        (503, b"", errors.ServerFault),
        (502, application("ADMIN-409-3"), errors.ServerFault),
        (302, b"", errors.Malformed),
        (302, application("ADMIN-409-3"), errors.Malformed),
    ],
)
def test_each_reply_becomes_the_error_that_callers_decide_by(
    status: int, body: bytes, kind: type[AtlassianError]
) -> None:
    error = describe_failure(status, body)
    assert type(error) is kind
    assert error.status == status
    assert error.detail


def test_the_sentence_of_a_lifecycle_conflict_stands_in_its_context() -> None:
    error = describe_failure(409, LIFECYCLE % b"The account is closed", is_write=True)
    assert (error.code, error.detail) == ("conflict.lifecycleErrors", "The account is closed")
    assert not error.is_outcome_unknown


@pytest.mark.parametrize(
    "body", [b'{"context":1}', b'{"context":{"reason":"x"}}', b'{"context":{"reason":{"key":3}}}', b"[]", b"3"]
)
def test_a_refusal_with_an_odd_context_stays_a_refusal(body: bytes) -> None:
    assert type(describe_failure(403, body)) in (errors.Refused, errors.Unreadable)


def test_code_and_sentence_are_taken_from_the_body() -> None:
    error = describe_failure(400, application("ADMIN-UAM-400-5", "Cloud Resource is invalid"))
    assert error.code == "ADMIN-UAM-400-5"
    assert error.detail == "Cloud Resource is invalid"
    assert str(error) == "400 ADMIN-UAM-400-5: Cloud Resource is invalid"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("ADMIN-404-8", "user"),
        ("ADMIN-404-10", "group"),
        ("ADMIN-404-2", "organization"),
        ("ADMIN-UAM-404-3", None),
        ("X", None),
    ],
)
def test_what_is_missing_is_told_by_the_code(code: str, what: str | None) -> None:
    error = describe_failure(404, application(code))
    assert isinstance(error, errors.NotFound)
    assert error.what == what


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_a_server_fault_the_outcome_of_a_write_is_unknown_but_not_that_of_a_read(status: int) -> None:
    assert describe_failure(status, b"", is_write=True).is_outcome_unknown
    assert not describe_failure(status, b"").is_outcome_unknown


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429])
def test_a_refused_write_was_certainly_not_applied(status: int) -> None:
    assert not describe_failure(status, b"", is_write=True).is_outcome_unknown


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 415])
@pytest.mark.parametrize("body", [HTML, b"Forbidden", b'{"errors":[', b'"no"'])
def test_a_refusal_that_is_not_atlassians_own_says_nothing_about_the_write(status: int, body: bytes) -> None:
    assert describe_failure(status, body, is_write=True).is_outcome_unknown
    assert not describe_failure(status, body).is_outcome_unknown


def test_a_request_that_timed_out_at_atlassian_may_have_been_applied() -> None:
    assert describe_failure(408, b"{}", is_write=True).is_outcome_unknown


def test_only_what_may_pass_by_itself_is_not_permanent() -> None:
    passing = {errors.RateLimited, errors.ServerFault, errors.Unreachable, errors.Malformed}
    for kind in AtlassianError.__subclasses__():
        assert kind.is_permanent == (kind not in passing)


def test_an_html_page_is_not_shown_to_admins() -> None:
    assert "<" not in describe_failure(502, HTML).detail


def test_a_very_long_sentence_is_cut() -> None:
    assert len(describe_failure(400, application("C", "x" * 10_000)).detail) == errors.MAX_DETAIL_LENGTH


@given(st.integers(300, 599), st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["errors", "code", "key", "detail", "message", "title", "error"]), inner),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_body_makes_the_reader_fail(status: int, body: bytes) -> None:
    error = describe_failure(status, body, is_write=True)
    assert error.status == status
    assert isinstance(error.detail, str)
    assert error.detail
