"""The rehearsal organization is connected without copying, where a server has one; others have nothing to give."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.composition import create_app
from app.models import OrganizationCredential
from tests.api.ground import API, Caller, Office

PATH = f"{API}/organization/rehearsal"


def open_app(office: Office, url: str | None) -> Flask:
    """The office's app with a rehearsal."""
    settings = office.app.extensions["rollcall_platform"].settings
    return create_app(replace(settings, rehearsal_url=url), clock=office.clock)


@pytest.fixture
def rehearsing(office: Office) -> Iterator[Flask]:
    app = open_app(office, office.sandbox.base_url)
    yield app
    app.extensions["rollcall_platform"].database.dispose()


def ask(app: Flask, office: Office, caller: Caller, path: str = PATH) -> tuple[int, dict[str, Any]]:
    answer = app.test_client().get(path, headers=office.sign(caller))
    return answer.status_code, answer.json or {}


def test_each_site_is_given_a_key_of_its_own_organization(office: Office, rehearsing: Flask) -> None:
    for company in (office.acme, office.globex):
        status, key = ask(rehearsing, office, company.admin)
        assert (status, key["org_id"]) == (200, company.desk.org_id)

        stored = rehearsing.test_client().put(
            f"{API}/organization", json=key, headers=office.sign(company.admin), content_type="application/json"
        )
        assert stored.status_code == 200


def test_who_opens_a_page_without_a_key_is_told_whether_there_is_one(office: Office, rehearsing: Flask) -> None:
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.execute(sa.delete(OrganizationCredential))

    told = [ask(app, office, office.acme.stranger, f"{API}/me")[1]["has_rehearsal"] for app in (office.app, rehearsing)]

    assert told == [False, True]


def test_a_server_without_one_has_none_to_give(office: Office) -> None:
    assert ask(office.app, office, office.acme.admin)[0] == 404


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "{sandbox}/nowhere"])
def test_a_sandbox_that_does_not_answer_is_survived(office: Office, url: str) -> None:
    app = open_app(office, url.replace("{sandbox}", office.sandbox.base_url))
    assert ask(app, office, office.acme.admin)[0] == 404
    app.extensions["rollcall_platform"].database.dispose()


def test_a_site_of_no_organization_is_given_nothing(office: Office, rehearsing: Flask) -> None:
    with office.database.system_session() as session:
        session.execute(
            sa.text(
                "update installations set cloud_id = null, base_url = 'https://else.atlassian.net', display_url = null"
            )
        )
    assert ask(rehearsing, office, office.acme.admin)[0] == 404
