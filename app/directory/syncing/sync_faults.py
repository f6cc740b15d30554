"""Which fault a failure of Atlassian is, when it ends a listing or a whole sync."""

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
from app.domain.faults import FAULTS, Fault, FaultCode

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
