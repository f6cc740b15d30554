"""Finding out what became of a write, and what a refusal means.

Writes are repeated only after Atlassian said that nothing was applied, or after the truth was read:
a 5xx, a time-out or a dropped connection leaves the outcome unknown (admin API contract 9 and 14.3).
"""

from collections.abc import Callable

from app.atlassian import errors as atlassian
from app.domain import actions as act
from app.domain import reasons
from app.services.operations import OpenOperation, Outcome


class UnknownOutcome(atlassian.AtlassianError):
    """Whether the write was applied could not be found out."""


def ensure_written(
    write: Callable[[], None], is_applied: Callable[[], bool | None], *, is_repeat: bool = False
) -> None:
    """Write once; when the outcome is unknown, read, and only then write once more.

    After an earlier try of ours "already so" and "not there" mean that the earlier one worked.
    Raises the AtlassianError that decides; UnknownOutcome when even the truth could not be read.
    """
    for is_last in (False, True):
        try:
            write()
        except (atlassian.AlreadyDone, atlassian.NotFound):
            if not is_repeat:
                raise
            return
        except atlassian.AtlassianError as error:
            if not error.is_outcome_unknown and not isinstance(error, atlassian.Conflict):
                raise
            verdict = is_applied()
            if verdict:
                return
            if verdict is None or is_last or isinstance(error, atlassian.Conflict):
                raise UnknownOutcome(error.detail) from error
            is_repeat = True
        else:
            return


def outcome_of(operation: OpenOperation, error: atlassian.AtlassianError) -> Outcome:
    """What a refusal means for the operation."""
    already = {act.ADD_TO_GROUPS: reasons.ALREADY_MEMBER, act.REMOVE_FROM_GROUPS: reasons.NOT_MEMBER}
    if isinstance(error, UnknownOutcome):
        return Outcome("failed", reasons.OUTCOME_UNKNOWN, error.detail)
    if isinstance(error, atlassian.AlreadyDone) or _is_gone(operation, error):
        return Outcome("skipped", already.get(operation.action, reasons.STATE_CHANGED), error.detail)
    if isinstance(error, atlassian.LicenceLimit):
        return Outcome("failed", reasons.LICENCE_LIMIT, error.detail)
    if isinstance(error, atlassian.NotFound):
        return Outcome("failed", _missing_reason(operation, error), error.detail)
    if isinstance(error, atlassian.Refused) and error.code == "ADMIN-403-5":
        return Outcome("failed", reasons.EXTERNALLY_MANAGED, error.detail)
    return Outcome("failed", reasons.REFUSED, error.detail)


def _is_gone(operation: OpenOperation, error: atlassian.AtlassianError) -> bool:
    """Removing what is not there answers 404; only the group's own absence is a failure."""
    is_removal = operation.action == act.REMOVE_FROM_GROUPS
    return is_removal and isinstance(error, atlassian.NotFound) and error.what != "group"


def _missing_reason(operation: OpenOperation, error: atlassian.NotFound) -> str:
    if error.what == "group":
        return reasons.UNKNOWN_GROUP
    return reasons.NOT_IN_DIRECTORY if operation.target.kind == "group" else reasons.NO_MEMBERSHIP
