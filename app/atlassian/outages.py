"""Outages: failures of Atlassian that time heals, with nothing known to be wrong with the call or the key."""

from typing import Final

from app.atlassian.errors import KeyInDoubt, ServerFault, Unreachable, Unreadable

DOWN: Final = "down"
SILENT: Final = "silent"
UNREADABLE: Final = "unreadable"
KEY_IN_DOUBT: Final = "key_in_doubt"
OUTAGE_ERRORS: Final = (KeyInDoubt, ServerFault, Unreachable, Unreadable)


def name_outage(error: BaseException) -> str:
    """The word for one of OUTAGE_ERRORS."""
    if isinstance(error, KeyInDoubt):
        return KEY_IN_DOUBT
    if isinstance(error, Unreachable):
        return SILENT
    return UNREADABLE if isinstance(error, Unreadable) else DOWN
