"""Errors of calls to Atlassian, as one tree. Pure: no network, no clock of its own.

    AtlassianError
    ├── KeyRejected         401, also when asked again: the key is wrong, expired or revoked
    ├── InsufficientScope   401 ADMIN-401-2: a key with scopes cannot do this
    ├── Refused             402/403: this key or this organization may not
    │   └── ManagedElsewhere  403/400/409: an identity provider manages the group's members, or the account
    ├── NotFound            404; `what` says user, group, organization or directory when Atlassian does
    ├── AlreadyDone         409/400: the wanted state is already there, in words that can mean nothing else
    ├── LicenceLimit        409/400: an app has no free seat
    ├── Conflict            409/400 whose reason is unclear: read the truth before deciding
    ├── BadRequest          400/405/415: the call itself is wrong
    │   └── BadCursor       400 ADMIN-400-1: the cursor is unknown or too old; the walk starts again
    ├── RateLimited         429, or a wait longer than the caller allows; see `retry_after`
    │   └── KeyInDoubt      401, but nobody could say whether the key lives
    ├── ServerFault         5xx
    ├── Unreachable         no answer: timeout, refused or dropped connection
    └── Malformed           an answer that is not as documented: missing data, a repeated cursor
        └── Unreadable      no answer of the API at all: HTML, truncated JSON

`describe_failure` turns one reply into one of these. It reads the five body shapes of the admin API
contract 2, empty bodies and HTML, and never fails itself. Status and body are judged together: what is not Atlassian's
own answer to a write (a page, a redirect, a 5xx) says nothing about whether the change was applied (contract 8.1).
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

MAX_DETAIL_LENGTH: Final = 300
_LICENCE_CODES: Final = frozenset({"ADMIN-409-3", "ADMIN-UAM-409-3", "ADMIN-400-32"})
_SCOPE_CODE: Final = "ADMIN-401-2"
_CURSOR_CODE: Final = "ADMIN-400-1"
_CONFLICT_CODES_ALREADY: Final = frozenset({"ADMIN-409-28", "ADMIN-UAM-409-2"})
_MISSING: Final = {
    "ADMIN-404-2": "organization",
    "ADMIN-UAM-404-2": "organization",
    "ADMIN-404-8": "user",
    "ADMIN-404-10": "group",
    "accountNotFound": "user",
}
_MANAGED_CODE: Final = "ADMIN-403-5"
_MANAGED_TEXT: Final = re.compile(r"identity provider|externally managed|managed externally|scim", re.IGNORECASE)
_OWNED_ELSEWHERE: Final = "externalDirectory."
_LIFECYCLE_CODE: Final = "conflict.lifecycleErrors"
_ALREADY: Final = re.compile(r"\balready\b", re.IGNORECASE)
# "The user limit has already been reached" says the opposite: only words about the state itself count.
_ALREADY_SO: Final = re.compile(
    r"\balready\s+(?:an?\s+)?"
    r"(?:member|suspended|active|(?:in|part of)\s+(?:the\s+|that\s+|this\s+)?(?:group|state|directory))\b",
    re.IGNORECASE,
)
_LICENCE_TEXT: Final = re.compile(r"licen[cs]e|user limit|seat", re.IGNORECASE)


class AtlassianError(Exception):
    """A call that did not succeed.

    status: HTTP status, None when there was no answer. code: Atlassian's code such as `ADMIN-404-8`, None when
    it gave none. detail: a sentence for an admin. retry_after: seconds to wait, None when nobody said.
    is_outcome_unknown: a write that may or may not have been applied; read the truth before anything else.
    """

    is_permanent: bool = True
    """False when the same call may succeed later without anybody changing anything."""

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
        is_outcome_unknown: bool = False,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.is_outcome_unknown = is_outcome_unknown

    def __str__(self) -> str:
        """The sentence, with status and code in front for logs."""
        marks = " ".join(str(mark) for mark in (self.status, self.code) if mark is not None)
        return f"{marks}: {self.detail}" if marks else self.detail


class KeyRejected(AtlassianError):
    """401: the key is wrong, expired or revoked (admin API contract 12: stop the tenant, do not retry)."""

    key_version: str | None = None
    """Which key was refused, by its owner's name for it: another may have been stored since."""


class InsufficientScope(AtlassianError):
    """The key has scopes and they do not include this call (admin API contract 12)."""


class Refused(AtlassianError):
    """402/403: not allowed."""


class ManagedElsewhere(Refused):
    """An identity provider manages the members of the group, or the account (admin API contract 8, W1 and W2; 11)."""


class NotFound(AtlassianError):
    """404. `what` is `user`, `group` or `organization` when the code tells, else None."""

    @property
    def what(self) -> str | None:
        """The kind of thing that is missing, when Atlassian's code tells it."""
        return _MISSING.get(self.code or "")


class AlreadyDone(AtlassianError):
    """409 or 400: the wanted state is there already, which is a success for the caller's purpose."""


class LicenceLimit(AtlassianError):
    """An app that the change would give access to has no free seat."""


class Conflict(AtlassianError):
    """409 or 400 without a usable reason: it may mean "already" or "limit" (admin API contract 8, W1)."""


class BadRequest(AtlassianError):
    """The call is wrong as it stands."""


class BadCursor(BadRequest):
    """The cursor is not, or no longer, accepted; a walk has to begin again."""


class RateLimited(AtlassianError):
    """Atlassian (429) or our own throttle asks for a longer wait than the caller allows; nothing was applied."""

    is_permanent = False


class KeyInDoubt(RateLimited):
    """401 to one call, and Atlassian could not be asked whether it still accepts the key; nothing was applied."""


class ServerFault(AtlassianError):
    """5xx."""

    is_permanent = False


class Unreachable(AtlassianError):
    """There was no answer."""

    is_permanent = False


class Malformed(AtlassianError):
    """There was an answer, but not one of the contract."""

    is_permanent = False


class Unreadable(Malformed):
    """Error: the answer is none of the API's, such as a gateway's page or half a document."""


def describe_failure(
    status: int, body: bytes, *, is_write: bool = False, retry_after: float | None = None
) -> AtlassianError:
    """Build the error for a reply that is not a success.

    body: as received, any shape (admin API contract 2). is_write: the call changes something.
    retry_after: seconds, already read from the headers.
    """
    code, text = read_problem(body)
    if status == 403 and _is_owned_elsewhere(body):
        detail = "An identity provider manages this account."
        return ManagedElsewhere(detail, status=status, code=code, retry_after=retry_after)
    kind = _choose_kind(status, code, text)
    if kind not in (ServerFault, RateLimited, Unreachable) and _is_page(body):
        kind = Unreadable  # somebody on the way answered, which says nothing of key or call (admin API contract 2)
    is_unknown = is_write and issubclass(kind, _SAYING_NOTHING)
    detail = text or DEFAULT_DETAILS.get(kind, "Atlassian refused the call.")
    return kind(detail, status=status, code=code, retry_after=retry_after, is_outcome_unknown=is_unknown)


def _is_page(body: bytes) -> bool:
    """True for a body that no error of Atlassian has: somebody on the way has answered."""
    if not body.strip():
        return False
    try:
        return not isinstance(json.loads(body), dict | list)
    except (ValueError, RecursionError):
        return True


def read_problem(body: bytes) -> tuple[str | None, str]:
    """Code and sentence of an error body; (None, "") when it has none or is not JSON."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(document, dict):
        return None, ""
    errors = document.get("errors")
    entry = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else document
    return _find_code(entry), _find_text(entry)


def _is_owned_elsewhere(body: bytes) -> bool:
    """Whether a refusal of user management names a foreign directory as its reason (admin API contract 11)."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return False
    for name in ("context", "reason", "key"):
        document = document.get(name) if isinstance(document, dict) else None
    return isinstance(document, str) and document.startswith(_OWNED_ELSEWHERE)


def _find_code(entry: Mapping[str, Any]) -> str | None:
    """`code` (shapes A, B: text or number), `key` (shape D) or `scimType` (shape E)."""
    for name in ("code", "key", "scimType"):
        value = entry.get(name)
        if isinstance(value, str) and value:
            return value[:MAX_DETAIL_LENGTH]
    return None


def _find_text(entry: Mapping[str, Any]) -> str:
    context = entry.get("context")
    if isinstance(context, Mapping) and "message" not in entry:
        entry = {**context, **entry}  # shape D
    for name in ("detail", "message", "title", "error"):
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()[:MAX_DETAIL_LENGTH]
    return ""


def _choose_kind(status: int, code: str | None, text: str) -> type[AtlassianError]:
    if status >= 500:
        return ServerFault
    if status < 400:
        return Malformed
    if code in _LICENCE_CODES:
        return LicenceLimit
    if code == _CURSOR_CODE:
        return BadCursor
    if code == _MANAGED_CODE or (status in (400, 403, 409) and _MANAGED_TEXT.search(text)):
        return ManagedElsewhere
    if status == 401:
        return InsufficientScope if code == _SCOPE_CODE else KeyRejected
    if status == 409:
        return _choose_conflict(code, text)
    if status == 400 and _ALREADY.search(text):
        return _choose_conflict(code, text)
    return _BY_STATUS.get(status, BadRequest)


def _choose_conflict(code: str | None, text: str) -> type[AtlassianError]:
    """Tell "already" from "no seat left": by the text, since the bare conflict code covers both.

    What is not said in so many words is left to a look at the truth.
    """
    if code == _LIFECYCLE_CODE:
        return Conflict
    if _ALREADY_SO.search(text):
        return AlreadyDone
    if code not in _CONFLICT_CODES_ALREADY and _LICENCE_TEXT.search(text):
        return LicenceLimit
    return Conflict


_BY_STATUS: Final[Mapping[int, type[AtlassianError]]] = {
    402: Refused,
    403: Refused,
    404: NotFound,
    408: Unreachable,
    429: RateLimited,
}
_SAYING_NOTHING: Final = (ServerFault, Malformed, Unreachable)
"""After these a write may have been applied."""
DEFAULT_DETAILS: Final[Mapping[type[AtlassianError], str]] = {
    KeyRejected: "Atlassian does not accept the organization API key.",
    InsufficientScope: "The organization API key has scopes that do not include this call.",
    Refused: "Atlassian does not allow this with the organization API key.",
    NotFound: "Atlassian does not know the user, group or directory.",
    LicenceLimit: "An app has reached its licence limit.",
    Conflict: "Atlassian reports a conflict without saying which.",
    BadRequest: "Atlassian does not accept the call.",
    RateLimited: "Atlassian's rate limit is reached.",
    ServerFault: "Atlassian had an internal error.",
    Unreachable: "Atlassian did not answer.",
    Malformed: "Atlassian's answer could not be read.",
}
