"""Writes names and addresses that were read again for some people of the mirror; nothing else of them changes."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.records import UserRecord
from app.domain.filters import email_domain_of
from app.models import Directory, DirectoryUser


def list_directory_ids(session: Session, tenant_id: int) -> list[str]:
    """Atlassian's ids of the tenant's directories."""
    return list(session.scalars(sa.select(Directory.directory_id).where(Directory.tenant_id == tenant_id)))


def write_identities(session: Session, tenant_id: int, users: Iterable[UserRecord]) -> None:
    """The name and address of each user, as Atlassian shows them now. People that the mirror does not know stay out."""
    for user in sorted(users, key=lambda user: user.account_id):
        email = user.email.lower() if user.email else None
        session.execute(
            sa.update(DirectoryUser)
            .where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == user.account_id)
            .values(name=user.name, email=email, email_domain=email_domain_of(email) or None)
        )
