"""Control plane: health, faults, counters, audit log, time, reset, snapshots."""

from __future__ import annotations

import inspect
import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.control.organization_routes import seed_organization
from sandbox.control.people import describe_organization
from sandbox.control.problems import ControlProblem, allow_only, read_object, whole_number
from sandbox.faults import KINDS, UnknownFaultError, build_fault
from sandbox.seeds.scenarios import SCENARIOS
from sandbox.world.clock import format_instant, parse_instant
from sandbox.world.state import World

MAX_SNAPSHOTS = 20


def build_world_routes(world: World) -> Blueprint:
    """Return the blueprint."""
    routes = Blueprint("control_world", __name__, url_prefix="/_sandbox")
    _add_reads(routes, world)
    _add_faults(routes, world)
    _add_time(routes, world)
    _add_reset(routes, world)
    _add_snapshots(routes, world)
    return routes


def _add_reads(routes: Blueprint, world: World) -> None:
    @routes.get("/health")
    def health() -> Response:
        return jsonify(
            status="ok",
            organizations=len(world.organizations),
            now=format_instant(world.clock.now()),
            cpu_seconds=round(time.process_time(), 3),
        )

    @routes.get("/audit")
    def audit() -> Response:
        limit = whole_number("limit", 1000, 100_000)
        org_id = request.args.get("org_id")
        with world.lock:
            if "after" in request.args:
                rows = world.audit.after(whole_number("after", 0, 10**9), org_id=org_id, limit=limit)
            else:
                rows = world.audit.latest(limit, org_id=org_id)
            return jsonify(total=len(world.audit), entries=[row.dump() for row in rows])

    @routes.get("/requests")
    def requests() -> Response:
        org_id = request.args.get("org_id")
        recent = world.counters.recent(whole_number("limit", 100, 2000), org_id)
        return jsonify(endpoints=world.counters.table(org_id), recent=[row.dump() for row in recent])

    @routes.delete("/requests")
    def clear_requests() -> Response:
        world.counters.clear()
        return jsonify(endpoints=[])

    @routes.get("/scenarios")
    def scenarios() -> Response:
        rows = [{"name": name, "meaning": inspect.getdoc(build)} for name, build in SCENARIOS.items()]
        return jsonify(scenarios=rows)


def _add_faults(routes: Blueprint, world: World) -> None:
    @routes.get("/faults")
    def faults() -> Response:
        kinds = {
            kind: {name: list(value) if isinstance(value, tuple) else value for name, value in params.items()}
            for kind, params in KINDS.items()
        }
        return jsonify(faults=world.faults.listing(), kinds=kinds)

    @routes.post("/faults")
    def add_fault() -> Response:
        try:
            fault = build_fault(read_object())
        except UnknownFaultError as error:
            raise ControlProblem(400, str(error), error.field) from error
        world.faults.add(fault)
        return jsonify(fault.dump())

    @routes.delete("/faults")
    def clear_faults() -> Response:
        world.faults.clear()
        return jsonify(faults=[])

    @routes.delete("/faults/<fault_id>")
    def remove_fault(fault_id: str) -> Response:
        if not world.faults.remove(fault_id):
            raise ControlProblem(404, "there is no such fault", "fault_id")
        return jsonify(fault_id=fault_id)


def _describe_time(world: World) -> dict[str, Any]:
    return {
        "now": format_instant(world.clock.now()),
        "is_frozen": world.clock.frozen_at is not None,
        "offset_seconds": world.clock.offset_seconds,
    }


def _add_time(routes: Blueprint, world: World) -> None:
    @routes.get("/time")
    def show_time() -> Response:
        return jsonify(_describe_time(world))

    @routes.post("/time")
    def move_time() -> Response:
        body = allow_only(read_object(), "advance_seconds", "now", "is_frozen")
        seconds = body.get("advance_seconds", 0)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or abs(seconds) > 10**9:
            raise ControlProblem(400, "advance_seconds is a number of seconds", "advance_seconds")
        if not isinstance(body.get("is_frozen", False), bool):
            raise ControlProblem(400, "is_frozen is true or false", "is_frozen")
        try:
            target = parse_instant(body["now"]) if "now" in body else None
        except (TypeError, ValueError) as error:
            raise ControlProblem(400, "now is ISO 8601 with a time zone", "now") from error
        with world.lock:
            if target is not None:
                world.clock.set_to(target)
            world.clock.advance(seconds)
            if "is_frozen" in body:
                (world.clock.freeze if body["is_frozen"] else world.clock.unfreeze)()
            world.clock_moved()
            world.record_control("time", {"now": format_instant(world.clock.now())})
            return jsonify(_describe_time(world))


def _add_reset(routes: Blueprint, world: World) -> None:
    @routes.post("/reset")
    def reset() -> Response:
        """Start over: the organizations that were given as {organizations: [seed, …]}, else the present seeds anew.

        Documents (installations) stay unless `keep_documents` is false; audit log, faults, counters and moved time go.
        """
        body = allow_only(read_object(), "organizations", "keep_documents", "switches")
        rows = body.get("organizations")
        if rows is not None and not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise ControlProblem(400, "organizations is a list of seeds", "organizations")
        with world.lock:
            world.clock.load({"offset_seconds": 0.0, "frozen_at": None})
            plans = rows if rows is not None else _present_seeds(world)
            organizations = [seed_organization(world, row) for row in plans]
            world.start_over(organizations, keep_documents=bool(body.get("keep_documents", True)))
            return jsonify(organizations=[describe_organization(org) for org in world.organizations.values()])


def _present_seeds(world: World) -> list[dict[str, Any]]:
    return [
        {
            "users": org.seed["users"],
            "name": org.seed["name"],
            "number": org.seed["seed"],
            "management": org.seed["management"],
        }
        for org in world.organizations.values()
    ]


def _add_snapshots(routes: Blueprint, world: World) -> None:
    @routes.get("/snapshots")
    def list_snapshots() -> Response:
        return jsonify(snapshots=sorted(world.snapshots))

    @routes.put("/snapshots/<name>")
    def take(name: str) -> Response:
        with world.lock:
            if name not in world.snapshots and len(world.snapshots) >= MAX_SNAPSHOTS:
                raise ControlProblem(409, f"there are {MAX_SNAPSHOTS} snapshots already; delete one", "name")
            world.snapshots[name] = world.dump()
        return jsonify(name=name)

    @routes.post("/snapshots/<name>/restore")
    def restore(name: str) -> Response:
        with world.lock:
            if name not in world.snapshots:
                raise ControlProblem(404, "there is no such snapshot", "name")
            world.reset(world.snapshots[name])
        return jsonify(name=name)

    @routes.delete("/snapshots/<name>")
    def forget(name: str) -> Response:
        with world.lock:
            if world.snapshots.pop(name, None) is None:
                raise ControlProblem(404, "there is no such snapshot", "name")
        return jsonify(name=name)
