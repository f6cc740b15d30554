"""A sandbox with two organizations and a fake app, fresh for each test; signing keys are made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.world.documents import Json
from sandbox.world.state import World
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.ground import ORG_ID, OTHER_ORG_ID, Sandbox, build_organization, running_sandbox


@pytest.fixture(scope="session")
def signing_keys() -> dict[str, Json]:
    """Sections of documents with keys, so that not every test makes RSA keys of its own."""
    return {}


@pytest.fixture
def world(signing_keys: dict[str, Json]) -> Iterator[World]:
    world = World()
    world.add_organization(build_organization(ORG_ID, "Acme", "acme"))
    world.add_organization(build_organization(OTHER_ORG_ID, "Globex", "globex"))
    sections = ("install_keys", "forge_keys")
    for section in sections:
        for key, document in signing_keys.get(section, {}).items():
            world.documents(section).put(key, document)
    yield world
    for section in sections:
        signing_keys.setdefault(section, dict(list(world.documents(section).items())[:1]))


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with running_sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def app() -> Iterator[FakeApp]:
    with FakeApp() as app:
        yield app
