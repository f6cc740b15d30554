"""How the JSON of a condition's fields is declared: beside each field, once, for the reader and for the API's document.

`days: Annotated[int, Days()]`. A field with a default may be missing; the default is what it then means.
"""

from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from app.domain.filters.reading import MAX_ID_LENGTH, MAX_IDS, FieldReader


@dataclass(frozen=True, slots=True)
class Days:
    """A whole number of days, at least 1; null with a default of None."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of the words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A list of one or more of the words, each once."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not blank."""

    max_length: int


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts such as ids, each once; empty only where it may be missing. `are_lines`: of pasted lines."""

    max_items: int = MAX_IDS
    max_length: int = MAX_ID_LENGTH
    are_lines: bool = False


Declaration = Days | Word | Words | Text | Texts


@dataclass(frozen=True, slots=True)
class Declared:
    """One field of a condition's JSON. `default` is MISSING where the field must be given."""

    name: str
    declaration: Declaration
    default: Any

    @property
    def is_required(self) -> bool:
        """True when the JSON must have it."""
        return self.default is MISSING

    def read(self, reader: FieldReader) -> Any:
        """Read it; mistakes are noted in the reader."""
        match self.declaration:
            case Days():
                return reader.get_days(self.name) if self.is_required else reader.find_days(self.name)
            case Word(words):
                return reader.get_word(self.name, words, None if self.is_required else self.default)
            case Words(words):
                return reader.get_words(self.name, words)
            case Text(max_length):
                return reader.get_text(self.name, max_length=max_length)
            case Texts(max_items, max_length, are_lines):
                return reader.get_texts(
                    self.name,
                    max_items=max_items,
                    max_length=max_length,
                    may_be_empty=not self.is_required,
                    are_lines=are_lines,
                )


@cache
def list_declared(condition: type) -> tuple[Declared, ...]:
    """The declared fields of a dataclass, in their order."""
    hints = get_type_hints(condition, include_extras=True)
    declared = ((one, _find_declaration(hints[one.name])) for one in fields(condition) if one.init)
    return tuple(Declared(one.name, declaration, one.default) for one, declaration in declared)


def _find_declaration(annotation: Any) -> Declaration:
    """Raises TypeError for a field that is not declared: nobody could read it or write it in a document."""
    said = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    for one in said:
        if isinstance(one, Declaration):
            return one
    raise TypeError(f"{annotation} does not say how its JSON is read")
