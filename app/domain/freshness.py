"""How old the mirror may be for what is done with it."""

from datetime import datetime, timedelta
from typing import Final

MIRROR_FORM: Final = 2
"""Grows when syncs begin to read something that rules rely on: what an older release has read is then no base for
a run, however new it is."""
FRESH_FOR: Final = timedelta(minutes=15)
"""A run begins, and an approved plan is carried out, with data that is no older."""
WAITED_FOR: Final = timedelta(hours=1)
"""A run that waited for its own sync and then for its turn takes what it waited for, or it would wait for ever."""
GOES_ON_FOR: Final = timedelta(hours=1)
"""A run that goes on for hours stops for a sync when its data are older."""
GROUPS_FRESH_FOR: Final = timedelta(minutes=1)
"""The members of the groups that a run names are read again when what is known of them is older."""


def is_fresh(synced_at: datetime | None, now: datetime) -> bool:
    """True when the mirror is fresh enough to begin with."""
    return synced_at is not None and now - synced_at <= FRESH_FOR


def is_fresh_for_run(synced_at: datetime | None, asked_at: datetime | None, now: datetime) -> bool:
    """True when a run that asked for a sync at `asked_at` (None: not yet) may go on with the mirror as it is."""
    if synced_at is None or is_fresh(synced_at, now):
        return synced_at is not None
    return asked_at is not None and synced_at > asked_at and now - synced_at <= WAITED_FOR


def are_members_known(known_at: datetime, begun_at: datetime) -> bool:
    """True when a run that began then, or a preview of then, may take the members of a group as they are known."""
    return begun_at - known_at <= GROUPS_FRESH_FOR


def is_too_old_to_go_on(synced_at: datetime | None, now: datetime) -> bool:
    """True when a run that is being carried out has to wait for a sync."""
    return synced_at is None or now - synced_at > GOES_ON_FOR
