"""Turns of tenants at what all of them share: the workers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.mapping import Base, TenantOwned, one_of


class Turn(Base, TenantOwned):
    """When a tenant last had its turn at a kind of work. Its row is also the lock under which work is claimed."""

    __tablename__ = "turns"
    __table_args__ = (one_of("kind", "work", "delivery"),)

    kind: Mapped[str] = mapped_column(sa.Text(), primary_key=True)
    taken_at: Mapped[datetime]
