"""Control plane: changes of users, and any other change, behind the admin API's back."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.control.lookups import get_organization, get_user
from sandbox.control.people import describe_user
from sandbox.control.problems import ControlProblem, allow_only, read_object
from sandbox.world.clock import format_instant
from sandbox.world.directory import User
from sandbox.world.effects import EFFECTS, Effect, apply_effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

Json = dict[str, Any]
USER_FIELDS = {field.name for field in dataclasses.fields(User)} - {"account_id"}


def add_user_changes(routes: Blueprint, world: World) -> None:
    """Add the routes that change users and apply effects."""

    @routes.patch("/<org_id>/users/<account_id>")
    def change_user(org_id: str, account_id: str) -> Response:
        changes = read_object()
        with world.lock:
            org = get_organization(world, org_id)
            user = get_user(org, account_id)
            _check_user_changes(user, changes)
            effect = Effect("user_changed", {"account_id": account_id, "changes": changes})
            world.commit(org, [effect], Write("user_changed", {"account_id": account_id, **changes}, status=200))
            return jsonify(describe_user(org, org.users[account_id]))

    @routes.post("/<org_id>/users/<account_id>/activity")
    def open_app(org_id: str, account_id: str) -> Response:
        """The user opens an app now; reads show it as late as the switch says: {resource_id}."""
        resource_id = allow_only(read_object(), "resource_id").get("resource_id")
        with world.lock:
            org = get_organization(world, org_id)
            get_user(org, account_id)
            if resource_id not in org.apps:
                raise ControlProblem(400, "resource_id is the ARI of an app of the organization", "resource_id")
            now, lag = world.clock.now(), org.switches.seconds("activity_lag_seconds")
            opened = {"account_id": account_id, "resource_id": resource_id, "at": format_instant(now)}
            effect = Effect("app_opened", {**opened, "visible_at": now.timestamp() + lag if lag else None})
            world.commit(org, [effect], Write("app_opened", opened, status=200))
            return jsonify(describe_user(org, org.users[account_id]))

    @routes.post("/<org_id>/effects")
    def apply_effects(org_id: str) -> Response:
        """Apply any of the sandbox's own changes, without the admin API's rules: {effects: [[name, args], …]}."""
        rows = allow_only(read_object(), "effects").get("effects")
        with world.lock:
            org = get_organization(world, org_id)
            effects = _read_effects(org, rows)
            target = {"effects": [effect.name for effect in effects]}
            world.commit(org, effects, Write("effects", target, status=200))
        return jsonify(applied=len(effects))


def _check_user_changes(user: User, changes: Json) -> None:
    for name, value in changes.items():
        if name not in USER_FIELDS:
            raise ControlProblem(400, f"a user has no such field; it has {', '.join(sorted(USER_FIELDS))}", name)
        present = getattr(user, name)
        expected = type(present) if isinstance(present, (bool, dict)) else str
        if value is not None and not isinstance(value, expected):
            raise ControlProblem(400, f"{name} is {expected.__name__}", name)
        if value is None and name in ("name", "nickname", "account_status", "claim_status", "account_type"):
            raise ControlProblem(400, f"{name} cannot be null", name)


def _read_effects(org: Organization, rows: Any) -> list[Effect]:
    """Return the effects; they are tried on a copy first, so that a bad one changes nothing."""
    from sandbox.world.codec import dump_organization, load_organization

    if not isinstance(rows, list):
        raise ControlProblem(400, "effects is an array of [name, arguments]", "effects")
    trial = load_organization(dump_organization(org))
    effects = []
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != 2 or row[0] not in EFFECTS or not isinstance(row[1], dict):
            raise ControlProblem(
                400, f"an effect is [name, arguments]; names: {', '.join(EFFECTS)}", f"effects[{index}]"
            )
        effects.append(Effect(row[0], row[1]))
        try:
            apply_effect(trial, effects[-1])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ControlProblem(400, f"{row[0]} failed: {error}", f"effects[{index}]") from error
    return effects
