"""The pages of the face that belong to the sandbox itself: requests, faults, switches, time and so on.

They read the world directly; every change goes through the same control routes that scripts use.
"""

from __future__ import annotations

import inspect
from typing import Any

from flask import Blueprint, Response, request

from sandbox.faults import KINDS
from sandbox.host.attack.case import sorted_cases
from sandbox.host.face.frame import render_page
from sandbox.host.face.viewer import read_viewer
from sandbox.host.hosts import Hosts
from sandbox.seeds.scenarios import SCENARIOS
from sandbox.switches import SWITCHES

_SHOWN_REQUESTS = 100
_FAULT_ENDPOINTS = ("*", "reads", "searches", "writes")


def add_sandbox_pages(routes: Blueprint, hosts: Hosts) -> None:
    """Add the pages under ``/o/{orgId}/sandbox`` and the list of installations."""
    _add_watching_pages(routes, hosts)
    _add_steering_pages(routes, hosts)


def _add_watching_pages(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/o/<org_id>/sandbox/requests")
    def requests(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        table = hosts.world.counters.table(org_id)
        return render_page(
            hosts,
            "requests.html",
            viewer,
            "sandbox/requests",
            table=table,
            total=sum(row["total"] for row in table),
            rate_limited=sum(row["rate_limited"] for row in table),
            failed=sum(_count_failed(row) for row in table),
            recent=hosts.world.counters.recent(_SHOWN_REQUESTS, org_id),
        )

    @routes.get("/o/<org_id>/connected-apps")
    def connected_apps(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        mine = [item.describe() for item in hosts.book.list_all() if item.org_id == org_id]
        forge = [item.describe() for item in hosts.forge.book.list_all() if item.org_id == org_id]
        return render_page(
            hosts,
            "connected_apps.html",
            viewer,
            "connected-apps",
            installations=mine,
            forge_installations=forge,
        )


def _add_steering_pages(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/o/<org_id>/sandbox/faults")
    def faults(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        return render_page(
            hosts,
            "faults.html",
            viewer,
            "sandbox/faults",
            faults=hosts.world.faults.listing(),
            kinds=_describe_kinds(),
            endpoints=_FAULT_ENDPOINTS,
        )

    @routes.get("/o/<org_id>/sandbox/switches")
    def switches(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        with hosts.world.lock:
            values = hosts.people.get_organization(org_id).switches.dump()
        return render_page(hosts, "switches.html", viewer, "sandbox/switches", switches=SWITCHES, values=values)

    @routes.get("/o/<org_id>/sandbox/scenarios")
    def scenarios(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        with hosts.world.lock:
            snapshots = sorted(hosts.world.snapshots)
            seed = hosts.people.get_organization(org_id).seed
        return render_page(
            hosts,
            "scenarios.html",
            viewer,
            "sandbox/scenarios",
            snapshots=snapshots,
            seed=seed,
            scenarios=_describe_scenarios(),
        )

    @routes.get("/o/<org_id>/sandbox/attacks")
    def attacks(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        return render_page(hosts, "attacks.html", viewer, "sandbox/attacks", cases=sorted_cases())

    @routes.get("/o/<org_id>/sandbox/time")
    def time(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        clock = hosts.world.clock
        return render_page(
            hosts,
            "time.html",
            viewer,
            "sandbox/time",
            now=clock.now(),
            is_frozen=clock.frozen_at is not None,
            offset_seconds=round(clock.timestamp() - hosts.clock()),
            triggers=[row for row in hosts.timetable.describe() if row["org_id"] == org_id],
        )


def _describe_scenarios() -> dict[str, str]:
    return {name: inspect.getdoc(build) or "" for name, build in SCENARIOS.items()}


def _count_failed(row: dict[str, Any]) -> int:
    """Server errors and dropped connections of one endpoint."""
    return sum(count for status, count in row["statuses"].items() if status == "0" or int(status) >= 500)


def _describe_kinds() -> dict[str, dict[str, Any]]:
    """Fault kinds with each parameter's choices (a list) or default (a value)."""
    return {
        kind: {name: list(value) if isinstance(value, tuple) else value for name, value in params.items()}
        for kind, params in KINDS.items()
    }
