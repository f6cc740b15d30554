"""A field of a log that is named like a secret is dropped, whoever passes it."""

import json

import pytest

from app.logs import bind_context, drop_secrets, get_logger
from tests.platform.logged import captured_logs

HIDDEN = "hidden-word"
NAMES = ("secret", "token", "api_key", "authorization", "password", "body")
FORMS = ("{}", "shared_{}", "{}_hash", "old_{}_of_acme")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_a_field_that_is_named_like_a_secret_is_dropped(name: str, form: str) -> None:
    for field in (form.format(name), form.format(name).upper(), form.format(name).title()):
        told = drop_secrets(None, "", {"event": "said", field: HIDDEN, "tenant_id": 7})
        assert told == {"event": "said", field: "[dropped]", "tenant_id": 7}


def test_the_logs_of_a_process_drop_them_whether_they_are_said_or_bound() -> None:
    with captured_logs() as printed:
        bind_context(session_token=HIDDEN, tenant_id=7)
        get_logger("rollcall.test").warning("said", api_key=HIDDEN, what="something")
        bind_context()
    [line] = [json.loads(one) for one in printed.getvalue().splitlines() if '"said"' in one]

    assert (line["session_token"], line["api_key"], line["what"], line["tenant_id"]) == (
        "[dropped]", "[dropped]", "something", 7,
    )  # fmt: skip
