"""Lookups of the control plane's routes by the ids of their address."""

from __future__ import annotations

from sandbox.control.problems import ControlProblem
from sandbox.world.directory import User
from sandbox.world.organization import Organization
from sandbox.world.state import World


def get_organization(world: World, org_id: str) -> Organization:
    """Return an organization; raises ControlProblem 404."""
    org = world.find_organization(org_id)
    if org is None:
        raise ControlProblem(404, "there is no such organization", "org_id")
    return org


def get_user(org: Organization, account_id: str) -> User:
    """Return a user; raises ControlProblem 404."""
    user = org.users.get(account_id)
    if user is None:
        raise ControlProblem(404, "there is no such user", "account_id")
    return user
