"""The chain of seals over a tenant's audit entries and runs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.seals import SEAL_KINDS
from app.models.mapping import Base, TenantOwned, one_of


class LogSeal(Base, TenantOwned):
    """One seal (`app.domain.seals`); appended, never changed."""

    __tablename__ = "log_seals"
    __table_args__ = (
        one_of("kind", *SEAL_KINDS),
        sa.Index("ix_log_seals_subject", "tenant_id", "subject_id"),
    )

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-1)
    kind: Mapped[str]
    subject_id: Mapped[int]
    content: Mapped[str]
    link: Mapped[str]
    is_keyed: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether the link was made with the tenant's key; the oldest were not."""
    sealed_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class SealKey(Base, TenantOwned):
    """The key of a tenant's seals, and which seal was the newest when it was used last, under that key."""

    __tablename__ = "seal_keys"

    encrypted_key: Mapped[str]
    head_position: Mapped[int] = mapped_column(server_default="0")
    head_mac: Mapped[str] = mapped_column(server_default="")
