"""The first sync beside the script that an admin would write: who is in the organization, and in which groups.

    python -m bench.directory.sync_scripts [--users 2000]

The script uses a maintained client, `atlassian-python-api` (its `CloudAdmin` knows the calls): every page of people,
every page of groups, and the members of each group. Ours reads more (apps, roles, what groups give, activity) and
writes it down. Against a sandbox without limits and lag; calls are counted by the sandbox.
"""

import argparse
import importlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.figures import Figure, note
from bench.ground import Bench, open_bench


def main() -> None:
    """Measure both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=2_000)
    users = parser.parse_args().users
    with open_bench(users, "--no-limits") as bench:
        organization = bench.ask("GET", "/organizations")["organizations"][0]
        theirs = _measure(bench, lambda: _read_all(bench, organization))
        ours = _measure(bench, lambda: bench.connect(organization))
    print(f"script: {theirs[0]:,} calls, {theirs[1]:.1f} s; ours: {ours[0]:,} calls, {ours[1]:.1f} s")
    note(Figure(f"calls of a first sync of {users:,}", ours[0], beside="a script", beside_value=theirs[0]))
    note(Figure(f"a first sync of {users:,}, no limits", ours[1], "s", beside="a script", beside_value=theirs[1]))


def _measure(bench: Bench, work: Callable[[], object]) -> tuple[int, float]:
    """Calls and seconds."""
    bench.ask("DELETE", "/requests")
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    return sum(row["total"] for row in bench.ask("GET", "/requests")["endpoints"]), seconds


def _read_all(bench: Bench, organization: dict[str, Any]) -> dict[str, list[str]]:
    client: Any = importlib.import_module("atlassian.cloud_admin").CloudAdmin(organization["api_key"])
    client.url = bench.base_url  # it has Atlassian's address built in
    org = organization["org_id"]
    members: dict[str, list[str]] = {}
    for directory in organization["directories"]:
        place = (org, directory["directory_id"])
        people = list(_iter_people(client, place, {}))
        for group in _iter_groups(client, place):
            members[group] = list(_iter_people(client, place, {"groupIds": [group]}))
        print(f"script: {len(people):,} people, {len(members):,} groups", flush=True)
    return members


def _iter_people(client: Any, place: tuple[str, str], asked: dict[str, Any]) -> Iterator[str]:
    cursor = None
    while True:
        body = asked | {"limit": 100} | ({"cursor": cursor} if cursor else {})
        answer = client.search_directory_users(*place, data=body)
        yield from (row["accountId"] for row in answer["data"])
        cursor = (answer.get("links") or {}).get("next")
        if not cursor:
            return


def _iter_groups(client: Any, place: tuple[str, str]) -> Iterator[str]:
    cursor = None
    while True:
        answer = client.get_groups(*place, cursor=cursor, limit=100)
        yield from (row["id"] for row in answer["data"])
        cursor = (answer.get("links") or {}).get("next")
        if not cursor:
            return


if __name__ == "__main__":
    main()
