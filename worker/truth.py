"""What Atlassian shows of an operation that was started: the only thing that decides when an outcome is unknown."""

from app.atlassian import errors as atlassian
from app.directory.facts import KnownAccess, load_known
from app.domain import reasons
from app.domain.actions import USER_ACTIONS
from app.domain.directory import UserFacts
from app.domain.planning import UNKNOWN_STATUS, judge
from app.domain.protection import is_org_admin
from app.services.operation_outcomes import record_outcomes
from app.services.operations import OpenOperation, Outcome, Settled, load_started
from worker.directory_status import fetch_statuses
from worker.effect import Spared
from worker.execution import Execution
from worker.live import fetch_live_users
from worker.mirroring import mirror_outcomes


def is_applied(run: Execution, operation: OpenOperation, user: UserFacts) -> bool | None:
    """Whether the operation shows at Atlassian; None when that cannot be read.

    Raises Spared when it does not show and the user has become an organization admin.
    """
    known = {user.account_id: KnownAccess(frozenset(user.directories), user.app_roles)}
    try:
        live = fetch_live_users(run.api, run.catalogue, known, [user.account_id], admins=run.admins)
        if operation.action in USER_ACTIONS:
            live = {account_id: fetch_statuses(run.api, one) for account_id, one in live.items()}
    except atlassian.AtlassianError:
        return None
    shown = live.get(user.account_id)
    if shown is None or shown.problem or shown.facts.directories.get(operation.target.id) == UNKNOWN_STATUS:
        return None
    if judge(shown.facts, operation.action, operation.target, run.catalogue).outcome == "skipped":
        return True
    if is_org_admin(shown.facts, run.catalogue):
        raise Spared(reasons.ORG_ADMIN)
    return False


def settle_started(run: Execution) -> None:
    """Find out what became of operations that a dead worker had started; nothing is carried out."""
    tenant_id, run_id = run.fence.tenant_id, run.fence.run_id
    with run.context.database.tenant_session(tenant_id) as session:
        started = load_started(session, tenant_id, run_id)
        known = load_known(session, tenant_id, [operation.account_id for operation in started])
    for operation in started:
        access = known.get(operation.account_id, KnownAccess())
        directories = dict.fromkeys(access.directories, "active")
        user = UserFacts(operation.account_id, directories=directories, app_roles=access.app_roles)
        settled = [Settled(operation, _look(run, operation, user), run.context.clock())]
        with run.context.database.tenant_session(tenant_id) as session:
            record_outcomes(session, run.fence, settled)
            mirror_outcomes(session, tenant_id, settled)


def _look(run: Execution, operation: OpenOperation, user: UserFacts) -> Outcome:
    try:
        applied = is_applied(run, operation, user)
    except Spared as spared:
        return Outcome("skipped", spared.reason)
    if applied is None:
        return Outcome("failed", reasons.OUTCOME_UNKNOWN)
    return Outcome("succeeded") if applied else Outcome("skipped", reasons.CANCELLED)
