"""Tables of the dashboard's charts: the numbers of each app, one row a day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.mapping import Base, TenantOwned, belongs_to


class AppSnapshot(Base, TenantOwned):
    """The users of one app on one day of the tenant's own calendar, as the last sync of that day found them.

    `inactivity_days` is the threshold that told active from inactive then; the other numbers are those of
    `app.directory.searching.numbers.AppNumbers`.
    """

    __tablename__ = "app_snapshots"
    __table_args__ = (belongs_to("apps", "app_row_id"), sa.Index("ix_app_snapshots_day", "tenant_id", "day"))

    app_row_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    inactivity_days: Mapped[int]
    active: Mapped[int]
    inactive: Mapped[int]
    never: Mapped[int]
    unknown: Mapped[int]
    total: Mapped[int]
    billable: Mapped[int]
