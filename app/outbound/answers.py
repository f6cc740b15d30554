"""Answers of one try to deliver, whichever way it went out."""

from dataclasses import dataclass

from app.domain.faults import Fault


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is the HTTP or SMTP code, None when nothing was answered; `fault` is None when the message was taken."""

    status: int | None = None
    fault: Fault | None = None
    duration_ms: int = 0
    retry_after: float | None = None
    """Seconds that the receiver asks to be left alone."""
    is_final: bool = False
    """The receiver wants nothing more at this address."""
    addressed: int | None = None
    """How many addresses an email was handed over for, taken or not; None when none left."""

    @property
    def error(self) -> str | None:
        """The fault as a sentence."""
        return None if self.fault is None else self.fault.sentence

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.fault is None
