"""The base class of every condition of a filter: its JSON, its verdict on one user, its sentence, the facts it reads.

Write a condition as a subclass in a module of its name in `conditions`, which registers it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from app.domain.filters.fields import Declared, list_declared
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict
from app.domain.mistakes import MistakeCode
from app.domain.people.directory import Catalogue, UserFacts

Json = dict[str, object]
LINKED_FACTS: Final = frozenset({"groups", "app_roles", "activity"})
"""Facts of a user that do not stand in the user's own row of the mirror."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """An entry of a condition that can be read and never match: in which field, what was typed, and why."""

    field: str
    entry: str
    code: MistakeCode


@dataclass(frozen=True, slots=True)
class Case:
    """One user to be judged at one moment (`now`: aware)."""

    user: UserFacts
    catalogue: Catalogue
    now: datetime


class Condition(ABC):
    """One criterion. Subclasses are frozen dataclasses whose fields are the JSON's, in the JSON's words.

    Each field says in its annotation how its JSON is read (`app.domain.filters.fields`), for the reader and for the
    document of the API. `facts` are the names of the UserFacts that the verdict rests on; `refers_to` names the fields
    that hold ids of the catalogue; they are called as their kind is (`groups`, `apps`, `sites`). `asks_for_kinds`: a
    filter that has the condition is not about people alone.
    """

    type: ClassVar[str]
    facts: ClassVar[frozenset[str]]
    refers_to: ClassVar[tuple[str, ...]] = ()
    asks_for_kinds: ClassVar[bool] = False
    __slots__ = ()

    @classmethod
    def read(cls, reader: FieldReader) -> Self:
        """Make one from JSON; mistakes are noted in the reader."""
        return cls._read(reader)

    @classmethod
    def list_fields(cls) -> tuple[Declared, ...]:
        """The fields of its JSON besides `type`, as they are declared."""
        return list_declared(cls)

    def to_json(self) -> Json:
        """The JSON it was made from, in full."""
        written = {one.name: getattr(self, one.name) for one in fields(self) if one.init}  # type: ignore[arg-type]
        lists = {name: list(value) for name, value in written.items() if isinstance(value, tuple)}
        return {"type": self.type, **written, **lists}

    def list_impossible(self) -> Sequence[Impossible]:
        """Its entries that nobody can ever match: refused when typed, told when they are stored."""
        return ()

    def list_facts(self) -> frozenset[str]:
        """The facts that this one reads; fewer than its type's where they depend on what it asks for."""
        return self.facts

    @property
    def is_about_own_row(self) -> bool:
        """True when everything that it reads stands in the user's own row of the mirror."""
        return self.list_facts().isdisjoint(LINKED_FACTS)

    def judge(self, case: Case) -> Verdict:
        """Whether it holds for the user."""
        return self._judge(case)

    def describe(self, catalogue: Catalogue) -> str:
        """Describe the condition as part of a sentence that begins with lower case."""
        return self._describe(catalogue)

    def describe_value(self, case: Case) -> str:
        """The user's own value, for "why does this user match, or not"."""
        return self._describe_value(case)

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        make: Callable[..., Self] = cls
        return make(**{one.name: one.read(reader) for one in cls.list_fields()})

    @classmethod
    def _read_field(cls, reader: FieldReader, name: str) -> Any:
        """One field, for a condition that has more to say about it than its declaration."""
        return next(one.read(reader) for one in cls.list_fields() if one.name == name)

    @abstractmethod
    def _judge(self, case: Case) -> Verdict: ...

    @abstractmethod
    def _describe(self, catalogue: Catalogue, /) -> str: ...

    @abstractmethod
    def _describe_value(self, case: Case) -> str: ...
