"""Seals of the log: each names a row, holds a digest of it and the link of the seal before it.

Whoever alters, removes or adds a row without sealing it is found out; whoever makes the whole chain anew is found out
by a head that was published before.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

SealKind = Literal["begin", "audit", "audit_rewritten", "run_begun", "run", "run_rewritten", "run_removed"]
SEAL_KINDS: Final = ("begin", "audit", "audit_rewritten", "run_begun", "run", "run_rewritten", "run_removed")
NO_LINK: Final = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal of a tenant's chain; positions are counted from 1 without a gap."""

    position: int
    kind: str
    subject_id: int
    content: str
    link: str


def make_seal(previous: Seal | None, kind: SealKind, subject_id: int, content: str) -> Seal:
    """The next seal of a chain."""
    position = 1 if previous is None else previous.position + 1
    before = NO_LINK if previous is None else previous.link
    return Seal(position, kind, subject_id, content, compute_link(before, position, kind, subject_id, content))


def compute_link(before: str, position: int, kind: str, subject_id: int, content: str) -> str:
    """What binds a seal to all that came before it."""
    return hashlib.sha256(f"{before}\n{position}\n{kind}\n{subject_id}\n{content}".encode()).hexdigest()


def compute_content(values: dict[str, Any]) -> str:
    """The digest of a row: the same for the same values, whoever reads them."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_write_moment)
    return hashlib.sha256(text.encode()).hexdigest()


def write_head(seal: Seal) -> str:
    """A seal as it is published: its position and its link."""
    return f"{seal.position}:{seal.link}"


def _write_moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"no part of a row: {type(value).__name__}")
