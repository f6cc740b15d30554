"""The condition `text`: name or email contains a text."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Self

from app.domain.filters import fields
from app.domain.filters.condition import Case, Condition
from app.domain.filters.conditions.email_domain import show_email
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict, decide
from app.domain.people.directory import Catalogue
from app.domain.words import fold_text

MAX_TEXT_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Text(Condition):
    """Name or email contains the text (`%` and `_` mean themselves); case, accents and width do not count.

    Who has neither in what is known may have it in what is not.

    Example: {"type": "text", "contains": "smith"}
    """

    type: ClassVar[str] = "text"
    facts: ClassVar[frozenset[str]] = frozenset({"name", "email"})

    contains: Annotated[str, fields.Text(MAX_TEXT_LENGTH)]

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        contains = cls._read_field(reader, "contains")
        if not fold_text(contains):
            # Nothing that can be seen would be found in everybody.
            reader.reject("contains", "text_blank")
        return cls(contains)

    def _judge(self, case: Case) -> Verdict:
        wanted = fold_text(self.contains)
        name, email = case.user.name, case.user.email
        if wanted in fold_text(name) or wanted in fold_text(email or ""):
            return Verdict.YES
        return decide(False if name and email else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"name or email contains “{self.contains}”"

    def _describe_value(self, case: Case) -> str:
        return f"{case.user.name or 'name not known'}, {show_email(case)}"
