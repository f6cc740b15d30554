"""Signs of life of the processes that no request reaches. Belongs to no tenant."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.mapping import Base, one_of


class Process(Base):
    """A scheduler or worker and when it was last seen alive. Schedulers write it, for the workers too."""

    __tablename__ = "processes"
    __table_args__ = (one_of("kind", "scheduler", "worker"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    trouble: Mapped[str | None]
    """What of its work fails at the moment; None: nothing."""
