"""What came of one try to deliver, whichever way it went out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is the HTTP or SMTP code, None when nothing was answered; `error` a sentence, None when taken."""

    status: int | None = None
    error: str | None = None
    duration_ms: int = 0
    retry_after: float | None = None
    """Seconds that the receiver asks to be left alone."""
    is_final: bool = False
    """The receiver wants nothing more at this address."""
    addressed: int | None = None
    """How many addresses an email was handed over for, taken or not; None when none left."""

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.error is None
