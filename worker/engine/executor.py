"""Carries out a planned run in batches of at most ten users, each read again directly before.

Calls go out side by side from threads; one thread decides and writes down. In each round it records the
outcomes that have come in and marks what starts next in one transaction, and then calls. So many operations
share a commit, an operation is always marked before its call, and no user has more than one in doubt. Never a
transaction across a network call. Every write is fenced by the run's attempt.
"""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.atlassian.admin import MAX_IDS_PER_SEARCH
from app.domain.engine.lag import LAG
from app.domain.engine.last_admins import AdminSeats
from app.domain.engine.protection import Protection
from app.domain.engine.recent import keep_recent
from app.domain.states import StepOutcome
from app.services.engine.operation_outcomes import (
    record_doubts,
    record_outcomes,
    record_starts,
    record_steps,
    record_unapplied,
)
from app.services.engine.operations import OpenOperation, Settled
from app.services.engine.restored import record_restored
from app.services.queues.leases import LeaseLost
from app.threads import KnowingPool
from worker.context import THREADS
from worker.crash_points import about, reach, reach_at_once
from worker.engine.certainty import InDoubt
from worker.engine.effect import Effect
from worker.engine.execution import Execution
from worker.engine.mirroring import mirror_outcomes, mirror_steps
from worker.engine.planned_users import PlannedUser, PlanReader
from worker.engine.truth import is_applied, see
from worker.engine.user_work import UserWork
from worker.engine.width import Width
from worker.engine.writes import WRITES, Sight
from worker.live.directory_status import fetch_statuses, is_status_open
from worker.live.live import LiveUser, fetch_live_users
from worker.live.seats import fetch_admins_of_anything

GATHER_SECONDS: Final = 0.05
"""After one call has come back, how long its outcome waits for others to be recorded with."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is about to go out, or is out."""

    user: UserWork
    operation: OpenOperation


class Executor:
    """Works off one run, round by round; when left, it waits for the calls that are out and records what they did.

    until: the position in the plan before which it stops; None: at the end of it.
    """

    def __init__(self, run: Execution, until: int | None = None) -> None:
        self._run = run
        self._pool = KnowingPool(THREADS, thread_name_prefix="calls")
        self._plan = PlanReader(run, until)
        self._ready: list[UserWork] = []
        self._seats: AdminSeats | None = None
        self._out: dict[Future[Settled], _Call] = {}
        self._back: SimpleQueue[Future[Settled]] = SimpleQueue()
        self._settled: list[Settled] = []
        self._unapplied: list[int] = []
        self._in_doubt: list[int] = []
        self._errors: list[BaseException] = []
        self._width = Width(run.api.transport)
        self.is_done = False
        """True when the whole plan was gone through."""
        self.waits_until: datetime | None = None
        """When what is still in doubt can be looked at again; None when everything gone through has its outcome."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown()
        while self._out:
            self._take(self._back.get())
        if self._settled or self._unapplied or self._in_doubt:
            with self._run.context.database.tenant_session(self._run.fence.tenant_id) as session:
                recorded = self._record(session)
            reach("recorded", outcomes=recorded)

    def run_round(self) -> bool:
        """Start what can start now and wait for news. False when the whole plan was gone through.

        Raises LeaseLost, KeyRejected, RateLimited (nothing of the failed call was applied) and other
        AtlassianErrors of the read before acting; nothing new is begun once a call has failed like that.
        """
        if not self._out and (self._errors or not self._ready):
            if self._settled:
                reach("batch_done")
            self._raise_error()
            planned = self._plan.take(MAX_IDS_PER_SEARCH)
            self.is_done = not planned
            self._ready = self._look_at([user for user in planned if not self._must_wait(user)])
        if self.is_done:
            return False
        for call in self._write_down():
            future = self._pool.submit(_carry_out, self._run, call)
            self._out[future] = call
            future.add_done_callback(self._back.put)
        self._plan.read_ahead()
        self._gather()
        return True

    def _look_at(self, planned: Sequence[PlannedUser]) -> list[UserWork]:
        """The users as Atlassian shows them now, and what shows of the steps that were begun."""
        if not planned:
            return []
        run = self._run
        accounts = [user.account_id for user in planned]
        known = {user.account_id: user.known for user in planned if user.known}
        live = fetch_live_users(run.api, run.catalogue, known, accounts, roster=run.roster)
        live |= self._look_closer(planned, live)
        if run.takes_seats:
            live |= fetch_admins_of_anything(run.api, run.catalogue, live)
        found = []
        for user in planned:
            first, shown = user.operations[0], live.get(user.account_id)
            sight = self._see(user, shown) if first.is_begun else None
            found.append(UserWork(run, user, shown, sight))
        self._seats = self._look_at_seats(found)
        reach("read_live")
        return found

    def _look_at_seats(self, users: Sequence[UserWork]) -> AdminSeats | None:
        """Look at the seats of these users now; None when none of them can be taken. Raises AtlassianError."""
        if not self._run.takes_seats:
            return None
        at_stake = frozenset().union(*(user.seats for user in users))
        return self._run.ask_for_seats(at_stake) if at_stake else None

    def _see(self, user: PlannedUser, shown: LiveUser | None) -> Sight:
        """See a user's begun step as Atlassian shows it, held against what runs have written lately."""
        recent = keep_recent(user.changes, self._run.context.clock())
        return see(self._run.api, user.operations[0], shown, self._run.catalogue, recent)

    def _must_wait(self, user: PlannedUser) -> bool:
        """True when a look was made after the call in doubt, and the next one is worth nothing yet."""
        first = user.operations[0]
        if not first.doubts or first.settles_at is None or self._run.context.clock() >= first.settles_at:
            return False
        self._wait_until(first.settles_at)
        return True

    def _wait_until(self, moment: datetime) -> None:
        self.waits_until = min(self.waits_until or moment, moment)

    def _look_closer(self, planned: Sequence[PlannedUser], live: Mapping[str, LiveUser]) -> dict[str, LiveUser]:
        """Those of several directories who are to be suspended or restored, with their status in each."""
        open_ = [
            live[user.account_id]
            for user in planned
            if user.account_id in live
            and is_status_open(live[user.account_id].facts.directories)
            and user.needs_statuses
        ]
        closer = self._pool.map(partial(fetch_statuses, self._run.api), open_)
        return {user.facts.account_id: user for user in closer}

    def _write_down(self) -> list[_Call]:
        """One transaction: what has come in, and what starts now under the protection that holds now."""
        run = self._run
        with run.context.database.tenant_session(run.fence.tenant_id) as session:
            now = run.context.clock()
            starts = self._choose_starts(run.load_protection(session, [user.account_id for user in self._ready]))
            recorded = self._record(session)
            if starts:
                record_starts(session, run.fence, [call.operation.position for call in starts], now)
        marks = ("marked_started", {"positions": [call.operation.position for call in starts]})
        reach_at_once(("recorded", {"outcomes": recorded}), *([marks] if starts else []))
        return starts

    def _choose_starts(self, protection: Protection) -> list[_Call]:
        """The next call of users who wait for none, as many as may be out; nothing new is begun after an error."""
        starts: list[_Call] = []
        later = []
        for user in self._ready:
            settled, operation = user.settle(protection, self._seats)
            self._settled += settled
            if operation is None:
                if user.waits_until:
                    self._wait_until(user.waits_until)
                continue
            if self._errors or len(self._out) + len(starts) >= self._width.calls:
                later.append(user)
            else:
                starts.append(_Call(user, operation))
        self._ready = later
        return starts

    def _record(self, session: Session) -> Mapping[int, StepOutcome]:
        """Record what has come in, by position. Uncommitted, the operations stay in doubt."""
        run, settled, unapplied, in_doubt = self._run, self._settled, self._unapplied, self._in_doubt
        self._settled, self._unapplied, self._in_doubt = [], [], []
        if settled:
            record_outcomes(session, run.fence, settled)
            at = max(one.finished_at for one in settled)
            mirror_outcomes(session, run.fence.tenant_id, settled, run_id=run.fence.run_id, at=at)
            this = (run.fence.run_id, run.trigger)
            record_restored(session, run.fence.tenant_id, settled, run=this, by=run.requested_by)
        if unapplied:
            record_unapplied(session, run.fence, unapplied)
        if in_doubt:
            until = run.context.clock() + LAG
            self._wait_until(until)
            record_doubts(session, run.fence, in_doubt, until)
        outcomes = {one.operation.position: one.outcome.outcome for one in settled}
        return outcomes | dict.fromkeys(unapplied, StepOutcome.PLANNED) | dict.fromkeys(in_doubt, StepOutcome.STARTED)

    def _gather(self) -> None:
        """Wait for the first call to come back, and a moment for others to share its transaction."""
        if not self._out:
            return
        self._take(self._back.get())
        self._width.adapt()
        until = time.monotonic() + GATHER_SECONDS
        while self._out and (left := until - time.monotonic()) > 0:
            try:
                self._take(self._back.get(timeout=left))
            except Empty:
                break

    def _take(self, future: Future[Settled]) -> None:
        call, error = self._out.pop(future), future.exception()
        if error is None:
            done = future.result()
            self._settled.append(call.user.learn(done.outcome, done.finished_at))
            if not call.user.is_done:
                self._ready.append(call.user)
            return
        if isinstance(error, InDoubt):
            # The user's other steps wait as well; whoever stands behind them in the plan does not.
            self._in_doubt.append(call.operation.position)
            return
        self._errors.append(error)
        if isinstance(error, (atlassian.KeyRejected, atlassian.RateLimited)) and not call.operation.was_started:
            # Of what was started before, an earlier call may still have been applied.
            self._unapplied.append(call.operation.position)

    def _raise_error(self) -> None:
        """The error that ends the slice, if any: a lost lease and a dead key before all others."""
        for kind in (LeaseLost, atlassian.KeyRejected, Exception):
            for error in self._errors:
                if isinstance(error, kind):
                    raise error


def _carry_out(run: Execution, call: _Call) -> Settled:
    """In a thread: one operation. Raises KeyRejected and RateLimited, after which nothing was applied but the parts
    that are stored, and InDoubt."""
    operation, user, recent = call.operation, call.user.get_reach(call.operation), dict(call.user.recent)

    def save_steps(steps: tuple[dict[str, Any], ...]) -> None:
        with run.context.database.tenant_session(run.fence.tenant_id) as session:
            record_steps(session, run.fence, operation.position, steps)
            moment = run.context.clock()
            mirror_steps(session, run.fence.tenant_id, operation.account_id, steps, run_id=run.fence.run_id, at=moment)

    effect = Effect(
        api=run.api,
        operation=operation,
        action=run.actions[operation.action_index],
        user=user,
        catalogue=run.catalogue,
        recent=recent,
        save_steps=save_steps,
        is_applied=lambda: is_applied(run, operation, user, recent),
    )
    with about(run=run.fence.run_id, attempt=run.fence.attempt, position=operation.position):
        reach("calling")
        try:
            outcome = WRITES[operation.action].carry_out(effect)
            reach("called")
        finally:
            reach("call_ended")
    return Settled(operation, outcome, run.context.clock())
