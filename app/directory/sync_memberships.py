"""Writes into the mirror how users are in a directory, as far as the page of a walk tells it."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

# The membership status of a page is that of all directories together (admin API contract 5.4). It tells of one
# directory where the user is in no other, or is suspended: that means everywhere. Else nobody has told it.
_MEMBERSHIPS: Final = sa.text("""
insert into directory_memberships as m (tenant_id, user_id, directory_row_id, status)
select :tenant, x.user_id, :directory_row, case
    when :is_only_directory or x.status = 'suspended' or not exists (
        select from directory_memberships o
        where o.tenant_id = :tenant and o.user_id = x.user_id and o.directory_row_id <> :directory_row)
    then x.status else 'unknown' end
from unnest(cast(:users as bigint[]), cast(:statuses as text[])) as x(user_id, status)
on conflict (tenant_id, user_id, directory_row_id) do update set status = excluded.status
where m.status is distinct from excluded.status
""")
_OTHER_MEMBERSHIPS: Final = sa.text("""
update directory_memberships m set status = w.status
from (
    select x.user_id, case when x.status = 'suspended' then x.status else 'unknown' end as status
    from unnest(cast(:users as bigint[]), cast(:statuses as text[])) as x(user_id, status)) w
where m.tenant_id = :tenant and m.user_id = w.user_id and m.directory_row_id <> :directory_row
    and m.status is distinct from w.status
""")


def write_memberships(session: Session, scope: Mapping[str, object], statuses: Mapping[int, str]) -> None:
    """Write the membership statuses of a page's users, by row id; the page has locked these users.

    scope: tenant, directory_row and is_only_directory of the walk.
    """
    given = {**scope, "users": list(statuses), "statuses": list(statuses.values())}
    session.execute(_MEMBERSHIPS, given)
    if not scope["is_only_directory"]:
        session.execute(_OTHER_MEMBERSHIPS, given)
