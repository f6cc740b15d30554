"""Case of the test catalogue, the findings of one attempt of it, and the register of all cases."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.host.outgoing import Answer

Run = Callable[[Any], None]
"""Takes the attacker of its door."""

ACCEPTED = (200, 403)
"""Answers that show an accepted token: the page, or the refusal of somebody who is known."""

_SHOWN_BODY = 2000
_NEEDED_HEADERS = ("Strict-Transport-Security", "Referrer-Policy", "X-Content-Type-Options", "Cache-Control")
_FORBIDDEN_HEADERS = ("X-Frame-Options", "Set-Cookie")


@dataclass(frozen=True)
class Case:
    """One case: its name in the catalogue, what it does, and what a sound app does in return."""

    name: str
    description: str
    expected: str
    run: Run

    def describe(self) -> dict[str, str]:
        """The case as it is listed."""
        return {"case": self.name, "description": self.description, "expected": self.expected}


CASES: dict[str, Case] = {}


def case(name: str, expected: str) -> Callable[[Run], Run]:
    """Register the decorated function as a case; its docstring is the description."""

    def add(run: Run) -> Run:
        if name in CASES:
            raise ValueError(f"case {name} is there twice")
        CASES[name] = Case(name, (inspect.getdoc(run) or "").rstrip("."), expected, run)
        return run

    return add


def sorted_cases() -> list[Case]:
    """All cases by letter and number."""
    return sorted(CASES.values(), key=lambda item: ("IJKF".find(item.name[0]), int(item.name[1:])))


@dataclass(frozen=True)
class Attempt:
    """One request of a case with its answer. ``is_leak``: the answer holds a token or a secret that was sent."""

    name: str
    sent: dict[str, Any]
    expected: tuple[int, ...]
    answer: Answer | None
    error: str | None = None
    is_leak: bool = False
    note: str | None = None
    checks: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int | None:
        """The status, or None when no answer came."""
        return None if self.answer is None else self.answer.status

    @property
    def is_as_expected(self) -> bool:
        """Whether the app did what a sound app does."""
        return self.status in self.expected and not self.is_leak

    def describe(self) -> dict[str, Any]:
        """The attempt as it is answered, without anything secret."""
        shown = {
            "name": self.name,
            "sent": self.sent,
            "expected_statuses": list(self.expected),
            "status": self.status,
            "as_expected": self.is_as_expected,
            "headers": dict(self.answer.headers) if self.answer else {},
            "body": "" if self.is_leak or self.answer is None else self.answer.text()[:_SHOWN_BODY],
            "header_faults": find_header_faults(self.answer) if self.answer else [],
        }
        optional = {"error": self.error, "note": self.note, **self.checks}
        if self.is_leak:
            optional["leak"] = "The answer repeats a token or a secret."
        return shown | {name: value for name, value in optional.items() if value is not None}


def find_header_faults(answer: Answer) -> list[str]:
    """Find faults of an answer's headers by platform contract 6.4."""
    faults = [f"{name} is missing" for name in _NEEDED_HEADERS if answer.header(name) is None]
    faults += [f"{name} is sent" for name in _FORBIDDEN_HEADERS if answer.header(name) is not None]
    caching = (answer.header("Cache-Control") or "no-cache, no-store").lower()
    if "no-cache" not in caching or "no-store" not in caching:
        faults.append("Cache-Control lacks no-cache or no-store")
    if (answer.header("Referrer-Policy") or "").lower() in {"unsafe-url", "no-referrer-when-downgrade"}:
        faults.append("Referrer-Policy gives the address away")
    return faults
