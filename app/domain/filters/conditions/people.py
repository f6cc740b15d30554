"""The condition `people`: one of a pasted list."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final, Self

from app.domain.filters.condition import Case, Condition
from app.domain.filters.conditions.email_domain import show_email
from app.domain.filters.fields import Texts
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict, decide
from app.domain.people.directory import Catalogue
from app.domain.people.pasted import read_entries, spell_address
from app.domain.words import fold_address

MAX_PEOPLE: Final = 10_000
MAX_LINE_LENGTH: Final = 1_000


@dataclass(frozen=True, slots=True)
class People(Condition):
    """Is one of a pasted list: emails (whatever has an `@`; case and width do not count) or account ids (exact).

    Each value may be a whole pasted line (`app.domain.people.pasted`); one entry of the condition is one person.

    Example: {"type": "people", "values": ["ann@acme.com", "712020:7a1c"]}
    """

    type: ClassVar[str] = "people"
    facts: ClassVar[frozenset[str]] = frozenset({"account_id", "email"})

    values: Annotated[tuple[str, ...], Texts(MAX_PEOPLE, MAX_LINE_LENGTH, are_lines=True)]
    emails: frozenset[str] = field(init=False, compare=False, repr=False)
    account_ids: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        addresses = (value for value in self.values if "@" in value)
        object.__setattr__(self, "emails", frozenset().union(*map(spell_address, addresses)))
        object.__setattr__(self, "account_ids", frozenset(value for value in self.values if "@" not in value))

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        values = tuple(read_entries(cls._read_field(reader, "values")))
        if len(values) > MAX_PEOPLE:
            reader.reject("values", "list_too_long", entries=len(values), most=MAX_PEOPLE)
        return cls(values[:MAX_PEOPLE])

    def _judge(self, case: Case) -> Verdict:
        email = case.user.email
        if case.user.account_id in self.account_ids or (email is not None and fold_address(email) in self.emails):
            return Verdict.YES
        return decide(None if self.emails and not email else False)

    def _describe(self, _catalogue: Catalogue) -> str:
        count = len(self.values)
        return "one of 1 listed person" if count == 1 else f"one of {count:,} listed people"

    def _describe_value(self, case: Case) -> str:
        return f"{show_email(case)}, account id {case.user.account_id}"
