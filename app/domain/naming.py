"""The names of everything that a filter or an action points at, by id: what a page needs to say it in its language."""

from collections.abc import Iterable

from app.domain.automation.actions import GROUP_ACTIONS, Action
from app.domain.filters.specification import FilterSpec, references
from app.domain.people.directory import Catalogue


def list_names(catalogue: Catalogue, actions: Iterable[Action], spec: FilterSpec | None = None) -> dict[str, str]:
    """Names of groups, apps and sites by id; of what is gone the last known one, if there is any."""
    ids = {target for action in actions for target in action.targets}
    if spec is not None:
        named = references(spec)
        ids |= named.groups | named.apps | named.sites
    sites = {app.site_id: app.site_name for app in catalogue.apps.values()}
    known = (
        dict(catalogue.gone)
        | sites
        | {one: app.label for one, app in catalogue.apps.items()}
        | {one: group.shown for one, group in catalogue.groups.items()}
    )
    return {one: known[one] for one in sorted(ids) if one in known}


def list_named_groups(spec: FilterSpec, actions: Iterable[Action]) -> frozenset[str]:
    """The ids of the groups that decide whom a plan finds and what is left to do for them."""
    targets = {target for action in actions if action.type in GROUP_ACTIONS for target in action.targets}
    return references(spec).groups | targets
