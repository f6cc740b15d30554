"""The names of everything that a filter or an action points at, by id: what a page needs to say it in its language."""

from collections.abc import Iterable

from app.domain.automation.actions import Action
from app.domain.filters import FilterSpec, references
from app.domain.people.directory import Catalogue


def list_names(catalogue: Catalogue, actions: Iterable[Action], spec: FilterSpec | None = None) -> dict[str, str]:
    """Names of groups, apps and sites by id; of what is gone the last known one, if there is any."""
    ids = list_named(actions, spec)
    sites = {app.site_id: app.site_name for app in catalogue.apps.values()} if ids else {}
    names: dict[str, str] = {}
    for one in sorted(ids):
        if one in catalogue.groups:
            names[one] = catalogue.groups[one].shown
        elif one in catalogue.apps:
            names[one] = catalogue.apps[one].label
        elif one in sites or one in catalogue.gone:
            names[one] = sites[one] if one in sites else catalogue.gone[one]
    return names


def list_named(actions: Iterable[Action], spec: FilterSpec | None = None) -> frozenset[str]:
    """The ids of all groups, apps and sites that actions and a filter point at."""
    targets = frozenset(target for action in actions for target in action.targets)
    if spec is None:
        return targets
    named = references(spec)
    return targets | named.groups | named.apps | named.sites


def list_all_named(specs: Iterable[FilterSpec | None]) -> frozenset[str]:
    """The ids of all that these filters point at; one that cannot be understood points at nothing."""
    return frozenset(one for spec in specs if spec is not None for one in list_named((), spec))


def list_named_groups(spec: FilterSpec, actions: Iterable[Action]) -> frozenset[str]:
    """The ids of the groups that decide whom a plan finds and what is left to do for them."""
    targets = {target for action in actions for target in action.groups}
    return references(spec).groups | targets
