"""Finding out what became of a write, and what a refusal means.

A write is repeated only after Atlassian said that nothing was applied, or after the truth was read when it had to show:
anything but the documented answer leaves the outcome unknown (admin API contract 8.1, 8.2, 9). Nobody waits for that
here: an operation in doubt is left as started, and a later slice looks again.
"""

from collections.abc import Callable
from typing import Final

from app.atlassian import errors as atlassian
from app.domain.automation.actions import ACTIONS
from app.domain.engine import reasons
from app.domain.states import StepOutcome
from app.services.engine.operations import OpenOperation, Outcome
from worker.engine.effect import Effect

MOST_DOUBTS: Final = 2
"""How often a write is made without ever being confirmed."""
_ROLE_NOT_HELD: Final = "ADMIN-UAM-404-3"


class InDoubt(atlassian.AtlassianError):
    """Whether a write was applied cannot be told before the time is over in which it may stay hidden."""


def ensure_written(effect: Effect, write: Callable[[], None], is_applied: Callable[[], bool | None]) -> None:
    """Write once; when the outcome is unknown, look. What shows is so; what does not show yet proves nothing.

    After an earlier try of ours, an answer that says that the wanted state is there means that the earlier one
    worked. Raises the AtlassianError that decides, InDoubt when only a later look can.
    """
    is_repeat = effect.operation.was_started
    try:
        write()
    except atlassian.AtlassianError as error:
        if is_repeat and is_already_so(effect.operation, error):
            return
        if not _is_doubtful(effect.operation, error, is_repeat):
            raise
        if not _look(is_applied):
            raise InDoubt(error.detail, status=error.status, code=error.code) from error
        if not error.is_outcome_unknown and not is_repeat:
            # It was refused, and what shows was there before.
            raise atlassian.AlreadyDone(error.detail, status=error.status, code=error.code) from error


def is_already_so(operation: OpenOperation, error: atlassian.AtlassianError) -> bool:
    """Whether a refusal says that what was wanted is so; removing what is not there answers 404."""
    if error.is_outcome_unknown:
        return False
    if isinstance(error, atlassian.NotFound):
        return ACTIONS[operation.action].is_removal and (error.what == "user" or error.code == _ROLE_NOT_HELD)
    return isinstance(error, atlassian.AlreadyDone)


def _is_doubtful(operation: OpenOperation, error: atlassian.AtlassianError, is_repeat: bool) -> bool:
    """Whether only a look can tell; a repeat may be refused because of the first try."""
    if error.is_outcome_unknown or isinstance(error, atlassian.Conflict):
        return True
    if isinstance(error, atlassian.NotFound) and ACTIONS[operation.action].is_removal:
        # Without a word of what is missing it may be the membership, or the group, or the directory.
        return error.what is None and error.code != _ROLE_NOT_HELD
    return is_repeat and isinstance(error, atlassian.BadRequest)


def _look(is_applied: Callable[[], bool | None]) -> bool | None:
    """Look now; None when it cannot be read for any reason: the write may have been applied all the same."""
    try:
        return is_applied()
    except atlassian.AtlassianError:
        return None


ALREADY_SO: Final = frozenset(kind.already_so for kind in ACTIONS.values())
"""The reasons by which a refusal says that there was nothing to do."""


def outcome_of(operation: OpenOperation, error: atlassian.AtlassianError) -> Outcome:
    """Choose the operation's outcome for a refusal.

    Raises what is no outcome: KeyRejected and RateLimited (nothing was applied by this call), and InDoubt.
    """
    if isinstance(error, (atlassian.KeyRejected, atlassian.RateLimited, InDoubt)):
        raise error
    if is_already_so(operation, error):
        return Outcome(StepOutcome.SKIPPED, ACTIONS[operation.action].already_so, error.detail)
    return Outcome(StepOutcome.FAILED, _failure_of(operation, error), error.detail)


def _failure_of(operation: OpenOperation, error: atlassian.AtlassianError) -> str:
    if isinstance(error, atlassian.LicenceLimit):
        return reasons.LICENCE_LIMIT
    if isinstance(error, atlassian.NotFound):
        return _missing_reason(operation, error)
    if isinstance(error, atlassian.ManagedElsewhere):
        return reasons.ACCOUNT_MANAGED_ELSEWHERE if operation.target.kind == "account" else reasons.EXTERNALLY_MANAGED
    is_elsewhere = isinstance(error, atlassian.BadRequest) and "directory" in error.detail.lower()
    return reasons.NOT_IN_DIRECTORY if is_elsewhere and operation.target.kind == "group" else reasons.REFUSED


def _missing_reason(operation: OpenOperation, error: atlassian.NotFound) -> str:
    if error.what == "group":
        return reasons.UNKNOWN_GROUP
    if operation.target.kind == "account":
        return reasons.UNKNOWN_USER
    return reasons.NOT_IN_DIRECTORY if operation.target.kind == "group" else reasons.NO_MEMBERSHIP
