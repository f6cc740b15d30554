"""Every test starts from a freshly loaded, small, seeded organization behind a real HTTP server."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.seeds import build_organization
from sandbox.seeds.plan import SeedPlan
from sandbox.world.codec import dump_organization, load_organization
from sandbox.world.state import World
from tests.sandbox.ground import Sandbox, serve_world

ANCHOR = "2026-09-01T08:00:00.000Z"


@pytest.fixture(scope="session")
def small_organization() -> dict[str, Any]:
    """A centralized organization of 200 users, as JSON."""
    return dump_organization(build_organization(SeedPlan(ANCHOR, users=200)))


@pytest.fixture(scope="session")
def original_organization() -> dict[str, Any]:
    """An organization with original user management: two directories."""
    return dump_organization(build_organization(SeedPlan(ANCHOR, users=200, management="original")))


def _world_of(*saved: dict[str, Any]) -> World:
    world = World()
    for row in saved:
        world.add_organization(load_organization(copy.deepcopy(row)))
    return world


@pytest.fixture
def sandbox(small_organization: dict[str, Any]) -> Iterator[Sandbox]:
    """The small organization with every switch at its default."""
    with serve_world(_world_of(small_organization)) as served:
        yield served


@pytest.fixture
def original(original_organization: dict[str, Any]) -> Iterator[Sandbox]:
    """The organization with two directories."""
    with serve_world(_world_of(original_organization)) as served:
        yield served


@pytest.fixture
def two_organizations(small_organization: dict[str, Any], original_organization: dict[str, Any]) -> Iterator[Sandbox]:
    """Two organizations in one world; the first is the small one."""
    with serve_world(_world_of(small_organization, original_organization)) as served:
        yield served
