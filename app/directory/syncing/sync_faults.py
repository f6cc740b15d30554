"""Faults of a sync: the one that a failure of Atlassian is, when it ends a listing or the whole."""

from collections.abc import Mapping
from typing import Final

from app.atlassian.errors import (
    AtlassianError,
    BadRequest,
    InsufficientScope,
    KeyRejected,
    Malformed,
    NotFound,
    RateLimited,
    Refused,
)
from app.atlassian.outages import OUTAGE_ERRORS, name_outage
from app.directory.syncing.sync_rows import Walk
from app.domain.faults import FAULTS, Fault, FaultCode, read_fault

_CODES: Final[Mapping[type[AtlassianError], FaultCode]] = {
    KeyRejected: "key_refused",
    InsufficientScope: "key_scopes",
    Refused: "not_allowed",
    NotFound: "not_known",
    BadRequest: "not_accepted",
    RateLimited: "rate_limited",
    Malformed: "not_as_documented",
}


def blame(error: AtlassianError) -> Fault:
    """The fault that tells an admin of the error; an outage by its word."""
    if isinstance(error, OUTAGE_ERRORS):
        outage = name_outage(error)
        return Fault(next(code for code in FAULTS if code == outage))
    return Fault(next((code for kind, code in _CODES.items() if isinstance(error, kind)), "not_accepted"))


def explain_walks(failed: list[Walk]) -> str:
    """One sentence for the first failed walk, and how many more there are."""
    first = failed[0]
    more = f" ({len(failed) - 1} more listings failed.)" if len(failed) > 1 else ""
    return f"Reading {first.title} failed: {first.error}{more} Nothing was removed on account of it."


def blame_walks(failed: list[Walk]) -> Fault | None:
    """The same by its code; None for a listing that failed under a release without codes."""
    fault = read_fault(failed[0].fault)
    return fault and fault.reading(failed[0].kind, len(failed) - 1)
