"""Carries out a planned run in batches of at most ten users, each read again directly before.

Per operation: mark started, commit, call, record the outcome, commit. Never a transaction across a
network call. Every write is fenced by the run's attempt.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.directory.facts import load_catalogue, load_users
from app.domain import actions as act
from app.domain import reasons
from app.domain.actions import Action, parse_actions
from app.domain.directory import Catalogue, UserFacts
from app.domain.filters import FilterSpec, matches, parse_filter
from app.domain.planning import after_operation, judge
from app.domain.protection import Protection
from app.domain.undo import UNDO_ACTIONS
from app.services.operations import (
    Fence,
    OpenOperation,
    Outcome,
    UserHistory,
    load_batch,
    load_histories,
    load_started,
    record_outcome,
    record_starts,
    record_steps,
    record_unapplied,
)
from app.services.settings import load_protection
from worker.context import THREADS, WorkerContext
from worker.crash_points import reach
from worker.effect import Effect
from worker.effects import carry_out
from worker.live import LiveUser, fetch_live_users, fetch_org_admins
from worker.mirroring import mirror_outcome

USERS_PER_BATCH: Final = MAX_IDS_PER_SEARCH


@dataclass(frozen=True, slots=True)
class Execution:
    """What a slice works with: the tenant's rules and names as they are at its start."""

    context: WorkerContext
    fence: Fence
    api: AdminApi
    spec: FilterSpec | None
    actions: tuple[Action, ...]
    catalogue: Catalogue
    protection: Protection
    admins: frozenset[str]

    def run_batch(self) -> bool:
        """Work on the next users of the plan. False when nothing is left.

        Raises LeaseLost, KeyRejected, RateLimited (nothing of the failed call was applied) and other
        AtlassianErrors of the read before acting.
        """
        tenant_id, run_id = self.fence.tenant_id, self.fence.run_id
        with self.context.database.tenant_session(tenant_id) as session:
            batch = load_batch(session, tenant_id, run_id, USERS_PER_BATCH)
            accounts = list(dict.fromkeys(operation.account_id for operation in batch))
            known = load_users(session, tenant_id, accounts)
            histories = load_histories(session, tenant_id, run_id, accounts)
        if not batch:
            return False
        live = fetch_live_users(self.api, self.catalogue, known, accounts, admins=self.admins)
        reach("read_live")
        jobs = [
            UserJob(self, list(operations), live.get(account_id), histories.get(account_id, UserHistory()))
            for account_id, operations in groupby(_by_user(batch), lambda operation: operation.account_id)
        ]
        _run_all(jobs)
        reach("batch_done")
        return True

    def settle_started(self) -> None:
        """Find out what became of operations that a dead worker had started; nothing is carried out."""
        tenant_id, run_id = self.fence.tenant_id, self.fence.run_id
        with self.context.database.tenant_session(tenant_id) as session:
            started = load_started(session, tenant_id, run_id)
            known = load_users(session, tenant_id, [operation.account_id for operation in started])
        for operation in started:
            user = known.get(operation.account_id, UserFacts(operation.account_id))
            UserJob(self, [operation], None, UserHistory()).settle(operation, user)


@dataclass(frozen=True, slots=True)
class UserJob:
    """One user's operations in order, judged by how the user is now."""

    execution: Execution
    operations: Sequence[OpenOperation]
    live: LiveUser | None
    history: UserHistory

    def run(self) -> None:
        """Give every operation of the user an outcome."""
        refusal = self._find_refusal()
        if refusal is not None:
            for operation in self.operations:
                self._record(operation, refusal)
            return
        assert self.live is not None  # noqa: S101 - a missing user was refused
        user, failed_action = self.live.facts, self.history.failed_action
        for operation in self.operations:
            if failed_action is not None and operation.action_index > failed_action and not self._is_undo:
                self._record(operation, Outcome("skipped", reasons.EARLIER_ACTION_FAILED))
                continue
            outcome = self._work(operation, user)
            self._record(operation, outcome)
            if outcome.outcome == "failed" and failed_action is None:
                failed_action = operation.action_index
            elif outcome.outcome == "succeeded":
                user = after_operation(user, operation.action, operation.target, self.execution.catalogue)

    def settle(self, operation: OpenOperation, user: UserFacts) -> None:
        """Record what a read shows of an operation that was started and must not be repeated."""
        applied = self._read_truth(operation, user)
        if applied is None:
            outcome = Outcome("failed", reasons.OUTCOME_UNKNOWN)
        else:
            outcome = Outcome("succeeded") if applied else Outcome("skipped", reasons.CANCELLED)
        self._record(operation, outcome)

    @property
    def _is_undo(self) -> bool:
        """An undo has no filter; its steps do not depend on each other, and "already so" means that somebody was
        there before."""
        return self.execution.spec is None

    def _find_refusal(self) -> Outcome | None:
        """Why nothing at all is done to this user now."""
        if self.live is None:
            return Outcome("skipped", reasons.UNKNOWN_USER)
        if self.live.problem:
            return Outcome("failed", reasons.ATLASSIAN_UNAVAILABLE, self.live.problem)
        run = self.execution
        now = run.context.clock()
        if run.spec is None or self.history.is_touched:
            return None
        if not matches(run.spec, self.live.facts, run.catalogue, now):
            return Outcome("skipped", reasons.NO_LONGER_MATCHES)
        return None

    def _work(self, operation: OpenOperation, user: UserFacts) -> Outcome:
        run = self.execution
        action = run.actions[operation.action_index]
        refusal = run.protection.find_reason(user, action, run.catalogue, run.context.clock())
        if refusal:
            return Outcome("skipped", refusal)
        verdict = judge(user, operation.action, operation.target, run.catalogue)
        if verdict.outcome == "skipped" and operation.was_started and operation.action != act.REMOVE_APP_ACCESS:
            # An earlier worker started it and died; it shows at Atlassian, so it was done.
            return Outcome("succeeded")
        if verdict.outcome == "skipped" and not operation.was_started:
            return Outcome("skipped", reasons.STATE_CHANGED if self._is_undo else verdict.reason)
        if verdict.outcome == "failed":
            return Outcome("failed", verdict.reason)
        return self._call(operation, user)

    def _call(self, operation: OpenOperation, user: UserFacts) -> Outcome:
        run = self.execution
        database, tenant_id = run.context.database, run.fence.tenant_id
        with database.tenant_session(tenant_id) as session:
            record_starts(session, run.fence, [operation.position], run.context.clock())
        reach("marked_started")

        def save_steps(steps: tuple[dict[str, object], ...]) -> None:
            with database.tenant_session(tenant_id) as session:
                record_steps(session, run.fence, operation.position, steps)

        def is_applied() -> bool | None:
            return self._read_truth(operation, user)

        effect = Effect(run.api, operation, user, run.catalogue, save_steps, is_applied)
        try:
            outcome = carry_out(effect)
        except (atlassian.KeyRejected, atlassian.RateLimited):
            with database.tenant_session(tenant_id) as session:
                record_unapplied(session, run.fence, operation.position)
            raise
        reach("called")
        return outcome

    def _read_truth(self, operation: OpenOperation, user: UserFacts) -> bool | None:
        """Whether the operation shows at Atlassian; None when that cannot be read."""
        run = self.execution
        known = {user.account_id: user}
        try:
            live = fetch_live_users(run.api, run.catalogue, known, [user.account_id], admins=run.admins)
        except atlassian.AtlassianError:
            return None
        shown = live.get(user.account_id)
        if shown is None or shown.problem:
            return None
        return judge(shown.facts, operation.action, operation.target, run.catalogue).outcome == "skipped"

    def _record(self, operation: OpenOperation, outcome: Outcome) -> None:
        run = self.execution
        with run.context.database.tenant_session(run.fence.tenant_id) as session:
            record_outcome(session, run.fence, operation.position, outcome, run.context.clock())
            if outcome.outcome == "succeeded" or outcome.steps:
                mirror_outcome(session, run.fence.tenant_id, operation, outcome)
        reach("recorded")


def open_execution(
    context: WorkerContext, fence: Fence, specification: dict[str, object], api: AdminApi, now: datetime
) -> Execution:
    """Read the rules and the admin roster for one slice. Raises AdminsUnknown, AtlassianError, Invalid."""
    with context.database.tenant_session(fence.tenant_id) as session:
        catalogue = load_catalogue(session, fence.tenant_id)
        protection = load_protection(session, fence.tenant_id, now)
    frozen = specification.get("filter")
    spec = parse_filter(frozen["specification"]) if isinstance(frozen, dict) else None
    actions = specification["actions"]
    assert isinstance(actions, list)  # noqa: S101 - frozen by us
    is_undo = "undo_of" in specification
    return Execution(
        context=context,
        fence=fence,
        api=api,
        spec=spec,
        actions=UNDO_ACTIONS if is_undo else parse_actions(actions),
        catalogue=catalogue,
        protection=protection,
        admins=fetch_org_admins(api, sorted(catalogue.directories)),
    )


def _by_user(batch: Iterable[OpenOperation]) -> list[OpenOperation]:
    return sorted(batch, key=lambda operation: (operation.account_id, operation.position))


def _run_all(jobs: Sequence[UserJob]) -> None:
    """Run the jobs side by side; all end before the first error is raised."""
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        errors = [error for future in [pool.submit(job.run) for job in jobs] if (error := future.exception())]
    for kind in (atlassian.KeyRejected, Exception):
        for error in errors:
            if isinstance(error, kind):
                raise error
