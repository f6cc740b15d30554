"""Erases people whose Atlassian account was closed, wherever the app has written their name or address.

Names stand in the mirror alone; addresses also in what admins pasted and wrote, and in what runs and the audit log
froze of it. Every table of the tenant is looked through, also those that are added later; account ids stay.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from app.db import TenantSession
from app.domain.people.erasure import FORMER_USER, erase_addresses
from app.models import AccessCheck, DirectoryUser, Exemption, NotificationChannel, Operation, RestoredUser
from app.models.mapping import Base
from app.services.engine.releasing.digests import renew_digests
from app.services.notices.recipients import forget_recipients
from app.services.records.audit import Change, record_change
from app.services.records.seals import note_rewriting

_MIRROR = frozenset(
    {
        *("directories", "apps", "directory_groups", "directory_users", "directory_memberships"),
        *("group_members", "group_grants", "app_access", "app_activity"),
    }
)
"""Tables that say what Atlassian says, and are read again every day."""
CLOSED = "closed"
_FORGET_SPANS: Final = sa.text(
    "delete from change_spans where tenant_id = :tenant and account_id = any(cast(:accounts as text[]))"
)
_FORGET_DAYS: Final = sa.text(
    "delete from activity_days d using directory_users u where d.tenant_id = :tenant and u.tenant_id = d.tenant_id"
    " and u.id = d.user_id and u.account_id = any(cast(:accounts as text[]))"
)
_SEALED: Final[dict[str, tuple[Literal["audit_rewritten", "run_rewritten"], str]]] = {
    "audit_entries": ("audit_rewritten", "id"),
    "runs": ("run_rewritten", "id"),
    "operations": ("run_rewritten", "run_id"),
}
"""What is sealed is sealed anew, as rewritten; and in which column stands what is sealed."""


def list_closed(session: Session, tenant_id: int) -> list[str]:
    """Accounts that the directory itself shows as closed, and that are not erased yet."""
    query = sa.select(DirectoryUser.account_id).where(
        DirectoryUser.tenant_id == tenant_id,
        DirectoryUser.account_status == CLOSED,
        (DirectoryUser.name != FORMER_USER) | DirectoryUser.email.is_not(None),
    )
    return list(session.scalars(query))


def erase_accounts(session: TenantSession, tenant_id: int, account_ids: Collection[str]) -> int:
    """Erase these people in the caller's transaction; returns how many the mirror knew by name or address."""
    of_them = (DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id.in_(account_ids))
    _forget_past(session, tenant_id, account_ids)
    named = (*of_them, (DirectoryUser.name != FORMER_USER) | DirectoryUser.email.is_not(None))
    known = session.execute(sa.select(DirectoryUser.account_id, DirectoryUser.email).where(*named)).all()
    if not known:
        return 0
    addresses = {row.email.lower(): row.account_id for row in known if row.email}
    _leave_channels(session, tenant_id, addresses)
    for table in Base.metadata.sorted_tables:
        if addresses and "tenant_id" in table.columns and table.name not in _MIRROR:
            _erase_in(session, table, tenant_id, addresses)
    renew_digests(session, tenant_id)
    session.execute(
        sa.update(DirectoryUser).where(*of_them).values(name=FORMER_USER, email=None, email_domain=None)
    )  # fmt: skip
    after = {"accounts": sorted(row.account_id for row in known)}
    record_change(session, tenant_id, None, Change("accounts.erased", None, after=after))
    session.flush()
    # Rows that this session has loaded may hold what was just erased.
    session.expire_all()
    return len(known)


def _forget_past(session: Session, tenant_id: int, account_ids: Collection[str]) -> None:
    """Forget what is noted of people by their id, also of those no longer in the directory: changes, active days, what
    admins said of them."""
    for noted in (AccessCheck, RestoredUser, Exemption):
        session.execute(sa.delete(noted).where(noted.tenant_id == tenant_id, noted.account_id.in_(account_ids)))
    for statement in (_FORGET_SPANS, _FORGET_DAYS):
        session.execute(statement, {"tenant": tenant_id, "accounts": list(account_ids)})


def _leave_channels(session: TenantSession, tenant_id: int, addresses: dict[str, str]) -> None:
    """Send nothing to these people any more; a channel that led to nobody else, or by their address, is switched off.

    An id in the place of an address would be no address: everything sent there would be lost without a word.
    """
    forget_recipients(session, addresses)
    channels = session.scalars(sa.select(NotificationChannel).where(NotificationChannel.tenant_id == tenant_id))
    for channel in channels.all() if addresses else ():
        recipients = [str(one) for one in channel.recipients or ()]
        kept = [one for one in recipients if one.lower() not in addresses]
        is_led_by_address = erase_addresses(channel.url, addresses) != channel.url
        if kept == recipients and not is_led_by_address:
            continue
        if channel.recipients is not None:
            channel.recipients = kept
        if is_led_by_address or not kept:
            channel.is_active = False
        told = {"is_active": channel.is_active, "recipients": len(kept)}
        record_change(session, tenant_id, None, Change("channel.recipient_erased", channel.name, after=told))
    session.flush()


def _erase_in(session: Session, table: sa.Table, tenant_id: int, addresses: dict[str, str]) -> None:
    columns = list(_list_written(table))
    if not columns:
        return
    # Postgres narrows the rows down; what is an address and what is a part of another one is decided in Python.
    where = [table.c.tenant_id == tenant_id, sa.or_(*(_mentions(column, addresses) for column in columns))]
    if table is Operation.__table__:
        where.append(table.c.account_id.in_(addresses.values()))
    keys = list(table.primary_key)
    for row in session.execute(sa.select(*keys, *columns).where(*where)).mappings().all():
        changed = {
            column.name: fresh
            for column in columns
            if (fresh := erase_addresses(row[column.name], addresses)) != row[column.name]
        }
        if changed:
            this = [key == row[key.name] for key in keys]
            if sealed := _SEALED.get(table.name):
                note_rewriting(session, sealed[0], tenant_id, row[sealed[1]])
            session.execute(sa.update(table).where(*this).values(changed))


def _list_written(table: sa.Table) -> Iterator[sa.Column[Any]]:
    """Columns that may hold an address: text and JSON, but no key and no ciphertext."""
    for column in table.columns:
        is_text = isinstance(column.type, sa.Text | JSONB) or (
            isinstance(column.type, ARRAY) and isinstance(column.type.item_type, sa.Text)
        )
        if is_text and not column.primary_key and not column.name.startswith("encrypted_"):
            yield column


def _mentions(column: sa.Column[Any], addresses: dict[str, str]) -> sa.ColumnElement[bool]:
    text = sa.func.lower(sa.cast(column, sa.Text))
    return sa.or_(*(sa.func.strpos(text, address) > 0 for address in addresses))
