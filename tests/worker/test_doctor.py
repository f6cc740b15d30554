"""The doctor asks a connected organization, by reading alone, and tells what it saw without a person in it."""

import json
import sys

import pytest

from app.domain.doctor import examine, list_unsafe_actions
from tests.ground.desk import Desk
from worker.doctor import look, to_json, to_table


def calls(desk: Desk) -> list[str]:
    rows = desk.sandbox.call("GET", "/requests")["requests"]
    return [f"{row['method']} {row['path']}" for row in rows]


def test_it_reads_and_writes_nothing(synced: Desk) -> None:
    before = len(synced.sandbox.call("GET", "/audit")["entries"])
    findings = {one.fact: one for one in examine(look(synced.open_admin()))}

    assert len(synced.sandbox.call("GET", "/audit")["entries"]) == before
    assert {name for name, one in findings.items() if one.verdict == "contradicted"} == set()
    assert findings["count_is_the_walk"].verdict in ("holds", "not_seen")
    assert findings["admin_roles_are_told"].seen > 10
    assert findings["there_are_admins"].verdict == "holds"
    assert "people" not in to_table(list(findings.values())).split()[0]
    assert json.loads(to_json(list(findings.values())))["unsafe_actions"] == []


def test_a_form_of_answers_that_is_not_expected_is_found(synced: Desk) -> None:
    synced.sandbox.switch(synced.org_id, empty_lists="absent")

    unsafe = list_unsafe_actions(examine(look(synced.open_admin())))

    assert "suspend_user" in unsafe
    assert sys.version_info >= (3, 11)
