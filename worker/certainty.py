"""Finding out what became of a write, and what a refusal means.

Writes are repeated only after Atlassian said that nothing was applied, or after the truth was read:
a 5xx, a time-out or a dropped connection leaves the outcome unknown (admin API contract 9 and 14.3).
"""

from collections.abc import Callable
from typing import Final

from app.atlassian import errors as atlassian
from app.domain import actions as act
from app.domain import reasons
from app.services.operations import OpenOperation, Outcome
from worker.effect import Effect

SETTLING_SECONDS: Final = 3.0
"""Atlassian shows a change of members only some two seconds after it was made (admin API contract 13)."""
REMOVALS: Final = frozenset({act.REMOVE_FROM_GROUPS, act.REMOVE_APP_ACCESS, act.REVOKE_APP_ROLE})


class UnknownOutcome(atlassian.AtlassianError):
    """Whether the write was applied could not be found out."""


def ensure_written(effect: Effect, write: Callable[[], None], is_applied: Callable[[], bool | None]) -> None:
    """Write once; when the outcome is unknown, read, and only then write once more.

    After an earlier try of ours, an answer that says that the wanted state is there means that the earlier one
    worked. Raises the AtlassianError that decides; UnknownOutcome when even the truth could not be read.
    """
    is_repeat = effect.operation.was_started
    for is_last in (False, True):
        try:
            write()
        except atlassian.AtlassianError as error:
            if is_repeat and _says_done(effect.operation, error):
                return
            if not _is_doubtful(error, is_repeat):
                raise
            verdict = _look(effect, is_applied)
            if verdict:
                return
            if verdict is None or is_last or not error.is_outcome_unknown:
                raise UnknownOutcome(error.detail) from error
            is_repeat = True
        else:
            return


def _says_done(operation: OpenOperation, error: atlassian.AtlassianError) -> bool:
    """Whether a refusal of a repeated write proves that the first one worked."""
    return isinstance(error, atlassian.AlreadyDone) or _is_gone(operation, error)


def _is_doubtful(error: atlassian.AtlassianError, is_repeat: bool) -> bool:
    """Whether only a look can tell; a repeat may be refused because of the first try."""
    if error.is_outcome_unknown or isinstance(error, atlassian.Conflict):
        return True
    return is_repeat and isinstance(error, atlassian.BadRequest)


def _look(effect: Effect, is_applied: Callable[[], bool | None]) -> bool | None:
    """What shows now, or after the time in which a change may stay hidden."""
    verdict = is_applied()
    if verdict is False:
        effect.sleep(SETTLING_SECONDS)
        verdict = is_applied()
    return verdict


_ALREADY_SO: Final = {
    act.ADD_TO_GROUPS: reasons.ALREADY_MEMBER,
    act.REMOVE_FROM_GROUPS: reasons.NOT_MEMBER,
    act.SUSPEND_USER: reasons.ALREADY_SUSPENDED,
    act.RESTORE_USER: reasons.NOT_SUSPENDED,
}


def outcome_of(operation: OpenOperation, error: atlassian.AtlassianError) -> Outcome:
    """What a refusal means for the operation."""
    if isinstance(error, UnknownOutcome):
        return Outcome("failed", reasons.OUTCOME_UNKNOWN, error.detail)
    if isinstance(error, atlassian.AlreadyDone) or _is_gone(operation, error):
        return Outcome("skipped", _ALREADY_SO.get(operation.action, reasons.STATE_CHANGED), error.detail)
    return Outcome("failed", _failure_of(operation, error), error.detail)


def _failure_of(operation: OpenOperation, error: atlassian.AtlassianError) -> str:
    if isinstance(error, atlassian.LicenceLimit):
        return reasons.LICENCE_LIMIT
    if isinstance(error, atlassian.NotFound):
        return _missing_reason(operation, error)
    if isinstance(error, atlassian.ManagedElsewhere):
        return reasons.EXTERNALLY_MANAGED
    is_elsewhere = isinstance(error, atlassian.BadRequest) and "directory" in error.detail.lower()
    return reasons.NOT_IN_DIRECTORY if is_elsewhere and operation.target.kind == "group" else reasons.REFUSED


def _is_gone(operation: OpenOperation, error: atlassian.AtlassianError) -> bool:
    """Removing what is not there answers 404; only the group's own absence is a failure."""
    return operation.action in REMOVALS and isinstance(error, atlassian.NotFound) and error.what != "group"


def _missing_reason(operation: OpenOperation, error: atlassian.NotFound) -> str:
    if error.what == "group":
        return reasons.UNKNOWN_GROUP
    return reasons.NOT_IN_DIRECTORY if operation.target.kind == "group" else reasons.NO_MEMBERSHIP
