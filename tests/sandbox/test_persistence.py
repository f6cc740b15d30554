"""What was acknowledged survives, whatever ends the process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.cli import CommandError, call_sandbox
from sandbox.seeds.plan import SeedPlan
from sandbox.world.codec import dump_organization
from sandbox.world.effects import Effect
from sandbox.world.journal import CorruptDataError, Journal, close_world, compact, open_world
from sandbox.world.state import World, Write
from tests.sandbox.conftest import ANCHOR

PLAN = SeedPlan(ANCHOR, users=60)
ROOT = Path(__file__).parents[2]


def _state(world: World) -> dict[str, Any]:
    state = world.dump()
    for row in state["organizations"]:
        for name in ("membership", "in_directory", "suspended_in", "user_grants", "group_grants"):
            row[name] = {left: sorted(list(item) if isinstance(item, tuple) else item for item in rights)
                         for left, rights in row[name].items()}  # fmt: skip
    return state


def _suspend(world: World, nth: int) -> str:
    org = next(iter(world.organizations.values()))
    directory = next(iter(org.directories))
    user = sorted(org.in_directory.lefts_of(directory) - org.suspended_in.lefts_of(directory))[nth]
    effect = Effect("user_suspended", {"account_id": user, "directory_id": directory})
    world.commit(org, [effect], Write("W3", {"account_id": user}, key=org.active_key()))
    return user


def test_a_world_without_a_folder_keeps_nothing(tmp_path: Path) -> None:
    world = open_world(None, [PLAN])
    _suspend(world, 0)
    assert not list(tmp_path.iterdir())


def test_a_new_world_is_its_seed(tmp_path: Path) -> None:
    first = _state(open_world(tmp_path, [PLAN]))
    again = _state(open_world(tmp_path, [SeedPlan(ANCHOR, users=90)]))
    assert again == first


def test_writes_clock_documents_and_organizations_are_replayed(tmp_path: Path) -> None:
    world = open_world(tmp_path, [PLAN])
    user = _suspend(world, 0)
    world.documents("installations").put("one", {"secret": "s", "site": "acme"})
    world.documents("installations").put("two", {})
    world.documents("installations").delete("two")
    world.clock.advance(3600)
    world.clock_moved()
    world.add_organization(
        next(iter(open_world(None, [SeedPlan(ANCHOR, users=61, name="Two")]).organizations.values()))
    )
    again = open_world(tmp_path, [])
    assert _state(again) == _state(world)
    org = next(iter(again.organizations.values()))
    assert org.membership_status(user) == "suspended"
    assert dict(again.documents("installations")) == {"one": {"secret": "s", "site": "acme"}}
    assert abs(again.clock.timestamp() - world.clock.timestamp()) < 5
    assert again.audit.latest(1)[0].target == {"account_id": user}


def test_compaction_changes_the_files_and_not_the_world(tmp_path: Path) -> None:
    world = open_world(tmp_path, [PLAN])
    _suspend(world, 0)
    before = _state(world)
    compact(world)
    _suspend(world, 0)
    after = _state(world)
    again = open_world(tmp_path, [])
    assert _state(again) == after != before
    assert len(list(tmp_path.glob("journal-*"))) == 1


def test_a_large_journal_is_compacted_by_itself(tmp_path: Path) -> None:
    world = open_world(tmp_path, [PLAN])
    journal = world.journal
    assert isinstance(journal, Journal)
    journal.compact_above_bytes = 2000
    for _ in range(12):
        _suspend(world, 0)
    size = sum(path.stat().st_size for path in tmp_path.glob("journal-*"))
    assert size <= 2500
    assert _state(open_world(tmp_path, [])) == _state(world)


def test_a_clean_stop_compacts(tmp_path: Path) -> None:
    world = open_world(tmp_path, [PLAN])
    _suspend(world, 0)
    expected = _state(world)
    close_world(world)
    assert [path.stat().st_size for path in tmp_path.glob("journal-*")] == [0]
    assert _state(open_world(tmp_path, [])) == expected


@pytest.mark.parametrize("torn", [b'{"do":"wri', b"\x00\x00\x00\n", b'{"do":"document"'])
def test_a_torn_last_line_is_forgotten(tmp_path: Path, torn: bytes) -> None:
    world = open_world(tmp_path, [PLAN])
    _suspend(world, 0)
    expected = _state(world)
    journal = next(iter(tmp_path.glob("journal-*")))
    journal.write_bytes(journal.read_bytes() + torn)
    again = open_world(tmp_path, [])
    assert _state(again) == expected
    user = _suspend(again, 0)
    org = next(iter(open_world(tmp_path, []).organizations.values()))
    assert org.membership_status(user) == "suspended"


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorruptDataError, match=r"checkpoint\.json"):
        open_world(tmp_path, [])


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    """They hold API keys and shared secrets."""
    world = open_world(tmp_path, [PLAN])
    _suspend(world, 0)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_a_reset_is_persisted(tmp_path: Path) -> None:
    world = open_world(tmp_path, [PLAN])
    clean = dump_organization(next(iter(world.organizations.values())))
    kept = world.dump()
    _suspend(world, 0)
    world.reset(kept)
    again = open_world(tmp_path, [])
    assert len(again.audit) == 0
    assert dump_organization(next(iter(again.organizations.values())))["suspended_in"] == clean["suspended_in"]


# -- a real process -------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "sandbox", "serve", "--port", str(port), "--data", str(folder), "--users", "60"]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        _wait_until_up(port, process)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the sandbox ended by itself"
        try:
            if requests.get(f"http://127.0.0.1:{port}/_sandbox/health", timeout=1).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError("the sandbox did not start")


def _suspend_over_http(url: str, nth: int) -> str:
    org = call_sandbox(url, "GET", "/_sandbox/organizations")["organizations"][0]
    directory = org["directories"][0]["directory_id"]
    path = f"/_sandbox/organizations/{org['org_id']}/users?limit=500"
    users = call_sandbox(url, "GET", path)["users"]
    active = [row["account_id"] for row in users if row["directories"].get(directory) == "active"]
    answer = requests.post(
        f"{url}/admin/v2/orgs/{org['org_id']}/directories/{directory}/users/{active[nth]}/suspend",
        json={},
        headers={"Authorization": f"Bearer {org['api_key']}"},
        timeout=10,
    )
    assert answer.status_code == 204
    return str(active[nth])


def _status(url: str, account_id: str) -> str:
    org = call_sandbox(url, "GET", "/_sandbox/organizations")["organizations"][0]
    row = call_sandbox(url, "GET", f"/_sandbox/organizations/{org['org_id']}/users/{account_id}")
    return str(row["membership_status"])


def test_a_killed_sandbox_finds_every_acknowledged_write_again(tmp_path: Path) -> None:
    """Kill -9 loses nothing; a clean stop neither."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with _served(tmp_path, port) as process:
        killed = [_suspend_over_http(url, 0) for _ in range(5)]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    with _served(tmp_path, port) as process:
        assert {_status(url, user) for user in killed} == {"suspended"}
        stopped = _suspend_over_http(url, 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert [path.stat().st_size for path in tmp_path.glob("journal-*")] == [0]
    with _served(tmp_path, port):
        assert {_status(url, user) for user in [*killed, stopped]} == {"suspended"}
    with pytest.raises(CommandError, match="no sandbox answers"):
        call_sandbox(url, "GET", "/_sandbox/health")
