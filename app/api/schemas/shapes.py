"""Base classes of all request and response models: which fields are taken, and of which form their values are."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo

from app.domain.faults import FaultCode
from app.domain.lines import is_line, is_straight, is_unturned
from app.domain.mistakes import MISTAKES, MistakeCode

MAX_ROW_ID: Final = 2**63 - 1
"""The largest id that a row can have; a larger one belongs to nothing."""
_YEARS: Final = range(2000, 9000)
"""Years in which no time zone moves a moment out of what a database can hold."""


class Mistaken(ValueError):
    """Error of our own validators: an admin's entry is refused with a code."""

    def __init__(self, code: MistakeCode) -> None:
        super().__init__(MISTAKES[code])
        self.code = code


class Typed:
    """Marks a text that is searched for or folded before it is kept: what cannot be seen in it does no harm."""


def _iter_texts(value: object) -> Iterator[str]:
    """A text, or those in lists and objects; however deep these are."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one


def _find_rule(field: FieldInfo, value: object) -> Callable[[str], bool]:
    """Choose the rule of a field's texts. The specification of a filter is read, and refused, by the domain."""
    if isinstance(value, dict):
        return is_straight
    is_typed = any(one is Typed for one in field.metadata)
    return is_unturned if is_typed else is_line


class In(BaseModel):
    """A query: unknown fields are refused, so that a typo is not silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    @field_validator("*")
    @classmethod
    def _refuse_unseen(cls, value: object, info: ValidationInfo) -> object:
        """Refuse unseen characters: names stand in one line of lists, mails and logs, and are read as written."""
        is_fine = _find_rule(cls.model_fields[info.field_name or ""], value)
        if not all(is_fine(text) for text in _iter_texts(value) if text):
            raise Mistaken("text_characters")
        return value


class Body(In):
    """A request body: values are taken as they are written, so that `true` is no id and `"5"` no number."""

    model_config = ConfigDict(strict=True)


class Out(BaseModel):
    """A response, readable from the dataclass that a service returns."""

    model_config = ConfigDict(from_attributes=True)


class Detail(Out):
    """One thing that a step does (or did, or leaves) on its way to its target; `apps` are names.

    leaves_group, left_group: `apps` go with the group besides the one that is taken. stays_in_group: `reason` says why.
    last_admin: the admin role (on `apps`, or of the organization) for which the step is spared.
    loses_apps, keeps_apps: what goes with a group that is left for itself, and what another group goes on giving;
    keeps_managed: one that is managed elsewhere. keeps_direct: a direct role on `apps` that remains.
    gives_again, direct_again: through what a later sync read access that was taken.
    """

    kind: Literal[
        "leaves_group", "stays_in_group", "loses_apps", "keeps_apps", "keeps_managed", "keeps_direct", "left_group",
        "revoked_role", "last_admin", "gives_again", "direct_again",
    ]  # fmt: skip
    group_id: str | None
    group_name: str | None
    role: str | None
    apps: list[str]
    reason: str | None
    text: str


def _require_text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("Use text.")
    return value


def _require_year(value: AwareDatetime) -> AwareDatetime:
    if value.year not in _YEARS:
        raise Mistaken("unlikely_year")
    return value


RowId = Annotated[int, Field(ge=1, le=MAX_ROW_ID)]
Day = Annotated[date, Field(strict=False), BeforeValidator(_require_text)]
"""A day as JSON has it: text such as `2026-01-31`."""
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_require_text), AfterValidator(_require_year)]
"""A moment as JSON has it: text such as `2026-01-31T09:00:00Z`, always with its offset."""


class Person(Out):
    """Actor of an event; the name is resolved when shown and may be unknown."""

    account_id: str
    name: str | None


class Outage(Out):
    """A run or sync that waits because Atlassian fails: how, since when, and when it tries again (null: now)."""

    reason: Literal["down", "silent", "unreadable", "key_in_doubt"]
    since: datetime
    next_try_at: datetime | None


class Violation(BaseModel):
    """One thing wrong with the input: a JSON pointer into it, and what to do.

    `code` is stable; `values` are what the sentence `detail` names.
    """

    pointer: str
    detail: str
    code: MistakeCode | Literal["invalid"]
    values: dict[str, str | int]


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `errors` names fields."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Violation] | None = None


class Fault(Out):
    """Cause of a failed sync or delivery: a code that the page has words for, and the values in them."""

    code: FaultCode
    values: dict[str, int | str]
