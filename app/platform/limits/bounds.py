"""How much work one request may ask for. Every view has bounds; the narrow ones, unless it says otherwise.

The marker is data on the view function, like its guard, and may stand above or below decorators that use
`functools.wraps`. What a body may hold is counted before anything is made of it: a reader of JSON takes fifty times
the memory of its text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
_MARK: Final = "rollcall_bounds"
MAX_BODY_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 1_000
# A string, also one that does not end; possessive, so that the time is that of one look at each character.
_STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_STRUCTURE: Final = re.compile(r"[^\[\]{}]+")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of one request of a view.

    body_bytes: size of the body. values: members and elements of its JSON. is_question: whether it may take long, so
    that one tenant's are answered one after the other (`in_flight`).
    """

    body_bytes: int = 64 * 1024
    values: int = 5_000
    is_question: bool = False


NARROW: Final = Bounds()
QUESTION: Final = Bounds(is_question=True)
LISTS: Final = Bounds(MAX_BODY_BYTES, 50_000, is_question=True)
"""A filter, a list of people or a task: 10,000 pasted addresses of 320 characters each."""


def asks_much(view: View) -> View:
    """A view whose answer takes long, whatever is sent: files and numbers of everybody."""
    return _mark(view, QUESTION)


def takes_lists(view: View) -> View:
    """A view whose body may hold long lists."""
    return _mark(view, LISTS)


def find_bounds(view: Callable[..., Any]) -> Bounds:
    """The bounds of a view: narrow where nothing else was said."""
    bounds = getattr(view, _MARK, NARROW)
    return bounds if isinstance(bounds, Bounds) else NARROW


@dataclass(frozen=True, slots=True)
class Shape:
    """How much is in a JSON text, at most. A text that is no JSON has a shape as well."""

    values: int
    depth: int


def measure(text: str) -> Shape:
    """The shape of a JSON text, in one look at each character. A text of nothing but brackets is not looked at long."""
    bare = _STRING.sub("", text)
    openings = bare.count("[") + bare.count("{")
    depth = deepest = 0
    for bracket in _STRUCTURE.sub("", bare) if openings <= LISTS.values else "":
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return Shape(openings + bare.count(","), deepest)


def _mark(view: View, bounds: Bounds) -> View:
    if hasattr(view, _MARK):
        raise TypeError(f"{view.__name__} already carries bounds")
    setattr(view, _MARK, bounds)
    return view
