"""Errors of use cases, independent of any protocol.

    DomainError
    ├── NotFound        the thing does not exist for this tenant            → 404
    ├── Invalid         input that names the field it is about              → 422
    ├── Conflict        the state does not allow it (now)                   → 409
    ├── Forbidden       this person may not                                 → 403
    └── Unavailable     Atlassian could not be asked; try again             → 503

Each carries a stable `code` for clients and a sentence that tells an admin what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with the input; `pointer` is a JSON pointer into it, such as `/actions/0/groups`.

    `code` is one of `app.domain.mistakes` or, for what only a program gets wrong, `invalid`; `values` are what
    `detail` names.
    """

    pointer: str
    detail: str
    code: str = "invalid"
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)


class DomainError(Exception):
    """A refusal with a stable code and a sentence for the admin; `extra` holds facts for the client."""

    def __init__(self, code: str, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extra = extra


class NotFound(DomainError):
    """The thing does not exist, or belongs to another tenant, which is the same to the caller."""

    def __init__(self, what: str) -> None:
        super().__init__("not_found", f"There is no such {what}.")


class Invalid(DomainError):
    """The input is wrong; says where."""

    def __init__(self, *errors: FieldError, code: str = "invalid") -> None:
        super().__init__(code, _summarise(errors))
        self.errors = errors


def _summarise(errors: tuple[FieldError, ...]) -> str:
    if not errors:
        return "The input is not valid."
    first = errors[0].detail
    return first if len(errors) == 1 else f"{first} ({len(errors)} fields need attention.)"


class Conflict(DomainError):
    """The present state does not allow it."""


class Forbidden(DomainError):
    """This person may not do it."""


class Unavailable(DomainError):
    """Atlassian could not be asked; nothing was changed."""
