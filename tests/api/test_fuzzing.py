"""Schemathesis sends what the document allows and what it forbids to a running server: no fault of ours comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
from tests.api.documents import PATH
from tests.api.ground import PROBLEM, Office, serve
from tests.api.stories import give_back, ordinary, people, run_to_end, save_task

EXAMPLES = 12
NOBODY = "http://127.0.0.1:1/hook"
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


@dataclass(frozen=True)
class Target:
    """A running server, a session that is signed in as Acme's admin, and ids of what there is."""

    url: str
    session: requests.Session
    ids: dict[str, Any]


@pytest.fixture(scope="module")
def target(shared_office: Office) -> Iterator[Target]:
    office = shared_office
    account_id = ordinary(office.acme)[0]
    task = save_task(office, people(account_id))
    run = run_to_end(office, task)
    entry = office.ask("POST", "/protected", {"kind": "domain", "value": "partner.example", "reason": "Partners"})
    ids = {"filter_id": task["filter"]["id"], "task_id": task["id"], "run_id": run["id"], "entry_id": entry["id"]}
    ids["sync_id"] = office.ask("GET", "/mirror")["last_sync"]["id"]
    ids["restored_id"] = give_back(office, office.acme, account_id)
    hook = {"kind": "webhook", "name": "Ops", "events": ["run.failed"], "url": NOBODY}
    channel = office.ask("POST", "/channels", hook)
    ids |= {"channel_id": channel["id"], "earlier_id": office.acme.tenant_id}
    ids |= office.ask("POST", f"/channels/{channel['id']}/test")
    with serve(office.app, find_free_port()) as url, requests.Session() as session:
        session.trust_env = False
        session.headers.update(office.sign(office.acme.admin))
        yield Target(url, session, ids | {"account_id": account_id})


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_or_refused(case: schemathesis.Case[Any], target: Target) -> None:
    if is_sound(case) and case.method != "DELETE":
        case.path_parameters.update({name: target.ids[name] for name in case.path_parameters})

    answer = case.call(base_url=target.url, session=target.session)

    assert answer.status_code != 401
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == [PROBLEM]
        problem = answer.json()
        assert {"type", "title", "status", "detail", "code"} <= problem.keys()
        assert problem["status"] == answer.status_code


def is_sound(case: schemathesis.Case[Any]) -> bool:
    """Made by the document, not against it."""
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
