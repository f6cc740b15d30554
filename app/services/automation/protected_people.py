"""How many people an entry of the protected list spares now: an entry that spares nobody must not look like safety."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.people.typed_domains import is_under
from app.domain.words import fold_domain
from app.models import DirectoryGroup, DirectoryUser, GroupMember, ProtectedEntry


def count_people(session: Session, tenant_id: int, entries: Sequence[ProtectedEntry]) -> dict[int, int]:
    """Entry id → how many people of the mirror it names, whatever else spares them."""
    users = _count_users(session, tenant_id, [one.value for one in entries if one.kind == "user"])
    groups = _count_members(session, tenant_id, [one.value for one in entries if one.kind == "group"])
    domains = _count_domains(session, tenant_id) if any(one.kind == "domain" for one in entries) else {}
    counts: dict[int, int] = {}
    for entry in entries:
        if entry.kind == "domain":
            listed = list_domains(entry.value, includes_subdomains=entry.includes_subdomains)
            counts[entry.id] = sum(number for domain, number in domains.items() if is_under(domain, listed))
        else:
            counts[entry.id] = (users if entry.kind == "user" else groups).get(entry.value, 0)
    return counts


def list_domains(value: str, *, includes_subdomains: bool) -> frozenset[str]:
    """List the domains of an entry; with a dot in front it means subdomains."""
    domain = fold_domain(value)
    return frozenset({domain, f".{domain}"} if includes_subdomains else {domain})


def _count_users(session: Session, tenant_id: int, accounts: Sequence[str]) -> dict[str, int]:
    if not accounts:
        return {}
    query = sa.select(DirectoryUser.account_id).where(
        DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id.in_(accounts)
    )
    return dict.fromkeys(session.scalars(query), 1)


def _count_members(session: Session, tenant_id: int, group_ids: Sequence[str]) -> dict[str, int]:
    if not group_ids:
        return {}
    query = (
        sa.select(DirectoryGroup.group_id, sa.func.count())
        .join(
            GroupMember,
            (GroupMember.tenant_id == DirectoryGroup.tenant_id) & (GroupMember.group_row_id == DirectoryGroup.id),
        )
        .where(DirectoryGroup.tenant_id == tenant_id, DirectoryGroup.group_id.in_(group_ids))
        .group_by(DirectoryGroup.group_id)
    )
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def _count_domains(session: Session, tenant_id: int) -> dict[str, int]:
    query = (
        sa.select(DirectoryUser.email_domain, sa.func.count())
        .where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.email_domain.is_not(None))
        .group_by(DirectoryUser.email_domain)
    )
    return {str(domain): number for domain, number in session.execute(query)}
