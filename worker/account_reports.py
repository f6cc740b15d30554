"""One part of a tenant's report of accounts: erase who was closed, read again who has changed (contract 6.5)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from app.atlassian.admin import MAX_IDS_PER_SEARCH
from app.atlassian.errors import AtlassianError
from app.atlassian.privacy import (
    DEFAULT_CYCLE,
    MAX_ACCOUNTS,
    ReportAnswer,
    ReportChannel,
    ReportFailed,
    open_connect_channel,
    open_forge_channel,
    report_accounts,
)
from app.directory.identities import list_directory_ids, write_identities
from app.domain.errors import NotFound
from app.logs import get_logger
from app.services.queues.leases import LeaseLost
from app.services.tenancy.account_reports import (
    AGAIN_AFTER,
    ReportBatch,
    ReportClaim,
    ReportProof,
    claim_report,
    end_cycle,
    extend_report_lease,
    find_proof,
    next_batch,
    postpone_report,
    record_reported,
    release_report,
)
from app.services.tenancy.erasure import CLOSED, erase_accounts, list_closed
from worker.context import WorkerContext
from worker.crash_points import reach
from worker.processes.heartbeat import Heartbeat

logger = get_logger(__name__)

CALLS_A_PART: Final = 20
"""Every hour: enough for 300,000 people in a cycle of a week, and a worker is free again after seconds."""
_LONGEST_WAIT: Final = timedelta(days=1)


def report_part(context: WorkerContext, tenant_id: int) -> None:
    """Report the next accounts of the tenant, as far as one part goes. Does nothing while another worker is at it."""
    lease = context.begin_lease(context.leases.report)
    with context.database.tenant_session(tenant_id) as session:
        claim = claim_report(session, tenant_id, lease)
    if claim is None:
        return
    reach("report_claimed")
    try:
        with Heartbeat(lease, lambda: _renew(context, claim)):
            _report(context, claim)
        with context.database.tenant_session(tenant_id) as session:
            release_report(session, claim)
    except LeaseLost:
        context.count_lost_lease("report")
        logger.warning("report lease lost", tenant_id=tenant_id)


def _renew(context: WorkerContext, claim: ReportClaim) -> bool:
    with context.database.tenant_session(claim.tenant_id) as session:
        extend_report_lease(session, claim)
    return False


def _report(context: WorkerContext, claim: ReportClaim) -> None:
    """Call after call, as far as one part goes. Raises LeaseLost."""
    tenant_id = claim.tenant_id
    with context.database.tenant_session(tenant_id) as session:
        erased = erase_accounts(session, tenant_id, list_closed(session, tenant_id))
    with context.database.tenant_session(tenant_id) as session:
        proof = find_proof(session, tenant_id, context.keyring, context.clock())
    if proof is None:
        return
    cycle = DEFAULT_CYCLE
    for _call in range(CALLS_A_PART):
        with context.database.tenant_session(tenant_id) as session:
            batch = next_batch(session, tenant_id, MAX_ACCOUNTS)
            if batch is None:
                end_cycle(session, claim, context.clock() + cycle)
                break
        claim.lease.check()
        try:
            answer = report_accounts(_open_channel(context, proof), batch.account_ids, batch.fetched_at)
        except ReportFailed as failure:
            _postpone(context, claim, failure)
            return
        erased, cycle = erased + _follow(context, claim, batch, answer), answer.cycle
    logger.info("accounts reported", tenant_id=tenant_id, erased=erased)


def _open_channel(context: WorkerContext, proof: ReportProof) -> ReportChannel:
    settings = context.settings
    if proof.kind == "connect":
        site_url = settings.connect_sites_url or proof.site_url
        return open_connect_channel(site_url, proof.client_key, proof.secret, settings.app_key)
    return open_forge_channel(settings.atlassian_api_base, proof.secret)


def _follow(context: WorkerContext, claim: ReportClaim, batch: ReportBatch, answer: ReportAnswer) -> int:
    """Do what Atlassian said about a batch, then move on behind it. Returns how many people were erased."""
    _refresh(context, claim, answer.updated)
    with context.database.tenant_session(claim.tenant_id) as session:
        erased = erase_accounts(session, claim.tenant_id, answer.closed)
        record_reported(session, claim, batch)
    return erased


def _refresh(context: WorkerContext, claim: ReportClaim, account_ids: Sequence[str]) -> None:
    """Read these people again. What cannot be read now, the next sync brings. Raises LeaseLost."""
    tenant_id = claim.tenant_id
    with context.database.tenant_session(tenant_id) as session:
        directory_ids = list_directory_ids(session, tenant_id)
    try:
        for first in range(0, len(account_ids), MAX_IDS_PER_SEARCH):
            wanted = account_ids[first : first + MAX_IDS_PER_SEARCH]
            for directory_id in directory_ids:
                page = context.open_api(tenant_id, claim.lease, kind="report").search_users(
                    directory_id, account_ids=wanted, limit=MAX_IDS_PER_SEARCH
                )  # fmt: skip
                found = [user for user in page.rows if user.account_id in wanted and user.account_status != CLOSED]
                claim.lease.check()
                with context.database.tenant_session(tenant_id) as session:
                    write_identities(session, tenant_id, found)
    except (AtlassianError, NotFound) as error:
        logger.warning("changed accounts could not be read", tenant_id=tenant_id, error=type(error).__name__)


def _postpone(context: WorkerContext, claim: ReportClaim, failure: ReportFailed) -> None:
    logger.warning("accounts could not be reported", tenant_id=claim.tenant_id, error=str(failure))
    wait = min(max(failure.retry_after or AGAIN_AFTER, AGAIN_AFTER), _LONGEST_WAIT)
    with context.database.tenant_session(claim.tenant_id) as session:
        postpone_report(session, claim, context.clock() + wait)
