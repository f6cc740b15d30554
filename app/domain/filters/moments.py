"""How long ago a moment was, as several conditions ask it; None is what is not known."""

from datetime import datetime, timedelta


def is_at_least_days_ago(moment: datetime | None, days: int, now: datetime) -> bool | None:
    """True when `days` × 24 hours or more have passed since `moment`, to the second; None when it is not known."""
    return None if moment is None else moment <= now - timedelta(days=days)


def is_at_most_days_ago(moment: datetime | None, days: int, now: datetime) -> bool | None:
    """True when no more than `days` × 24 hours have passed since `moment`; None when it is not known."""
    return None if moment is None else moment >= now - timedelta(days=days)
