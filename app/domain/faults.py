"""Faults: causes of a failed sync or delivery, as stable codes with sentences and values.

The page says each of these in the admin's language by its code; logs and other clients read the sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from app.domain.mistakes import MISTAKES

FaultCode = Literal[
    "cancelled", "worker_died", "no_key", "internal",
    "key_refused", "key_scopes", "not_allowed", "not_known", "not_accepted", "rate_limited",
    "down", "silent", "unreadable", "key_in_doubt", "not_as_documented",
    "no_users", "no_admins", "listed_short", "endless",
    "not_built", "no_secret", "email_off", "emails_used_up", "none_confirmed", "not_to_be_asked",
    "bad_address", "bad_certificate", "no_answer", "not_reached", "no_name_server", "gone_for_good", "redirected",
    "answered",
    "mail_unwritable", "mail_refused", "mail_login", "mail_no_encryption", "mail_answered", "mail_broken",
    "mail_not_built",
]  # fmt: skip
Reading = Literal["organization", "users", "groups", "org_admins", "grants", "access"]

FAULTS: Final = MappingProxyType[FaultCode, str](
    {
        # a sync, by itself
        "cancelled": "The sync was cancelled.",
        "worker_died": "The process that worked on this ended unexpectedly ten times in a row, so it was given up.",
        "no_key": "The organization API key is missing or no longer works.",
        "internal": "Something went wrong on our side; it has been logged.",
        # a sync, by what Atlassian answers
        "key_refused": "Atlassian does not accept the organization API key.",
        "key_scopes": "The organization API key has scopes that do not include this call.",
        "not_allowed": "Atlassian does not allow this with the organization API key.",
        "not_known": "Atlassian does not know what was asked for.",
        "not_accepted": "Atlassian does not accept the call.",
        "rate_limited": "Atlassian's rate limit is reached.",
        "down": "Atlassian had an internal error.",
        "silent": "Atlassian did not answer.",
        "unreadable": "Atlassian's answer could not be read.",
        "key_in_doubt": "Atlassian refused the organization API key once and could not be asked again.",
        "not_as_documented": "Atlassian's answer was not as documented.",
        "no_users": "Atlassian lists no users at all.",
        "no_admins": "Atlassian names no organization admin, although every organization has one.",
        "listed_short": "Atlassian counts {counted} but listed only {listed}.",
        "endless": "Atlassian's list does not end.",
        # a try to deliver
        "not_built": "The message could not be put together; our operator can see why.",
        "no_secret": "The secret of the webhook cannot be read; make a new one.",
        "email_off": "Email is not set up on this server.",
        "emails_used_up": "The {most} emails of a day are used up.",
        "none_confirmed": "None of the recipients has confirmed that they want these emails.",
        "not_to_be_asked": "The address has confirmed, is gone, or was asked often enough today.",
        "bad_address": "Nothing may be sent to this address.",
        "bad_certificate": "The certificate of the server is not valid for this address.",
        "no_answer": "The server did not answer in time.",
        "not_reached": "The server could not be reached, or cut the connection.",
        "no_name_server": "No name server told in time which address the server has.",
        "gone_for_good": "The server says that this address is gone for good (410), so nothing more is sent there.",
        "redirected": "The server answered {status}; redirects are not followed. Enter the address it leads to.",
        "answered": "The server answered {status}.",
        "mail_unwritable": "None of the addresses is one that email can be sent to.",
        "mail_refused": "The email server refused all recipients.",
        "mail_login": "The email server does not accept the operator's user name and password.",
        "mail_no_encryption": "The email server offers no encryption, so nothing was sent.",
        "mail_answered": "The email server answered {status}.",
        "mail_broken": "The email server could not be reached, or cut the connection.",
        "mail_not_built": "The email could not be put together; look at its recipients.",
    }
)
READINGS: Final[tuple[Reading, ...]] = get_args(Reading)


@dataclass(frozen=True, slots=True)
class Fault:
    """One of FAULTS; `values` are those of its sentence, and for a sync what was read and how much more failed."""

    code: FaultCode
    values: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In English, for logs and for whom the code says nothing."""
        mistake = MISTAKES.get(self.values.get("mistake", ""))  # type: ignore[call-overload]
        return mistake or FAULTS[self.code].format(**self.values)

    def reading(self, what: Reading, more: int = 0) -> "Fault":
        """The same, and that it happened while `what` was read."""
        return Fault(self.code, {**self.values, "reading": what, "more": more})

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"code": self.code, "values": dict(self.values)}


def read_fault(stored: Mapping[str, Any] | None) -> Fault | None:
    """The fault of a row; None where there is none, or one that this release does not know."""
    told = (stored or {}).get("code")
    values = (stored or {}).get("values")
    code = next((one for one in FAULTS if one == told), None)
    if code is None or not isinstance(values, dict):
        return None
    return Fault(code, {str(name): value for name, value in values.items() if isinstance(value, int | str)})
