"""`python -m sandbox …` drives a running sandbox."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.cli import main
from tests.sandbox.ground import Sandbox


def _run(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    status = main(["--url", sandbox.url, *arguments])
    written = capsys.readouterr()
    assert status == 0, written.err
    return json.loads(written.out)


def test_reads(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(sandbox, capsys, "health")["status"] == "ok"
    assert _run(sandbox, capsys, "organizations")["organizations"][0]["org_id"] == sandbox.org_id
    assert _run(sandbox, capsys, "users", "--role", "atlassian/org-admin")["total"] == 3
    assert _run(sandbox, capsys, "groups")["groups"]
    assert _run(sandbox, capsys, "roles", "--org", sandbox.org_id)["roles"]
    assert _run(sandbox, capsys, "audit")["entries"] == []
    assert _run(sandbox, capsys, "requests")["endpoints"] == []


def test_faults(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--endpoint", "R4", "--param", "status=503", "--after", "1", "--times", "2", "--percent", "100")
    fault = _run(sandbox, capsys, "fault", "status", *options)
    assert (fault["params"]["status"], fault["after"], fault["times"]) == (503, 1, 2)
    statuses = [sandbox.api("POST", "{d}/users/search").status_code for _ in range(4)]
    assert statuses == [200, 503, 503, 200]
    assert len(_run(sandbox, capsys, "fault")["faults"]) == 1
    assert _run(sandbox, capsys, "fault", "clear")["faults"] == []


def test_switches(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    turned = _run(sandbox, capsys, "switch", "synced_group=conflict", "member_lag_seconds=0")
    assert (turned["switches"]["synced_group"], turned["switches"]["member_lag_seconds"]) == ("conflict", 0)
    assert _run(sandbox, capsys, "switch")["switches"]


def test_state(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    _run(sandbox, capsys, "snapshot", "before")
    touched = _run(sandbox, capsys, "scenario", "admin-promoted")["touched"]["account_id"]
    assert sandbox.org.is_org_admin(touched)
    _run(sandbox, capsys, "restore", "before")
    assert not sandbox.org.is_org_admin(touched)
    assert len(_run(sandbox, capsys, "scenario")["scenarios"]) >= 10
    added = _run(sandbox, capsys, "seed", "--users", "70", "--name", "Globex", "--management", "original")
    assert (added["name"], added["management"]) == ("Globex", "original")
    assert len(_run(sandbox, capsys, "reset")["organizations"]) == 2


def test_time_keys_and_sync(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    frozen = _run(sandbox, capsys, "time", "--now", "2027-01-01T00:00:00Z", "--freeze")
    assert frozen["now"] == "2027-01-01T00:00:00.000Z"
    assert _run(sandbox, capsys, "time", "--advance", "60")["now"] == "2027-01-01T00:01:00.000Z"
    assert _run(sandbox, capsys, "time", "--unfreeze")["is_frozen"] is False
    scoped = _run(sandbox, capsys, "key", "create", "--scope", "read:orgs:admin")
    assert scoped["scopes"] == ["read:orgs:admin"]
    assert _run(sandbox, capsys, "key", "revoke")["state"] == "revoked"
    assert _run(sandbox, capsys, "key", "activate")["state"] == "active"
    assert _run(sandbox, capsys, "idp-sync") == {"reverted": 0}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fault", "flood"), "kind is one of"),
        (("switch", "nothing=1"), "no switch 'nothing'"),
        (("switch", "nothing"), "is not name=value"),
        (("restore", "nothing"), "no such snapshot"),
        (("scenario", "nothing"), "scenarios are"),
        (("key", "revoke", "--key-id", "x"), "no such key"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert main(["--url", sandbox.url, *arguments]) == 1
    written = capsys.readouterr()
    assert message in written.err
    assert written.err.count("\n") == 1
    assert written.out == ""


def test_an_address_where_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:9", "health"]) == 1
    assert main(["--url", "file:///etc/passwd", "health"]) == 1
    assert "is no http address" in capsys.readouterr().err
