"""Routes of the caller and the organization: connecting it, its syncs, the mirror's age."""

from flask import Blueprint

from app.api.context import caller, current_api, now, tenant_session
from app.api.schemas.organization import Me, Mirror, Organization, OrganizationIn, RehearsalKey, SetupStep, Sync
from app.api.spec import answers, spec
from app.db import SystemSession, TenantSession
from app.domain.errors import Forbidden, NotFound
from app.domain.notices.notifications import EVENTS_TOLD_AT_FIRST
from app.domain.states import SyncKind
from app.platform.guards import (
    current_principal,
    find_access,
    requires_account,
    requires_admin,
    requires_admin_for_change,
)
from app.services.automation.slots import refresh_next_runs
from app.services.browser.people import People
from app.services.engine.runs import touch_runs
from app.services.notices.channels import ChannelDraft, create_channel
from app.services.queues.syncs import cancel_sync, get_mirror, request_sync
from app.services.tenancy.access import Access
from app.services.tenancy.organization import KeyProof, PastedKey, find_organization, store_key, verify_key
from app.services.tenancy.ownership import (
    check_site,
    find_left_behind,
    is_successor,
    list_site_names,
    refuse_held,
    take_over,
)
from app.services.tenancy.settings import get_settings, get_tenant

blueprint = Blueprint("organization", __name__)

REFUSAL = "Rollcall is for organization admins. Ask one of them to do this for you, or to let you in under Settings."

PROOF = "No organization admin is known here yet. Prove to be one with the organization's id and a key of it."

FIRST_CHANNEL = "Email"


@blueprint.get("/me")
@requires_account
@spec.validate(resp=answers(200, Me, 403), tags=["organization"], operation_id="get_me")
def get_me() -> Me:
    """The caller's rights, and how far the set-up has come."""
    access = find_access()
    if not access.is_allowed and access.set_up != "done":
        raise _ask_for_proof(access)
    with tenant_session() as (session, tenant_id):
        organization = find_organization(session, tenant_id, now().date())
        tenant = get_tenant(session, tenant_id)  # held, so that the session need not read it again
        settings = get_settings(session, tenant_id)
        person = People(session, tenant_id, [caller()]).get(caller())
    step: SetupStep = "first_sync" if tenant.mirror_synced_at is None else "ready"
    return Me(
        account_id=caller(),
        name=person.name,
        is_allowed=access.is_allowed,
        is_org_admin=access.is_org_admin,
        rights=sorted(access.rights),
        refusal=None if access.is_allowed else REFUSAL,
        setup=step,
        time_zone=settings.time_zone,
        is_time_zone_known=settings.is_time_zone_known,
        organization=Organization.model_validate(organization) if organization and access.is_allowed else None,
        is_stopped=settings.is_stopped,
        are_schedules_confirmed=settings.are_schedules_confirmed,
    )


def _ask_for_proof(access: Access) -> Forbidden:
    """Without a living key nobody is known to be an admin: the refusal says what would prove it."""
    with tenant_session() as (session, tenant_id):
        tenant = get_tenant(session, tenant_id)
        moved = (
            {} if tenant.moved_at is None else {"moved_to": tenant.moved_to, "moved_at": tenant.moved_at.isoformat()}
        )
    setup = "needs_key" if access.set_up == "missing" else "key_dead"
    has_rehearsal = current_api().find_rehearsal_key is not None
    kinds = {"has_rehearsal": has_rehearsal, "has_email": current_api().channel_rules.is_email_available}
    return Forbidden("needs_proof", PROOF, setup=setup, **kinds, **moved)


@blueprint.put("/organization")
@requires_account
@spec.validate(resp=answers(200, Organization, 409, 422, 503), tags=["organization"], operation_id="put_organization")
def put_organization(json: OrganizationIn) -> Organization:
    """Connect the organization or replace its key: verified with Atlassian first, then stored encrypted.

    Where the Connect app that holds the organization has become this Forge installation, this takes its place, and
    so it does where the one that once took its own place has been uninstalled since.
    """
    context = current_api()
    pasted = PastedKey(json.org_id, json.api_key, json.expires_on, json.time_zone, json.inactivity_days, json.language)
    proof = verify_key(pasted, caller(), context.verify_key, now().date())
    tenant_id = current_principal().tenant_id
    with context.database.system_session() as session:
        check_site(session, tenant_id, proof)
        if is_successor(session, tenant_id, proof.org_id) or find_left_behind(session, tenant_id, proof.org_id, now()):
            return _take_over(session, pasted, proof)
        refuse_held(session, tenant_id, proof.org_id)
    with tenant_session() as (session, tenant_id):
        get_tenant(session, tenant_id, lock=True)
        if json.recipients and find_organization(session, tenant_id, now().date()) is None:
            _tell_by_email(session, json.recipients)
        stored = store_key(session, tenant_id, context.keyring, pasted=pasted, proof=proof, by=caller(), now=now())
        refresh_next_runs(session, tenant_id, now())
        touch_runs(session, tenant_id)
        request_sync(session, tenant_id, SyncKind.MANUAL, caller())
    return Organization.model_validate(stored)


def _tell_by_email(session: TenantSession, recipients: list[str]) -> None:
    """The first channel; each address is asked before anything else is sent there. Raises Invalid, Conflict."""
    context = current_api()
    draft = ChannelDraft("email", FIRST_CHANNEL, list(EVENTS_TOLD_AT_FIRST), recipients=recipients)
    create_channel(session, context.keyring, draft=draft, rules=context.channel_rules, by=caller())


@blueprint.get("/organization/rehearsal")
@requires_account
@spec.validate(resp=answers(200, RehearsalKey, 404), tags=["organization"], operation_id="get_rehearsal_key")
def get_rehearsal_key() -> RehearsalKey:
    """The id and a key of the rehearsal organization that this site belongs to; a deployment has none."""
    find_key = current_api().find_rehearsal_key
    if find_key is None:
        raise NotFound("rehearsal")
    with tenant_session() as (session, tenant_id):
        sites = list_site_names(session, tenant_id)
    found = find_key(sites)
    if found is None:
        raise NotFound("rehearsal")
    return RehearsalKey.model_validate(found)


@blueprint.post("/organization/take-over")
@requires_account
@spec.validate(
    resp=answers(200, Organization, 404, 409, 422, 503), tags=["organization"], operation_id="take_over_organization"
)
def take_over_organization(json: OrganizationIn) -> Organization:
    """Act for an organization in the place of the installation that does; its page then says where the data went.

    Proved like connecting: by a key of the organization and the caller's rights in it. Both audit logs name the caller.
    """
    context = current_api()
    pasted = PastedKey(json.org_id, json.api_key, json.expires_on)
    proof = verify_key(pasted, caller(), context.verify_key, now().date())
    with context.database.system_session() as session:
        return _take_over(session, pasted, proof)


def _take_over(session: SystemSession, pasted: PastedKey, proof: KeyProof) -> Organization:
    tenant_id, keyring = current_principal().tenant_id, current_api().keyring
    owner, stored = take_over(session, keyring, tenant_id, pasted=pasted, proof=proof, by=caller(), now=now())
    touch_runs(session, owner)
    request_sync(session, owner, SyncKind.MANUAL, caller())
    return Organization.model_validate(stored)


@blueprint.get("/mirror")
@requires_admin
@spec.validate(resp=answers(200, Mirror), tags=["organization"], operation_id="get_mirror")
def get_mirror_status() -> Mirror:
    """The age of the data, and the sync that is under way."""
    with tenant_session() as (session, tenant_id):
        return Mirror.model_validate(get_mirror(session, tenant_id, now()))


@blueprint.post("/syncs")
@requires_admin_for_change
@spec.validate(resp=answers(202, Sync, 409), tags=["organization"], operation_id="start_sync")
def start_sync() -> tuple[Sync, int]:
    """Sync Users: start a sync, or join the one that is active."""
    tenant_id = current_principal().tenant_id
    with current_api().database.tenant_session(tenant_id) as session:
        return Sync.model_validate(request_sync(session, tenant_id, SyncKind.MANUAL, caller())), 202


@blueprint.post("/syncs/<int:sync_id>/cancel")
@requires_admin_for_change
@spec.validate(resp=answers(200, Sync, 404, 409), tags=["organization"], operation_id="cancel_sync")
def stop_sync(sync_id: int) -> Sync:
    """End a sync at once; what it has read stays."""
    with tenant_session() as (session, tenant_id):
        return Sync.model_validate(cancel_sync(session, tenant_id, sync_id, by=caller(), now=now()))
