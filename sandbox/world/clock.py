"""The only source of time in the sandbox. It can be moved and frozen; it never sleeps."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def format_instant(moment: datetime) -> str:
    """Return UTC ISO 8601 text with milliseconds and `Z`, the form of most timestamps on the wire."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_instant(text: str) -> datetime:
    """Return an aware UTC datetime; raises ValueError for text without a time zone or that is no ISO 8601."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment.astimezone(UTC)


class Clock:
    """Real time plus an offset, or one frozen instant."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0
        self.frozen_at: float | None = None

    def timestamp(self) -> float:
        """Return the sandbox's time as seconds since the epoch."""
        if self.frozen_at is not None:
            return self.frozen_at
        return time.time() + self.offset_seconds

    def now(self) -> datetime:
        """Return the sandbox's time, aware, UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, seconds: float) -> None:
        """Move by `seconds`; negative moves back."""
        if self.frozen_at is not None:
            self.frozen_at += seconds
        else:
            self.offset_seconds += seconds

    def set_to(self, moment: datetime) -> None:
        """Jump to an instant and go on from there (or stay there, when frozen)."""
        self.advance(moment.timestamp() - self.timestamp())

    def freeze(self) -> None:
        """Stop at the present instant."""
        self.frozen_at = self.timestamp()

    def unfreeze(self) -> None:
        """Go on from the frozen instant."""
        if self.frozen_at is None:
            return
        self.offset_seconds = self.frozen_at - time.time()
        self.frozen_at = None

    def dump(self) -> dict[str, float | None]:
        """Return the settings as JSON."""
        return {"offset_seconds": self.offset_seconds, "frozen_at": self.frozen_at}

    def load(self, saved: dict[str, float | None]) -> None:
        """Take over settings written by `dump`."""
        self.offset_seconds = saved["offset_seconds"] or 0.0
        self.frozen_at = saved["frozen_at"]
