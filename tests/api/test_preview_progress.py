"""Whoever waits for the totals of a preview can ask how far they are, in the own tenant alone."""

import pytest

from app.platform.answers.progress import KEPT_SECONDS, NOTE_SECONDS, RedisProgress, open_progress
from tests.api.ground import Office, pointers
from tests.api.stories import save_filter

SUSPEND = {"type": "suspend_user"}
PATH = "/tasks/preview-progress?watch="
AWAY = "redis://127.0.0.1:1/0"


@pytest.mark.parametrize("kind", ["tasks", "bulk"])
def test_a_preview_is_found_by_its_name_in_the_own_tenant_alone(kind: str, office: Office) -> None:
    saved = save_filter(office)
    drafts = {
        "tasks": {"name": "P", "filter_id": saved["id"], "schedule": {"mode": "manual"}},
        "bulk": {"specification": saved["specification"]},
    }
    watch = f"window-{kind}"
    assert office.ask("GET", PATH + watch) == {"looked_at": None}
    office.ask("POST", f"/{kind}/preview", drafts[kind] | {"actions": [SUSPEND], "watch": watch})

    assert isinstance(office.ask("GET", PATH + watch)["looked_at"], int)
    assert office.ask("GET", PATH + watch, as_=office.acme.colleague)["looked_at"] is not None
    assert office.ask("GET", PATH + watch, as_=office.globex.admin) == {"looked_at": None}
    assert office.ask("GET", PATH + watch + "2") == {"looked_at": None}


@pytest.mark.parametrize("watch", ["", "short", "x" * 41, "UPPER-CASE", "a:b:c:d:e", "with%20space"])
def test_a_name_that_could_be_another_key_is_refused(watch: str, office: Office) -> None:
    assert pointers(office.refuse(422, "GET", PATH + watch)) == ["/watch"]


def test_a_note_is_written_now_and_then_and_for_a_minute(redis_url: str) -> None:
    now = 100.0
    progress = RedisProgress(open_progress(redis_url)._redis, clock=lambda: now)
    note = progress.follow(1, "window-1")
    note(1)
    note(2)
    assert progress.find(1, "window-1") == 1
    now += NOTE_SECONDS
    note(3)
    assert open_progress(redis_url).find(1, "window-1") == 3
    assert 0 < progress._redis.ttl("progress:1:window-1") <= KEPT_SECONDS


def test_without_redis_nobody_is_told_anything_and_nobody_waits() -> None:
    progress = open_progress(AWAY)
    progress.follow(1, "window-1")(5)

    assert progress.find(1, "window-1") is None
