"""The groups that a plan names: as of when their members are known, and which to read again before it is shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.directory.group_reading import find_named_groups
from app.domain.automation.actions import Action
from app.domain.filters import FilterSpec
from app.domain.freshness import are_members_known
from app.domain.naming import list_named_groups


def list_stale_groups(
    session: Session, tenant_id: int, spec: FilterSpec, actions: Sequence[Action], now: datetime
) -> frozenset[str]:
    """Those that a run which began now would read again."""
    groups = find_named_groups(session, tenant_id, list_named_groups(spec, actions))
    return frozenset(group.group_id for group in groups if not are_members_known(group.known_at, now))


def find_groups_moment(
    session: Session, tenant_id: int, spec: FilterSpec, actions: Sequence[Action]
) -> datetime | None:
    """As of when the members of all of them are known at least; None when no group is named."""
    groups = find_named_groups(session, tenant_id, list_named_groups(spec, actions))
    return min((group.known_at for group in groups), default=None)
