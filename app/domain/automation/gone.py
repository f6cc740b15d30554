"""Things that went away while filters and tasks still name them, and groups that bear the same name.

What is gone keeps its last known name. When exactly one thing of that name exists under another id (the identity
provider pushed the group again), it is offered in its place.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.domain.automation.actions import Action
from app.domain.automation.cautions import (
    GONE_PROTECTED,
    GONE_REFERENCE,
    GONE_TARGET,
    MANAGED_TARGET,
    NEVER_MATCHES,
    Caution,
    build_caution,
)
from app.domain.filters import FilterSpec, list_impossible, references
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts

Kind = Literal["group", "app", "site"]
SHORT_ID: Final = 8
MOST_APPS: Final = 3


@dataclass(frozen=True, slots=True)
class Gone:
    """A thing that is named and does not exist. `name` is None when it was never known; `new_id`: takes its place."""

    kind: Kind
    id: str
    name: str | None
    new_id: str | None


def list_gone(spec: FilterSpec, catalogue: Catalogue) -> list[Gone]:
    """List the references of a filter that the mirror does not have, by kind and id."""
    named = references(spec)
    kinds: Sequence[tuple[Kind, Iterable[str]]] = (
        ("group", named.groups), ("app", named.apps), ("site", named.sites)
    )  # fmt: skip
    return [gone for kind, ids in kinds for one in sorted(ids) if (gone := find_gone(kind, one, catalogue))]


def find_gone(kind: Kind, thing_id: str, catalogue: Catalogue) -> Gone | None:
    """Find a thing that is gone by its last known name; None while it exists."""
    present = list_present(kind, catalogue)
    if thing_id in present:
        return None
    name = catalogue.gone.get(thing_id)
    same = [one for one, its_name in present.items() if its_name == name]
    return Gone(kind, thing_id, name, same[0] if name is not None and len(same) == 1 else None)


def list_present(kind: Kind, catalogue: Catalogue) -> Mapping[str, str]:
    """The names of everything of a kind that exists, by id."""
    if kind == "group":
        return {one: group.name for one, group in catalogue.groups.items()}
    if kind == "app":
        return {one: app.label for one, app in catalogue.apps.items()}
    return {app.site_id: app.site_name for app in catalogue.apps.values()}


def warn_of_gone(actions: Sequence[Action], catalogue: Catalogue, spec: FilterSpec | None) -> list[Caution]:
    """Warn of references of a filter or of actions that are gone, and of targets that are managed elsewhere by now."""
    found: list[Caution] = []
    if spec is not None:
        found += [_warn(GONE_REFERENCE, gone) for gone in list_gone(spec, catalogue)]
        found += [build_caution(NEVER_MATCHES, entry=one.entry) for _pointer, one in list_impossible(spec)]
    return [*found, *_warn_of_targets(actions, catalogue)]


def warn_of_gone_protection(group_id: str, catalogue: Catalogue) -> Caution | None:
    """Warn of a protected group that is gone; None while it exists."""
    gone = find_gone("group", group_id, catalogue)
    return None if gone is None else _warn(GONE_PROTECTED, gone)


def _warn_of_targets(actions: Sequence[Action], catalogue: Catalogue) -> Iterator[Caution]:
    for action in actions:
        kind: Kind = "app" if action.apps else "group"
        for target in action.targets:
            gone = find_gone(kind, target, catalogue)
            group = catalogue.groups.get(target)
            if gone is not None:
                yield _warn(GONE_TARGET, gone)
            elif action.groups and group is not None and group.is_externally_managed:
                yield build_caution(MANAGED_TARGET, group=group.shown)


def _warn(code: str, gone: Gone) -> Caution:
    facts = {"kind": gone.kind, "name": gone.name or gone.id, "id": gone.id}
    return build_caution(f"{code}_back", **facts, new_id=gone.new_id) if gone.new_id else build_caution(code, **facts)


def tell_apart(groups: Mapping[str, GroupFacts], apps: Mapping[str, AppFacts]) -> dict[str, GroupFacts]:
    """The groups, those that share their name with a label that says which is meant."""
    names = Counter(group.name for group in groups.values())
    return {
        one: group if names[group.name] == 1 else replace(group, label=_label_group(group, apps))
        for one, group in groups.items()
    }


def _label_group(group: GroupFacts, apps: Mapping[str, AppFacts]) -> str:
    return write_label(group, sorted({apps[app].label for app, _role in group.grants if app in apps}))


def write_label(group: GroupFacts, given: Sequence[str]) -> str:
    """A name with what tells it from another group of the name: what it gives, who manages it, its id."""
    gives = f"gives {', '.join(given[:MOST_APPS])}{' …' if len(given) > MOST_APPS else ''}" if given else "gives no app"
    managed = "managed elsewhere, " if group.is_externally_managed else ""
    return f"{group.name} ({gives}, {managed}{group.group_id[:SHORT_ID]})"
