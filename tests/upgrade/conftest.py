"""What all rehearsals of an operator's work stand on: releases on one set of stores."""

import os
import time
from pathlib import Path
from typing import Protocol

import pytest

from local.keys import make_encryption_keys
from local.services import build_environment
from local.settings import LocalSettings
from local.web import find_free_port
from tests.ground.sandbox import SandboxClient
from tests.upgrade.releases import Release


class Build(Protocol):
    """Makes a release of a tree, with a port of its own."""

    def __call__(self, tree: Path, database_url: str | None = None) -> Release: ...


@pytest.fixture
def folder(ground: Path) -> Path:
    """For trees and logs."""
    place = ground / f"upgrade-{time.monotonic_ns()}"
    place.mkdir()
    return place


@pytest.fixture
def release(folder: Path, empty_database_url: str, redis_url: str, sandbox: SandboxClient) -> Build:
    """All share the stores and the keys, but for who is given a database of its own."""
    keys = make_encryption_keys()

    def build(tree: Path, database_url: str | None = None) -> Release:
        number = len(list(folder.glob("*.log")))
        sandbox_port = int(sandbox.base_url.rpartition(":")[2])
        settings = LocalSettings(find_free_port(), sandbox_port, folder / f"data-{number}")
        stores = {
            "DATABASE_URL": database_url or empty_database_url,
            "REDIS_URL": redis_url,
            "ENCRYPTION_KEYS": keys,
        }
        environment = build_environment(settings, stores, {"PATH": os.environ["PATH"]})
        # What all releases understand.
        environment["FORGE_LICENSING"] = "required"
        environment["FIRST_PEOPLE"] = "0"  # the run that both releases work on goes on in one piece
        return Release(tree, settings, environment, folder / f"release-{number}.log")

    return build
