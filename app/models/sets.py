"""Sets of people, derived from the mirror so that questions about all of it are answered at once.

A set is a string of bits in which every person has one place, their slot. `app.directory.sets.set_build` alone
writes sets; triggers on the mirror's tables write down whose slot is out of date, whoever changes a row.
"""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.mapping import Base, TenantOwned, TenantRow


class DirectorySet(Base, TenantOwned):
    """The people who have something in common: a group, a role, a status, three letters of the name."""

    __tablename__ = "directory_sets"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    bits: Mapped[bytes]


class DirectoryMoments(Base, TenantOwned):
    """A stretch of people in the order of a moment (when added, when last active).

    before: the set of all people of earlier stretches; moments, slots: those of this stretch, side by side.
    Moments are microseconds since 1970.
    """

    __tablename__ = "directory_moments"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int]
    before: Mapped[bytes]
    moments: Mapped[bytes]
    slots: Mapped[bytes]


class DirectoryChange(Base, TenantRow):
    """Mark of a slot whose person has changed since the sets were built. Written by triggers."""

    __tablename__ = "directory_changes"

    slot: Mapped[int]
