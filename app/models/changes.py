"""Tables of changes about people: spans, written by triggers of the mirror's tables, and days of activity."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.orm import Mapped, mapped_column

from app.models.mapping import Base, TenantOwned, TenantRow, belongs_to, one_of


class ChangeSpan(Base, TenantRow):
    """From when until when somebody was in a group, held a role of an app, had a status other than active, or was in
    the organization at all. There is one only where something began or ended since the first sync: what has no span is
    as the mirror shows it, and always was.

    `thing_id`: the group or the app; empty for a status and for presence. `detail`: the role or the status, else empty.
    A moment that is None is not known (began) or has not come (ended). What happened lies between `…_after` and
    `…_at`; `…_run` is the run of ours that did it, None: somebody else. Runs may be gone, so that it is no key.
    """

    __tablename__ = "change_spans"
    __table_args__ = (
        one_of("kind", "group", "app", "status", "presence"),
        sa.Index("ix_change_spans_account", "tenant_id", "account_id"),
        sa.Index(
            "ix_change_spans_began", "tenant_id", "began_at", "id", postgresql_where=sa.text("began_at is not null")
        ),
        sa.Index(
            "ix_change_spans_ended", "tenant_id", "ended_at", "id", postgresql_where=sa.text("ended_at is not null")
        ),
    )

    account_id: Mapped[str]
    kind: Mapped[str]
    thing_id: Mapped[str]
    detail: Mapped[str]
    began_after: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    began_run: Mapped[int | None]
    ended_after: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_run: Mapped[int | None]


class ActivityDays(Base, TenantOwned):
    """The days of one year on which somebody was seen active in an app; it goes with the person and with the app.

    The n-th bit from the left is the n-th day of the year, in UTC.
    """

    __tablename__ = "activity_days"
    __table_args__ = (
        belongs_to("directory_users", "user_id"),
        belongs_to("apps", "app_row_id"),
    )

    user_id: Mapped[int] = mapped_column(primary_key=True)
    app_row_id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    days: Mapped[str] = mapped_column(BIT(366))
