"""How rows are mapped: naming of constraints, column types, and what makes a table tenant-owned.

Every tenant-owned table has the primary key `(tenant_id, id)`, and children point at it with
composite foreign keys, so that a link from one tenant to another cannot be stored.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.domain.automation.modes import Mode
from app.domain.states import (
    Confirmation,
    DeliveryState,
    RunState,
    StepOutcome,
    SyncKind,
    SyncState,
    Trigger,
    WalkState,
)

Json = dict[str, Any]
TENANT: Final = sa.bindparam("tenant", type_=sa.BigInteger)
"""Whose rows are asked for, in statements that are built once: building one costs more than executing it."""


class Word(sa.types.TypeDecorator[Any]):
    """A column of text whose words are an enumeration of the domain: rows give its members.

    A word that this release does not know (a later one may have written it) is given as it stands.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Any]:
        """One look-up a value: rows are read by the hundred thousand."""
        del dialect, coltype
        known = {str(word): word for word in self.words}
        return lambda value: known.get(value, value)


WORDS: Final[tuple[type[StrEnum], ...]] = (
    Confirmation, DeliveryState, Mode, RunState, StepOutcome, SyncKind, SyncState, Trigger, WalkState,
)  # fmt: skip


class Base(DeclarativeBase):
    """Root of all mapped classes."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: sa.Text(),
        int: sa.BigInteger(),
        datetime: sa.DateTime(timezone=True),
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
        **{words: Word(words) for words in WORDS},
    }


class TenantOwned:
    """Mixin: the row belongs to one tenant and goes with it."""

    tenant_id: Mapped[int] = mapped_column(
        sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True, sort_order=-2
    )


class TenantRow(TenantOwned):
    """Mixin: a tenant-owned row with a number of its own."""

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True, sort_order=-1)


def one_of(column: str, *words: str, name: str | None = None) -> sa.CheckConstraint:
    """A check that a column holds one of the given lower-case words."""
    allowed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} in ({allowed})", name=name or f"{column}_word")


def belongs_to(table: str, *columns: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    """A composite foreign key `(tenant_id, column…)` to `(tenant_id, id…)` of a tenant-owned table."""
    targets = [f"{table}.tenant_id"] + [f"{table}.id"] * len(columns)
    return sa.ForeignKeyConstraint(["tenant_id", *columns], targets, ondelete=on_delete)
