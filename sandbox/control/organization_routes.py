"""Control plane: organizations, their true state, and changes behind the admin API's back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.control.lookups import get_organization, get_user
from sandbox.control.people import describe_group, describe_organization, describe_user, list_holders, matching_users
from sandbox.control.problems import ControlProblem, allow_only, read_object, whole_number
from sandbox.control.user_routes import add_user_changes
from sandbox.seeds import build_organization
from sandbox.seeds.plan import BadSeedError, build_plan
from sandbox.seeds.scenarios import SCENARIOS, ScenarioImpossibleError, build_scenario
from sandbox.switches import SWITCHES, UnknownSwitchError
from sandbox.world.clock import format_instant, parse_instant
from sandbox.world.directory import ApiKey
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

Json = dict[str, Any]
LARGEST_PAGE = 200_000


def build_organization_routes(world: World) -> Blueprint:
    """Return the blueprint."""
    routes = Blueprint("control_organizations", __name__, url_prefix="/_sandbox/organizations")
    _add_collection(routes, world)
    _add_reads(routes, world)
    add_user_changes(routes, world)
    _add_key_changes(routes, world)
    _add_other_changes(routes, world)
    return routes


def seed_organization(world: World, body: Json) -> Organization:
    """Build an organization from a control plane body; raises ControlProblem 400."""
    anchor = format_instant(world.clock.now().replace(minute=0, second=0, microsecond=0))
    try:
        return build_organization(build_plan(body, anchor))
    except BadSeedError as error:
        raise ControlProblem(400, str(error), error.field) from error


def _add_collection(routes: Blueprint, world: World) -> None:
    @routes.get("")
    def list_all() -> Response:
        with world.lock:
            return jsonify(organizations=[describe_organization(org) for org in world.organizations.values()])

    @routes.post("")
    def create() -> Response:
        org = seed_organization(world, read_object())
        with world.lock:
            if org.org_id in world.organizations:
                raise ControlProblem(409, "that organization exists; give another name or number", "name")
            world.add_organization(org)
            world.record_control("organization_created", {"org_id": org.org_id, **org.seed})
            return jsonify(describe_organization(org))

    @routes.get("/<org_id>")
    def show(org_id: str) -> Response:
        with world.lock:
            return jsonify(describe_organization(get_organization(world, org_id)))

    @routes.delete("/<org_id>")
    def remove(org_id: str) -> Response:
        with world.lock:
            get_organization(world, org_id)
            world.remove_organization(org_id)
            world.record_control("organization_removed", {"org_id": org_id})
        return jsonify(org_id=org_id)


def _add_reads(routes: Blueprint, world: World) -> None:
    @routes.get("/<org_id>/users")
    def users(org_id: str) -> Response:
        start, limit = whole_number("offset", 0, 10**9), whole_number("limit", 100, LARGEST_PAGE)
        with world.lock:
            org = get_organization(world, org_id)
            found = matching_users(org, request.args.to_dict())
            rows = [describe_user(org, user) for user in found[start : start + limit]]
        return jsonify(total=len(found), users=rows)

    @routes.get("/<org_id>/users/<account_id>")
    def user(org_id: str, account_id: str) -> Response:
        with world.lock:
            org = get_organization(world, org_id)
            return jsonify(describe_user(org, get_user(org, account_id)))

    @routes.get("/<org_id>/groups")
    def groups(org_id: str) -> Response:
        term = request.args.get("search", "").casefold()
        with world.lock:
            org = get_organization(world, org_id)
            found = [group for group in org.groups.values() if term in group.name.casefold()]
            return jsonify(groups=[describe_group(org, group) for group in sorted(found, key=lambda g: g.name)])

    @routes.get("/<org_id>/groups/<group_id>")
    def group(org_id: str, group_id: str) -> Response:
        with world.lock:
            org = get_organization(world, org_id)
            if group_id not in org.groups:
                raise ControlProblem(404, "there is no such group", "group_id")
            row = describe_group(org, org.groups[group_id])
            row["members"] = sorted(org.membership.lefts_of(group_id))
            return jsonify(row)

    @routes.get("/<org_id>/memberships")
    def memberships(org_id: str) -> Response:
        with world.lock:
            org = get_organization(world, org_id)
            return jsonify(memberships={name: sorted(ids) for name, ids in org.membership.dump().items()})

    @routes.get("/<org_id>/roles")
    def roles(org_id: str) -> Response:
        with world.lock:
            return jsonify(roles=list_holders(get_organization(world, org_id)))


def _add_key_changes(routes: Blueprint, world: World) -> None:
    @routes.post("/<org_id>/keys")
    def create_key(org_id: str) -> Response:
        body = allow_only(read_object(), "label", "scopes", "expires_at")
        with world.lock:
            org = get_organization(world, org_id)
            key = ApiKey(str(uuid.uuid4()), f"ATCTT3xFfGN0{uuid.uuid4().hex}{uuid.uuid4().hex}", "Rehearsal", "")
            key.expires_at = format_instant(world.clock.now() + timedelta(days=360))
            _put_key(world, org, key, body)
            return jsonify(key.dump())

    @routes.patch("/<org_id>/keys/<key_id>")
    def change_key(org_id: str, key_id: str) -> Response:
        body = allow_only(read_object(), "label", "scopes", "expires_at", "state")
        with world.lock:
            org = get_organization(world, org_id)
            if key_id not in org.keys:
                raise ControlProblem(404, "there is no such key", "key_id")
            key = ApiKey.load(org.keys[key_id].dump())
            _put_key(world, org, key, body)
            return jsonify(key.dump())


def _put_key(world: World, org: Organization, key: ApiKey, body: Json) -> None:
    if body.get("state", key.state) not in ("active", "expired", "revoked"):
        raise ControlProblem(400, "state is active, expired or revoked", "state")
    scopes = body.get("scopes", key.scopes)
    if scopes is not None and not (isinstance(scopes, list) and all(isinstance(item, str) for item in scopes)):
        raise ControlProblem(400, "scopes is null (a key without scopes) or a list of texts", "scopes")
    if not isinstance(body.get("label", ""), str):
        raise ControlProblem(400, "label is text", "label")
    try:
        key.expires_at = format_instant(parse_instant(body.get("expires_at", key.expires_at)))
    except (TypeError, ValueError) as error:
        raise ControlProblem(400, "expires_at is ISO 8601 with a time zone", "expires_at") from error
    key.scopes, key.state, key.label = scopes, body.get("state", key.state), body.get("label", key.label)
    effect = Effect("record_put", {"kind": "key", "row": key.dump()})
    world.commit(org, [effect], Write("key_changed", {"key_id": key.key_id, "state": key.state}, status=200))


def _add_other_changes(routes: Blueprint, world: World) -> None:
    @routes.get("/<org_id>/switches")
    def switches(org_id: str) -> Response:
        with world.lock:
            values = get_organization(world, org_id).switches.dump()
        rows = [
            {
                "name": name,
                "value": values[name],
                "default": switch.default,
                "choices": list(switch.choices),
                "is_number": switch.is_number,
                "meaning": switch.meaning,
            }
            for name, switch in SWITCHES.items()
        ]
        return jsonify(switches=rows)

    @routes.patch("/<org_id>/switches")
    def turn_switches(org_id: str) -> Response:
        body = read_object()
        with world.lock:
            org = get_organization(world, org_id)
            trial = type(org.switches)(org.switches.overrides())
            for name, value in body.items():
                try:
                    trial.set(name, value)
                except UnknownSwitchError as error:
                    raise ControlProblem(400, str(error), name) from error
            effects = [Effect("switch_turned", {"name": name, "value": value}) for name, value in body.items()]
            world.commit(org, effects, Write("switches", dict(body), status=200))
            return jsonify(switches=org.switches.dump())

    @routes.post("/<org_id>/identity-provider-sync")
    def sync(org_id: str) -> Response:
        with world.lock:
            org = get_organization(world, org_id)
            reverted = len(org.reverting)
            write = Write("identity_provider_sync", {"reverted": reverted}, status=200)
            world.commit(org, [Effect("identity_provider_synced", {})], write)
        return jsonify(reverted=reverted)

    @routes.post("/<org_id>/scenarios/<name>")
    def play(org_id: str, name: str) -> Response:
        with world.lock:
            org = get_organization(world, org_id)
            if name not in SCENARIOS:
                raise ControlProblem(404, f"scenarios are {', '.join(SCENARIOS)}", "name")
            try:
                effects, touched = build_scenario(org, name)
            except ScenarioImpossibleError as error:
                raise ControlProblem(409, str(error), "name") from error
            world.commit(org, effects, Write(f"scenario {name}", dict(touched), status=200))
        return jsonify(scenario=name, touched=touched)
