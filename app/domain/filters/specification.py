"""Reads the JSON of a filter and checks what it names; what was read is in `tree`.

JSON, version 1: `{"version": 1, "root": NODE}` where NODE is `{"op": "and" | "or" | "not", "of": [NODE…]}` or
a condition `{"type": …}`. Whether ids exist is asked apart (`find_missing_references`), because a filter
stays readable when a group that it names is gone. So does a stored one with an entry that can never match
(`read_filter`), which is refused when it is typed (`parse_filter`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from app.domain.errors import FieldError, Invalid
from app.domain.filters.condition import Impossible
from app.domain.filters.conditions import CONDITIONS
from app.domain.filters.reading import Errors, FieldReader, shown
from app.domain.filters.tree import VERSION, Combination, FilterSpec, Node, Op
from app.domain.mistakes import MistakeCode, mistake
from app.domain.people.directory import Catalogue

MAX_DEPTH: Final = 8
MAX_NODES: Final = 200
MAX_ENTRIES: Final = 20_000
"""Of the lists of all conditions together."""


@dataclass(frozen=True, slots=True)
class References:
    """The ids that a filter names, by kind."""

    groups: frozenset[str] = frozenset()
    apps: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()


def parse_filter(data: object) -> FilterSpec:
    """Read and check what somebody typed. Raises Invalid with a pointer for every mistake (`/root/of/0/days`)."""
    errors = Errors()
    spec = _read_spec(data, errors)
    for pointer, one in list_impossible(spec):
        error = mistake(f"{pointer}/{one.field}", one.code, text=shown(one.entry).strip("“”"))
        errors.add(replace(error, detail=f"{one.field}: {error.detail}"))
    return _give(spec, errors)


def read_filter(data: object) -> FilterSpec:
    """Read what was stored, also by a release that took what can never match. Raises Invalid like `parse_filter`."""
    errors = Errors()
    return _give(_read_spec(data, errors), errors)


def _give(spec: FilterSpec, errors: Errors) -> FilterSpec:
    if errors:
        raise Invalid(*errors, code="invalid_filter")
    return spec


def list_impossible(spec: FilterSpec) -> list[tuple[str, Impossible]]:
    """The entries that nobody can ever match, with the pointers of their conditions."""
    return [(pointer, one) for pointer, condition in spec.iter_conditions() for one in condition.list_impossible()]


def all_of_specs(*specs: FilterSpec) -> FilterSpec:
    """The users that every one of the specifications means; parts of a nested AND are not nested again."""
    parts: list[Node] = []
    for spec in specs:
        is_and = isinstance(spec.root, Combination) and spec.root.op is Op.AND
        parts.extend(cast(Combination, spec.root).of if is_and else (spec.root,))
    return FilterSpec(parts[0] if len(parts) == 1 else Combination(Op.AND, tuple(parts)))


def references(spec: FilterSpec) -> References:
    """The ids of groups, apps and sites that the filter names."""
    ids: dict[str, set[str]] = {"groups": set(), "apps": set(), "sites": set()}
    for _pointer, kind, one in _iter_references(spec):
        ids[kind].add(one)
    return References(**{kind: frozenset(found) for kind, found in ids.items()})


_GONE: Final[Mapping[str, MistakeCode]] = {"groups": "group_gone", "apps": "app_gone", "sites": "site_gone"}


def find_missing_references(spec: FilterSpec, catalogue: Catalogue) -> tuple[FieldError, ...]:
    """One error, with its pointer, for every id that the catalogue does not have."""
    known: Mapping[str, Collection[str]] = {
        "groups": catalogue.groups.keys(),
        "apps": catalogue.apps.keys(),
        "sites": {app.site_id for app in catalogue.apps.values()},
    }
    return tuple(
        mistake(pointer, _GONE[kind], id=shown(one))
        for pointer, kind, one in _iter_references(spec)
        if one not in known[kind]
    )


def _iter_references(spec: FilterSpec) -> Iterator[tuple[str, str, str]]:
    for pointer, condition in spec.iter_conditions():
        for kind in condition.refers_to:
            for position, one in enumerate(getattr(condition, kind)):
                yield f"{pointer}/{kind}/{position}", kind, one


def _read_spec(data: object, errors: Errors) -> FilterSpec:
    if not isinstance(data, dict):
        errors.note("", f"The filter must be an object with version and root, not {shown(data)}.")
        return FilterSpec()
    reader = FieldReader(data, "", errors)
    reader.finish(also=("version", "root"))
    version = data.get("version")
    if isinstance(version, bool) or version != VERSION:
        errors.note("/version", f"version: must be {VERSION}.")
    if "root" not in data:
        errors.note("/root", "root: is required.")
        return FilterSpec()
    spec = FilterSpec(_NodeReader(errors).read(data["root"], "/root", depth=1))
    if _count_entries(spec) > MAX_ENTRIES:
        errors.add(mistake("/root", "too_many_entries", most=MAX_ENTRIES))
    return spec


def _count_entries(spec: FilterSpec) -> int:
    values = (value for _pointer, one in spec.iter_conditions() for value in one.to_json().values())
    return sum(len(value) for value in values if isinstance(value, list))


class _NodeReader:
    """Reads the tree; stops going down where it is too deep or too large."""

    def __init__(self, errors: Errors) -> None:
        self._errors = errors
        self._nodes = 0

    def read(self, data: object, pointer: str, *, depth: int) -> Node:
        self._nodes += 1
        if self._nodes == MAX_NODES + 1:
            self._errors.add(mistake(pointer, "too_many_conditions", most=MAX_NODES))
        elif depth > MAX_DEPTH:
            self._errors.add(mistake(pointer, "too_deep", most=MAX_DEPTH))
        elif not isinstance(data, dict):
            self._errors.note(pointer, f"A condition must be an object with type or op, not {shown(data)}.")
        elif "op" in data:
            return self._read_combination(data, pointer, depth)
        else:
            return self._read_condition(data, pointer)
        return Combination(Op.AND)

    def _read_combination(self, data: Mapping[object, object], pointer: str, depth: int) -> Combination:
        reader = FieldReader(data, pointer, self._errors)
        op = Op(reader.get_word("op", tuple(Op)))
        reader.finish(also=("of",))
        children = data.get("of")
        if not isinstance(children, list):
            reader.fail("of", "is required: a list of conditions.")
            return Combination(op)
        if op is Op.NOT and len(children) != 1:
            reader.fail("of", "must hold exactly one condition to negate.")
        if op is Op.OR and not children:
            reader.reject("of", "no_alternatives")
        # One more than allowed is enough to say that there are too many.
        readable = children[: MAX_NODES + 1]
        nodes = [self.read(child, f"{pointer}/of/{i}", depth=depth + 1) for i, child in enumerate(readable)]
        return Combination(op, tuple(nodes))

    def _read_condition(self, data: Mapping[object, object], pointer: str) -> Node:
        name = data.get("type")
        condition = CONDITIONS.get(name) if isinstance(name, str) else None
        if condition is None:
            problem = "is required" if name is None else f"{shown(name)} is not a known condition"
            self._errors.note(f"{pointer}/type", f"type: {problem}; use one of {', '.join(CONDITIONS)}.")
            return Combination(Op.AND)
        reader = FieldReader(data, pointer, self._errors)
        reader.get_word("type", (condition.type,))
        read = condition.read(reader)
        reader.finish()
        return read
