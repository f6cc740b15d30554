"""What can happen next, and what must never happen. Names of moves that the real code tells of (its named points)
begin with the point; all others are hidden."""

from collections.abc import Iterator

from tests.model.states import (
    AWAKE,
    AWAY,
    CUT,
    ENDED,
    HOLDING,
    IDLE,
    LEFT,
    LOOKED,
    MARKED,
    OPEN,
    SENT,
    Broken,
    Rules,
    State,
    Worker,
)

Move = tuple[str, int, State]
"""(name, attempt of whoever moves or 0, what is then)."""


def iter_moves(state: State, rules: Rules) -> Iterator[Move]:
    """Everything that can happen now. Raises Broken."""
    yield from _iter_admin_moves(state, rules)
    yield "hidden tick", 0, _tick(state, rules)
    for index, worker in enumerate(state.workers):
        for name, attempt, after in _iter_worker_moves(state, worker, rules):
            one, other = after.workers[0], state.workers[1 - index]
            yield name, attempt, after._replace(workers=(min(one, other), max(one, other)))


def check(state: State, rules: Rules) -> None:
    """What holds at every moment. Raises Broken."""
    if state.run == "held" and state.is_cancelled:
        raise Broken("a plan that was cancelled is held")
    if state.run not in ENDED:
        return
    if state.op in OPEN:
        raise Broken("the run has ended without the truth about its operation")
    if state.is_undone:
        if state.applied:
            raise Broken("an undo has not seen what was done")
        return
    if state.op == "skipped" and (state.applied or state.steps):
        raise Broken("logged as skipped, and done")
    if state.op == "succeeded" and state.applied != rules.parts:
        raise Broken("logged as done, and not done")
    if state.op == "failed" and state.applied & ~state.steps:
        raise Broken("done, and neither logged nor told to be unknown")


# -- admins and time ----------------------------------------------------------------------------------------------


def _iter_admin_moves(state: State, rules: Rules) -> Iterator[Move]:
    if state.run == "held":
        yield "hidden approve", 0, state._replace(run="running")
        yield "hidden reject", 0, _end(state, rules, "cancelled")
    if state.run not in ENDED and not state.is_cancelled and rules.can_cancel:
        asked = state._replace(is_cancelled=True)
        is_free = state.run == "held" or (state.run != "running" and state.lease < 0)
        yield "hidden cancel", 0, _end(asked, rules, "cancelled") if is_free else asked
    if state.run in ENDED and not state.is_undone and state.applied:
        yield "hidden undo", 0, _undo(state, rules)
    if not state.admin and rules.can_promote:
        yield "hidden promote", 0, state._replace(admin=1)


def _tick(state: State, rules: Rules) -> State:
    """Half a lease goes by: whoever is awake has renewed, if the row is still theirs."""
    workers, lease = [], state.lease
    if lease >= 0:
        lease = min(lease + 1, 2)
    for worker in state.workers:
        if worker.pc == IDLE:
            workers.append(worker)
            continue
        is_mine = worker.attempt == state.attempt and state.run not in ENDED and state.lease >= 0
        may_renew = worker.whereabouts == AWAKE and not worker.is_lost and (worker.age == 0 or not rules.stays_lost)
        if is_mine and may_renew:
            workers.append(worker._replace(age=0))
            lease = 0
        else:
            is_lost = worker.is_lost or (worker.whereabouts == AWAKE and (rules.stays_lost or not is_mine))
            is_old = worker.is_look_old or worker.whereabouts != AWAKE
            workers.append(worker._replace(age=min(worker.age + 1, 2), is_lost=is_lost, is_look_old=is_old))
    first, second = sorted(workers)
    return state._replace(lease=lease, admin=2 if state.admin else 0, workers=(first, second))


def _undo(state: State, rules: Rules) -> State:
    """A later run takes back what the log says, and looks where the log does not know."""
    back = 0
    if state.op == "succeeded":
        back = rules.parts
    elif state.op == "failed" and rules.undo_sees_steps:
        back = state.steps
    elif state.op == "unknown" and rules.undo_sees_unknown:
        back = state.applied
    return state._replace(applied=state.applied & ~back, is_undone=True)


def _end(state: State, rules: Rules, run: str) -> State:
    """The run ends; its open operation is closed in the same transaction."""
    op = state.op
    if op == "planned":
        op = "failed" if state.steps and rules.end_keeps_steps else "skipped"
    elif op == "started":
        op = "unknown"
    return state._replace(run=run, op=op, lease=-1)


# -- a worker -----------------------------------------------------------------------------------------------------


def _iter_worker_moves(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    """The moves of one worker; it stands first in the state that each gives."""
    if worker.pc == IDLE:
        yield from _iter_claims(state, worker, rules)
        return
    yield from _iter_troubles(state, worker)
    if worker.whereabouts == AWAY:
        return
    if worker.pc == LEFT:
        yield "left", worker.attempt, _put(state, Worker())
        return
    if worker.pc == MARKED:
        yield from _iter_calls(state, worker, rules)
    if worker.pc == HOLDING and _is_trusted(worker) and state.run == "running" and state.op in OPEN:
        yield "hidden look", 0, _look(state, worker, rules)
    if worker.whereabouts == AWAKE:
        yield from _iter_writes(state, worker, rules)


def _iter_troubles(state: State, worker: Worker) -> Iterator[Move]:
    """What happens to a worker: it dies, is stopped, is cut off, or is well again."""
    if state.crashes:
        yield "hidden crash", 0, _put(state._replace(crashes=state.crashes - 1), Worker())
    if worker.whereabouts != AWAKE:
        yield "hidden return", 0, _put(state, worker._replace(whereabouts=AWAKE))
    elif state.troubles:
        for whereabouts in (AWAY, CUT):
            fewer = state._replace(troubles=state.troubles - 1)
            yield "hidden trouble", 0, _put(fewer, worker._replace(whereabouts=whereabouts))


def _iter_claims(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    is_free = state.lease in (-1, 2) or not rules.claims_look_at_lease
    may_come = worker.whereabouts == AWAKE and state.attempt < rules.most_claims
    if is_free and may_come and state.run in ("planning", "running"):
        attempt = state.attempt + 1
        yield "claimed", attempt, _put(state._replace(attempt=attempt, lease=0), Worker(HOLDING, attempt))


def _look(state: State, worker: Worker, rules: Rules) -> State:
    if state.op == "started" and not rules.looks_before_repeat:
        return _put(state, worker._replace(pc=LOOKED))
    seen = worker._replace(pc=LOOKED, seen=state.applied, is_look_old=False)
    return _put(state._replace(called=0), seen)


def _is_trusted(worker: Worker) -> bool:
    return worker.age == 0 and not worker.is_lost


def _iter_calls(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    """The next part leaves for Atlassian: done and confirmed, refused for now, or without an answer."""
    if rules.asks_before_each_call and not _is_trusted(worker):
        yield "hidden lost", 0, _put(state, Worker())
        return
    part = _next_part(worker, rules)
    if worker.attempt != state.attempt or state.lease == 2 or state.run in ENDED:
        raise Broken("a call under a lease that ran out")
    if state.admin == 2 and worker.is_look_old:
        raise Broken("a call about an organization admin whom nobody looked at again")
    if state.called & part:
        raise Broken("a call twice without a look between")
    out = state._replace(called=state.called | part)
    done = out._replace(applied=out.applied | part)
    yield "hidden call", 0, _put(done, worker._replace(pc=SENT, answer="ok"))
    yield "hidden call", 0, _put(out._replace(called=state.called), worker._replace(pc=SENT, answer="later"))
    if out.doubts:
        for after in (done, out):
            fewer = after._replace(doubts=after.doubts - 1)
            yield "hidden call", 0, _put(fewer, worker._replace(pc=SENT, answer="doubt"))


def _next_part(worker: Worker, rules: Rules) -> int:
    """The first part that the worker does not know as done."""
    return next(part for part in (0b01, 0b10) if part & rules.parts & ~worker.seen)


def _iter_writes(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    """What a worker does with the database; a fence that is shut ends the slice."""
    is_mine = worker.attempt == state.attempt and state.run not in ENDED
    if worker.pc == SENT:
        yield from _tell(state, worker, rules, is_mine)
        return
    if (not is_mine and rules.is_fenced) or (worker.pc == LOOKED and not _is_trusted(worker)):
        yield "hidden lost", 0, _put(state, Worker())
        return
    if worker.pc == LOOKED:
        yield from _decide(state, worker, rules)
    elif worker.pc == HOLDING:
        yield from _hold(state, worker, rules)


def _hold(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    left = worker._replace(pc=LEFT)
    if state.run == "planning":
        yield "hidden release", 0, _put(state._replace(lease=-1), left)
        if state.is_cancelled and rules.plan_hears_cancel:
            yield "hidden end", 0, _put(_end(state, rules, "cancelled"), left)
            return
        yield "planned", worker.attempt, _put(state._replace(run="running"), worker)
        yield "hidden hold", 0, _put(state._replace(run="held", lease=-1), Worker())
    elif state.op not in OPEN:
        # The run may have other operations that are not done.
        yield "hidden release", 0, _put(state._replace(lease=-1), left)
        yield "hidden end", 0, _put(_end(state, rules, "cancelled" if state.is_cancelled else "done"), left)
    elif state.is_cancelled:
        yield "hidden end", 0, _put(_cancel(state, rules), left)
    else:
        yield "hidden release", 0, _put(state._replace(lease=-1), left)


def _cancel(state: State, rules: Rules) -> State:
    """The run is cancelled in its middle: what was started is looked at before it ends."""
    if state.op == "started" and rules.end_looks_at_started:
        done = state.steps | state.applied
        op = "succeeded" if done == rules.parts else "failed" if done else "skipped"
        state = state._replace(op=op, steps=done)
    elif state.op == "started":
        state = state._replace(op="skipped")
    return _end(state, rules, "cancelled")


def _decide(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    """After a look: start the next call, or write down that none is needed or wanted."""
    known = state.steps | worker.seen
    is_touched = state.op == "started" or (bool(state.steps) and rules.steps_count_as_touched)
    holding = worker._replace(pc=HOLDING, answer="", has_doubted=False)
    if known == rules.parts and is_touched:
        yield _record(state, holding, "succeeded", known)
    elif state.admin and is_touched and known:
        yield _record(state, holding, "failed", known)
    elif state.admin or not is_touched:
        yield _record(state, holding, "skipped", state.steps)
    if known != rules.parts and worker.has_doubted:
        yield _record(state, holding, "unknown", known)
    if known != rules.parts and not state.admin:
        op = "started" if rules.marks_before_call else state.op
        seen = known if rules.looks_before_repeat else state.steps
        marked = worker._replace(pc=MARKED, seen=seen, was_started=state.op == "started")
        yield "marked_started", worker.attempt, _put(state._replace(op=op), marked)


def _tell(state: State, worker: Worker, rules: Rules, is_mine: bool) -> Iterator[Move]:
    """Write down what came of a call; the fence decides whether that is written."""
    holding = worker._replace(pc=HOLDING, answer="")
    if not is_mine and rules.is_fenced:
        yield "hidden lost", 0, _put(state, Worker())
    elif worker.answer == "ok":
        known = worker.seen | _next_part(worker, rules)
        if known == rules.parts:
            yield _record(state, holding, "succeeded", known)
        else:
            on = worker._replace(pc=MARKED, answer="", seen=known)
            yield "hidden step", 0, _put(state._replace(steps=state.steps | known), on)
    elif worker.answer == "doubt":
        # It stays started: whoever looks at it later knows more.
        yield "recorded:started", worker.attempt, _put(state, holding._replace(has_doubted=True))
    elif worker.was_started and rules.stays_started_when_begun_before:
        yield "hidden later", 0, _put(state._replace(lease=-1), worker._replace(pc=LEFT))
    else:
        yield (
            "recorded:planned",
            worker.attempt,
            _put(state._replace(op="planned", lease=-1), holding._replace(pc=LEFT)),
        )


def _record(state: State, worker: Worker, op: str, steps: int) -> Move:
    return f"recorded:{op}", worker.attempt, _put(state._replace(op=op, steps=steps), worker)


def _put(state: State, worker: Worker) -> State:
    """With this worker in front; who moved is put in order with the other one afterwards."""
    return state._replace(workers=(worker, state.workers[1]))
