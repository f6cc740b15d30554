"""Writes into the mirror how users are in a directory, as far as the page of a walk tells it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

# The membership status of a page is that of all directories together (admin API contract 5.4). It tells of one
# directory where the user is in no other, or is suspended: that means everywhere. Else nobody has told it. What the
# page leaves out stays as it was.
_MEMBERSHIPS: Final = sa.text("""
insert into directory_memberships as m (tenant_id, user_id, directory_row_id, status, is_activity_known)
select :tenant, x.user_id, :directory_row, coalesce(case
    when x.status is null then old.status
    when :is_only_directory or x.status = 'suspended' or not exists (
        select from directory_memberships o
        where o.tenant_id = :tenant and o.user_id = x.user_id and o.directory_row_id <> :directory_row)
    then x.status end, 'unknown'), x.is_activity_known
from unnest(cast(:users as bigint[]), cast(:statuses as text[]), cast(:knowns as boolean[]))
    as x(user_id, status, is_activity_known)
left join directory_memberships old
    on old.tenant_id = :tenant and old.user_id = x.user_id and old.directory_row_id = :directory_row
on conflict (tenant_id, user_id, directory_row_id) do update
set status = excluded.status, is_activity_known = excluded.is_activity_known
where (m.status, m.is_activity_known) is distinct from (excluded.status, excluded.is_activity_known)
""")
_OTHER_MEMBERSHIPS: Final = sa.text("""
update directory_memberships m set status = w.status
from (
    select x.user_id, case when x.status = 'suspended' then x.status else 'unknown' end as status
    from unnest(cast(:users as bigint[]), cast(:statuses as text[])) as x(user_id, status)
    where x.status is not null) w
where m.tenant_id = :tenant and m.user_id = w.user_id and m.directory_row_id <> :directory_row
    and m.status is distinct from w.status
""")


class Membership(NamedTuple):
    """Membership of one user as a page tells it, by row: status (None: untold), and whether all activity was told."""

    user_id: int
    status: str | None
    is_activity_known: bool


def write_memberships(session: Session, scope: Mapping[str, object], told: Sequence[Membership]) -> None:
    """Write the memberships of a page's users; the page has locked these users.

    scope: tenant, directory_row and is_only_directory of the walk.
    """
    given = {
        **scope,
        "users": [one.user_id for one in told],
        "statuses": [one.status for one in told],
        "knowns": [one.is_activity_known for one in told],
    }
    session.execute(_MEMBERSHIPS, given)
    if not scope["is_only_directory"]:
        session.execute(_OTHER_MEMBERSHIPS, given)
