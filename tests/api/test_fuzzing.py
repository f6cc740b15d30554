"""Schemathesis sends what the document allows and what it forbids to a running server: no fault of ours comes back."""

from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.web import find_free_port
from tests.api.ground import PROBLEM, Office, serve
from tests.api.stories import EVERYBODY, ordinary, people, run_to_end, save_task
from tests.api.test_document import PATH

EXAMPLES = 12
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
GENERATION = GenerationConfig(
    modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE], deterministic=True, with_security_parameters=False
)
# What stands at the borders of every field is in test_bad_input.py; here is what nobody thinks of.
PHASES = PhasesConfig(coverage=CoveragePhaseConfig(enabled=False))
PROJECT = ProjectConfig(generation=GENERATION, phases=PHASES)
schema = schemathesis.openapi.from_path(PATH, config=SchemathesisConfig(projects=ProjectsConfig(default=PROJECT)))


@pytest.fixture(scope="module")
def server(shared_office: Office) -> Iterator[tuple[str, requests.Session]]:
    """The app behind a real server, and a session that is signed in as Acme's admin."""
    run_to_end(shared_office, save_task(shared_office, people(ordinary(shared_office.acme)[0])))
    shared_office.ask("POST", "/filters", {"name": "Another", "specification": EVERYBODY})
    with serve(shared_office.app, find_free_port()) as url, requests.Session() as session:
        session.trust_env = False
        session.headers.update(shared_office.sign(shared_office.acme.admin))
        yield url, session


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True,
          database=None, suppress_health_check=list(HealthCheck))  # fmt: skip
def test_whatever_is_sent_is_answered_or_refused(case: schemathesis.Case, server: tuple[str, requests.Session]) -> None:
    url, session = server

    answer = case.call(base_url=url, session=session)

    assert answer.status_code < 500, f"{answer.status_code} {case.as_curl_command()}"
    assert answer.status_code != 401
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == [PROBLEM]
        problem = answer.json()
        assert {"type", "title", "status", "detail", "code"} <= problem.keys()
        assert problem["status"] == answer.status_code
    case.validate_response(answer, checks=CHECKS)
