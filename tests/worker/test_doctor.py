"""The doctor asks a connected organization, by reading alone, and tells what it saw without a person in it."""

import json

from app.domain import reasons
from app.domain.doctor import Finding, Seen, examine
from app.examination import look
from app.services.examinations import record_examination
from tests.ground.desk import EVERYBODY, Desk
from tests.worker.people import people
from worker.doctor import _open, to_json, to_table


def examine_organization(desk: Desk) -> dict[str, Finding]:
    return {one.fact: one for one in examine(look(_open(desk.context, desk.tenant_id, None)))}


def test_it_reads_and_writes_nothing(synced: Desk) -> None:
    before = len(synced.sandbox.call("GET", "/audit")["entries"])
    findings = examine_organization(synced)

    assert len(synced.sandbox.call("GET", "/audit")["entries"]) == before
    assert {name for name, one in findings.items() if one.verdict == "contradicted"} == set()
    assert findings["count_is_the_walk"].verdict in ("holds", "not_seen")
    assert findings["admin_roles_are_told"].seen > 10
    assert findings["there_are_admins"].verdict == "holds"
    assert "people" not in to_table(list(findings.values())).split()[0]
    assert json.loads(to_json(list(findings.values())))["unsafe_actions"] == []


def test_runs_with_an_action_that_relies_on_a_contradicted_fact_change_nothing(synced: Desk) -> None:
    findings = examine(Seen(users=[{"accountId": "a", "platformRoles": None}]))
    synced.call(record_examination, findings, synced.context.clock())
    before = len(synced.sandbox.call("GET", "/audit")["entries"])

    run = synced.run(synced.create_task(EVERYBODY, {"type": "suspend_user"}))

    assert (run.summary.state, run.summary.reason) == ("failed", reasons.FACT_CONTRADICTED)
    assert len(synced.sandbox.call("GET", "/audit")["entries"]) == before


def test_an_organization_that_was_examined_and_found_sound_is_served(synced: Desk) -> None:
    synced.call(record_examination, [], synced.context.clock())

    assert synced.run(synced.create_task(people("nobody"), {"type": "suspend_user"})).summary.state == "succeeded"
