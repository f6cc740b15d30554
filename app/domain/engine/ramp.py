"""The first live run of a task goes up a ramp: a few people first, and the others only if nothing failed.

A plan that is right on paper may still be refused, held up or undone by what nobody had thought of: a group that is
managed elsewhere by now, a licence limit, a policy of the organization. Ten people find that out as well as thousands.
"""

from typing import Final

from app.domain.engine import reasons
from app.domain.states import RunState

FORESEEN: Final = (reasons.ACCESS_REMAINS, reasons.SHARED_GROUP)
"""Why a step fails that a preview has told as failing: no news to whoever let the task go live."""
PROVING: Final = (RunState.SUCCEEDED, RunState.PARTIAL)
"""How a run ended that shows what the same filter and actions do."""


def choose_first(first: int, planned: int, *, is_proved: bool, is_released: bool) -> int | None:
    """How many people of a plan are changed before the others; None: all at once.

    first: what the operator has set, 0 for no ramp. planned: people who would be changed. is_proved: a live run of the
    same filter and actions has changed somebody and was not stopped. is_released: somebody is going to look at this
    plan because the last one was stopped.
    """
    has_ramp = 0 < first < planned and not is_proved and not is_released
    return first if has_ramp else None


def proves(state: str, reason: str | None, affected: int) -> bool:
    """Whether an earlier live run of the same filter and actions makes a ramp needless."""
    return state in PROVING and reason != reasons.RAMP_STOPPED and affected > 0


def stops(reason: str | None) -> bool:
    """Whether a step of the first people that was tried and failed for this reason keeps the run from the others."""
    return reason not in FORESEEN
