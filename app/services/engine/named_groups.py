"""The groups that a plan names: as of when their members are known, and which to read again before it is shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.directory.group_reading import MAX_MEMBERS, NamedGroup, find_named_groups, list_unread
from app.domain.automation.actions import Action
from app.domain.automation.cautions import Caution, warn_of_unread
from app.domain.filters import FilterSpec
from app.domain.freshness import are_members_known
from app.domain.naming import list_named_groups
from app.domain.people.directory import Catalogue


def list_stale_groups(
    session: Session, tenant_id: int, spec: FilterSpec, actions: Sequence[Action], now: datetime
) -> frozenset[str]:
    """Those that a run which began now would read again."""
    groups = find_named_groups(session, tenant_id, list_named_groups(spec, actions))
    return frozenset(group.group_id for group in groups if not are_members_known(group.known_at, now))


def tell_of_groups(
    session: Session, tenant_id: int, spec: FilterSpec, actions: Sequence[Action], *, catalogue: Catalogue
) -> tuple[datetime | None, list[Caution]]:
    """As of when the members of all of them are known at least, and which are too large to be read before a run.

    No moment when no group is named.
    """
    groups = find_named_groups(session, tenant_id, list_named_groups(spec, actions))
    return min((group.known_at for group in groups), default=None), _warn(list_unread(groups, MAX_MEMBERS), catalogue)


def warn_of_unread_groups(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    actions: Sequence[Action],
    *,
    catalogue: Catalogue,
    begun_at: datetime,
) -> list[Caution]:
    """Names the groups that a run which began then was planned without reading again."""
    groups = find_named_groups(session, tenant_id, list_named_groups(spec, actions))
    return _warn([group for group in groups if not are_members_known(group.known_at, begun_at)], catalogue)


def _warn(groups: Sequence[NamedGroup], catalogue: Catalogue) -> list[Caution]:
    shown = [catalogue.groups[one.group_id].shown for one in groups if one.group_id in catalogue.groups]
    return warn_of_unread(shown, MAX_MEMBERS)
