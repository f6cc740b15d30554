"""Signatures are what standardwebhooks.com says: its own library accepts them."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.outbound.signatures import build_headers, make_secret

BODY = b'{"data":{"run_id":7},"type":"run.failed"}'


def now() -> datetime:
    return datetime.now(UTC)


def test_the_standards_own_library_accepts_what_we_sign() -> None:
    secret = make_secret()
    headers = build_headers([secret], "msg_7", now(), BODY)

    assert Webhook(secret).verify(BODY, headers) == {"type": "run.failed", "data": {"run_id": 7}}


def test_while_a_secret_is_exchanged_both_are_accepted() -> None:
    old, new = make_secret(), make_secret()
    headers = build_headers([new, old], "msg_7", now(), BODY)

    for secret in (old, new):
        assert Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(make_secret()).verify(BODY, headers)


@pytest.mark.parametrize("name", ["body", "webhook-id", "webhook-timestamp", "age"])
def test_nothing_can_be_changed_or_replayed_later(name: str) -> None:
    secret = make_secret()
    at = now() - timedelta(minutes=10) if name == "age" else now()
    headers = build_headers([secret], "msg_7", at, BODY)
    if name.startswith("webhook"):
        headers[name] = str(int(at.timestamp()) + 1)

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" " if name == "body" else BODY, headers)


def test_no_two_secrets_are_alike() -> None:
    assert len({make_secret() for _ in range(100)}) == 100
