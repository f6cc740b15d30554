"""The text of a webhook in a chat tool: names stay names, whatever the tool reads into them."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from app.services.notices.notification_queue import Delivery
from app.services.queues.leases import Lease
from worker.deliveries import build_body

URL = "https://acme.example/runs/1"
DATA = {
    "path": "/runs/1", "run_id": 1, "task_id": 2, "trigger": "manual", "state": "succeeded", "reason": None,
    "counts": {"matched": 1, "affected": 1}, "planned_users": 1, "holds": None, "requested_by": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "<!channel> hurry", "<https://evil.example|Release it here>", "<users/all>", "[Release](https://evil.example)",
        "<a href='https://evil.example'>here</a>", "<@U012AB3CD>", "a < b > c",
        "@channel", "@here hurry", "@everyone", "all: @all", "@ann.lee", "https://evil.example/release",
        "www.evil.example", "Release at evil.example", "evil\u3002example", "ann@evil.example", "HTTPS://192.0.2.1", "slack://open",
        "![x](https://e.x)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_name_is_no_link_and_calls_nobody(name: str, language: str) -> None:
    delivery = Delivery(
        tenant_id=1, notification_id=1, attempt=1, lease=Lease(timedelta(seconds=1)), message_id="m", kind="webhook", url="https://chat.example/x",
        recipients=(), secrets=(), event="run.succeeded", data=DATA | {"name": name}, language=language,
        created_at=datetime(2026, 11, 30, tzinfo=UTC),
    )  # fmt: skip
    told = json.loads(build_body(delivery, URL))

    assert not [mark for mark in ("<", ">", "](") if mark in told["text"]]
    assert told["text"].endswith(URL)
    said = told["text"].removesuffix(URL)
    assert not re.search(r"@(?!\u200b)|://|\w[.\u3002\uff0e\uff61]\w", said)
    assert told["data"]["name"] == name, "programs get it as it is"
