"""What came of one try to deliver, whichever way it went out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is the HTTP or SMTP code, None when nothing was answered; `error` a sentence, None when taken."""

    status: int | None = None
    error: str | None = None
    duration_ms: int = 0

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.error is None
