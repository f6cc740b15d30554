"""Groups that make admins of something now, asked at the start of a slice: one may have begun to since the sync."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Final

from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.paging import iter_pages
from app.directory.group_grants import UNASKABLE, fetch_grants
from app.domain.automation.actions import Action
from app.domain.engine.last_admins import is_admin_seat
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue, GroupFacts
from app.domain.rights import ADMIN_ROLES

MOST_READ: Final = 50
"""So many groups are read one by one at the start of a slice; of the others the last sync tells."""


def list_touched_groups(actions: Collection[Action], catalogue: Catalogue) -> frozenset[str]:
    """The known groups that somebody may join or leave by these actions."""
    named = {one for action in actions for one in action.groups}
    apps = {one for action in actions for one in action.apps}
    giving = {
        group.group_id for group in catalogue.groups.values() if any(app in apps for app, _role in group.grants)
    }  # fmt: skip
    return frozenset((named & catalogue.groups.keys()) | giving)


def refresh_grants(api: AdminApi, catalogue: Catalogue, touched: Collection[str]) -> Catalogue:
    """The catalogue with what these groups give by now where admin roles are among it, before or since.

    One call, and one for each such group; as the mirror has them when Atlassian does not let us ask. Raises
    AtlassianError.
    """
    if not touched:
        return catalogue
    roles = sorted(ADMIN_ROLES - {ORG_ADMIN_ROLE})
    try:
        pages = iter_pages(partial(api.search_groups, ALL_DIRECTORIES, role_ids=roles))
        giving = {group.group_id for page in pages for group in page.rows}
    except UNASKABLE:
        return catalogue
    suspects = [one for one in sorted(touched) if one in giving or _gives_seats(catalogue.groups[one])]
    read = {one: _read(api, catalogue.groups[one]) for one in suspects[:MOST_READ]}
    return replace(catalogue, groups={**catalogue.groups, **read}) if read else catalogue


def _gives_seats(group: GroupFacts) -> bool:
    return any(is_admin_seat(pair) for pair in group.grants)


def _read(api: AdminApi, group: GroupFacts) -> GroupFacts:
    given = fetch_grants(api, group.directory_id, group.group_id)
    if given is None:
        return group
    return replace(group, grants=frozenset(pair for pair in given if pair[1] != ORG_ADMIN_ROLE))
