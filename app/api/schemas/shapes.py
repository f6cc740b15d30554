"""What all request and response models share."""

from pydantic import BaseModel, ConfigDict


class In(BaseModel):
    """A request body or query: unknown fields are refused, so that a typo is not silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


class Out(BaseModel):
    """A response, readable from the dataclass that a service returns."""

    model_config = ConfigDict(from_attributes=True)


class Person(Out):
    """Somebody who did something; the name is resolved when shown and may be unknown."""

    account_id: str
    name: str | None


class Violation(BaseModel):
    """One thing wrong with the input: a JSON pointer into it, and what to do."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `errors` names fields."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Violation] | None = None
