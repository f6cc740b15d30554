"""Deterministic organizations to rehearse with: the same plan and anchor give the same organization, byte by byte."""

from __future__ import annotations

import random

from sandbox.seeds.people import add_non_persons, add_people, appoint_admins
from sandbox.seeds.plan import SeedPlan
from sandbox.seeds.skeleton import build_skeleton
from sandbox.world.clock import parse_instant
from sandbox.world.organization import Organization

FREE_SEATS = 3


def build_organization(plan: SeedPlan) -> Organization:
    """Seed one organization in memory."""
    rng = random.Random(f"{plan.name}/{plan.users}/{plan.seed}/{plan.management}")
    anchor = parse_instant(plan.anchor)
    org = build_skeleton(plan, rng, anchor)
    add_people(org, plan, rng, anchor)
    appoint_admins(org)
    add_non_persons(org, plan, anchor)
    for app in org.apps.values():
        if app.owner == "jira-servicedesk":
            app.seat_limit = len(org.occupants(app)) + FREE_SEATS
    return org
