"""API context: services and settings from the composition root, and the session of the caller's tenant."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from app.crypto import Keyring
from app.db import Database, TenantSession
from app.domain.doctor import Finding
from app.platform.answers.progress import Progress
from app.platform.guards import current_principal, find_caller_access
from app.rehearsal import RehearsalKey
from app.services.automation.foreseen import report_to
from app.services.notices.channels import ChannelRules
from app.services.tenancy.authority import Caller, name_caller
from app.services.tenancy.organization import KeyVerifier

_EXTENSION = "rollcall_api"


@dataclass(frozen=True, slots=True)
class ApiContext:
    """clock: aware UTC now. verify_key: asks Atlassian about a pasted key. read_groups: brings the members of a few
    groups up to date before a preview, as far as that can be done in a moment.

    channel_rules: what this deployment can notify. find_rehearsal_key: of the organization with one of these sites;
    None where there is no rehearsal. progress: how far totals are, for whoever waits for them.
    """

    database: Database
    keyring: Keyring
    clock: Callable[[], datetime]
    verify_key: KeyVerifier
    examine: Callable[[int], list[Finding]]
    read_groups: Callable[[int, Collection[str]], None]
    channel_rules: ChannelRules
    progress: Progress
    find_rehearsal_key: Callable[[Collection[str]], RehearsalKey | None] | None = None


def attach_api_context(app: Flask, context: ApiContext) -> None:
    """Make the context findable in the requests of this app."""
    app.extensions[_EXTENSION] = context


def current_api() -> ApiContext:
    """The context of the app that serves the present request."""
    context = current_app.extensions[_EXTENSION]
    assert isinstance(context, ApiContext)  # noqa: S101 - only attach_api_context writes it
    return context


def now() -> datetime:
    """The moment of the present request."""
    return current_api().clock()


def caller() -> str:
    """The account id of the caller."""
    return current_principal().account_id


@contextmanager
def counting_session(watch: str | None) -> Iterator[tuple[TenantSession, int]]:
    """The same as `tenant_session`, whose totals are told of under the name by which somebody waits for them."""
    with tenant_session() as (session, tenant_id):
        if watch is not None:
            report_to(session, current_api().progress.follow(tenant_id, watch))
        yield session, tenant_id


@contextmanager
def own_session() -> Iterator[TenantSession]:
    """The session of the caller's tenant: one transaction, committed when the block succeeds."""
    access = find_caller_access()
    with current_api().database.tenant_session(current_principal().tenant_id) as session:
        if access is not None:
            name_caller(session, Caller(caller(), access.rights, access.reach))
        yield session


@contextmanager
def tenant_session() -> Iterator[tuple[TenantSession, int]]:
    """(session, tenant_id) of the caller's tenant, for use cases that ask for both."""
    with own_session() as session:
        yield session, session.tenant_id
