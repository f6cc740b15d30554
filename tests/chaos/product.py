"""`python -m tests.chaos.product`: the whole product as `make run` starts it, with the workers of a storm.

Processes reach the stores by way of passages where their ports are given; the first worker's clock is wrong.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from local.__main__ import main
from local.processes import Program
from local.services import build_services
from local.settings import LocalSettings
from tests.chaos.worker import DRIFT

PASSAGE_PORT = "ROLLCALL_TEST_PASSAGE_PORT"
REDIS_PASSAGE_PORT = "ROLLCALL_TEST_REDIS_PASSAGE_PORT"
WEB_PASSAGE_PORT = "ROLLCALL_TEST_WEB_PASSAGE_PORT"
ASTRAY = "worker-1"


def build(settings: LocalSettings, environment: Mapping[str, str]) -> tuple[Program, ...]:
    """The product's programs, those changed that the test needs otherwise."""
    return tuple(_change(program) for program in build_services(settings, environment))


def _change(program: Program) -> Program:
    if program.name == "sandbox":
        return program
    environment = dict(program.environment)
    environment["FIRST_PEOPLE"] = "0"  # what fails in a storm would end every first run behind its first people
    port = os.environ.get(WEB_PASSAGE_PORT if program.name == "web" else PASSAGE_PORT)
    if port:
        url = sa.make_url(environment["DATABASE_URL"]).set(host="127.0.0.1", port=int(port), query={})
        environment["DATABASE_URL"] = url.render_as_string(hide_password=False)
    if os.environ.get(REDIS_PASSAGE_PORT):
        environment["REDIS_URL"] = f"redis://127.0.0.1:{os.environ[REDIS_PASSAGE_PORT]}/0"
    if not program.name.startswith("worker"):
        return replace(program, environment=environment)
    if program.name != ASTRAY:
        environment[DRIFT] = "0"
    return replace(program, argv=(sys.executable, "-m", "tests.chaos.worker"), environment=environment)


if __name__ == "__main__":
    sys.exit(main(build))
