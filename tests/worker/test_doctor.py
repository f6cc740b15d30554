"""The doctor asks a connected organization, by reading alone, and tells what it saw without a person in it."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from app.domain.doctor import FACTS, WRITES, Finding, Seen, examine
from app.domain.engine import reasons
from app.examination import look
from app.services.automation import tasks
from app.services.operating.examinations import find_unsafe_actions, get_examination, record_examination
from app.services.operating.health import get_health
from tests.ground.desk import EVERYBODY, KEYS, Desk
from tests.worker.people import people
from worker.doctor import _open, to_json, to_table


def examine_organization(desk: Desk) -> dict[str, Finding]:
    return {one.fact: one for one in examine(look(_open(desk.context, desk.tenant_id, None)))}


def test_it_reads_and_writes_nothing(synced: Desk) -> None:
    before = len(synced.sandbox.call("GET", "/audit")["entries"])
    findings = examine_organization(synced)

    assert len(synced.sandbox.call("GET", "/audit")["entries"]) == before
    # This sandbox has no rate limits, so it tells none.
    assert {name for name, one in findings.items() if one.verdict == "contradicted"} == {"limits_are_told"}
    assert findings["count_is_the_walk"].verdict in ("holds", "not_seen")
    assert findings["users_have_ids"].seen > 10
    assert findings["there_are_admins"].verdict == "holds"
    assert "people" not in to_table(list(findings.values())).split()[0]
    assert json.loads(to_json(list(findings.values())))["unsafe_actions"] == []


def found(fact: str, verdict: str = "contradicted") -> list[Finding]:
    """All findings of an examination that saw one fact alone."""
    return [replace(one, verdict=verdict) if one.fact == fact else one for one in examine(Seen())]


@pytest.mark.parametrize(
    ("fact", "stopped"),
    [
        ("users_have_ids", set(WRITES)),
        ("groups_are_told", {"add_to_groups", "remove_from_groups", "remove_app_access"}),
        ("membership_is_told", {"suspend_user", "restore_user"}),
        ("limits_are_told", set()),
    ],
)
def test_runs_with_an_action_that_relies_on_a_contradicted_fact_change_nothing(
    synced: Desk, fact: str, stopped: set[str]
) -> None:
    synced.ask(record_examination, found(fact), synced.context.clock())

    for action in ("suspend_user", "restore_user"):
        before = len(synced.writes())
        run = synced.run(synced.create_task(EVERYBODY, {"type": action}))
        if action in stopped:
            assert (run.summary.state, run.summary.reason) == ("failed", reasons.FACT_CONTRADICTED)
            assert len(synced.writes()) == before
        else:
            assert run.summary.reason != reasons.FACT_CONTRADICTED
    assert synced.ask(find_unsafe_actions) == stopped


def test_what_was_contradicted_and_cannot_be_seen_again_stays_so(synced: Desk) -> None:
    """Not known is not refuted: an examination during an outage sets nothing free."""
    now = synced.context.clock()
    synced.ask(record_examination, found("membership_is_told"), now)

    view = synced.ask(record_examination, examine(Seen()), now)

    assert view.unsafe_actions == ["restore_user", "suspend_user"]
    assert [one.fact for one in view.findings if one.verdict == "contradicted"] == ["membership_is_told"]
    assert synced.ask(find_unsafe_actions) == {"restore_user", "suspend_user"}
    freed = synced.ask(record_examination, found("membership_is_told", "holds"), now)
    assert (freed.unsafe_actions, synced.ask(find_unsafe_actions)) == ([], frozenset())


def test_the_tasks_that_are_stopped_are_named_and_a_removed_one_is_not(synced: Desk) -> None:
    stopped = synced.create_task(EVERYBODY, {"type": "suspend_user"})
    synced.create_task(EVERYBODY, {"type": "restore_user"})
    removed = synced.create_task(EVERYBODY, {"type": "suspend_user"})
    synced.call(tasks.remove_task, removed, by=synced.admin, now=synced.context.clock())
    synced.ask(record_examination, found("activity_is_told"), synced.context.clock())

    view = synced.ask(get_examination)

    assert [task.id for task in view.stopped_tasks] == [stopped]
    assert [(one.fact, one.verdict) for one in view.findings] == [("activity_is_told", "contradicted")]
    assert "fact_contradicted" in synced.ask(get_health, synced.context.clock()).problems


def test_an_organization_that_nobody_has_examined_has_no_findings(synced: Desk) -> None:
    view = synced.ask(get_examination)

    assert (view.examined_at, view.findings, view.unsafe_actions, view.stopped_tasks) == (None, [], [], [])
    assert "fact_contradicted" not in synced.ask(get_health, synced.context.clock()).problems


def test_the_command_prints_keeps_and_tells_by_its_status(synced: Desk, database_url: str, redis_url: str) -> None:
    told = {
        "ENV": "development", "BASE_URL": "http://127.0.0.1:1", "DATABASE_URL": database_url, "REDIS_URL": redis_url,
        "ENCRYPTION_KEYS": KEYS, "ATLASSIAN_API_BASE": synced.sandbox.base_url,
    }  # fmt: skip

    def run(*arguments: str, key: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "worker.doctor", *arguments]
        environment = {"PATH": os.environ["PATH"], **told}
        return subprocess.run(command, env=environment, input=key, capture_output=True, text=True, check=False)

    sound = run(str(synced.tenant_id))
    assert (sound.returncode, sound.stderr) == (0, "")
    assert len(sound.stdout.splitlines()) == len(FACTS)

    synced.sandbox.switch(synced.org_id, search_filters="ignored")
    bad = run(str(synced.tenant_id), "--json")
    assert (bad.returncode, set(json.loads(bad.stdout)["unsafe_actions"])) == (1, set(WRITES))
    assert synced.ask(find_unsafe_actions) == set(WRITES)
    assert run("--org", synced.org_id, "--json", key=f"{synced.organization['api_key']}\n").returncode == 1

    refused = run("--org", synced.org_id, key="no key of anybody\n")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


def test_an_organization_that_was_examined_and_found_sound_is_served(synced: Desk) -> None:
    synced.ask(record_examination, [], synced.context.clock())

    assert synced.run(synced.create_task(people("nobody"), {"type": "suspend_user"})).summary.state == "succeeded"
