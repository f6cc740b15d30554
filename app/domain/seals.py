"""Seals of the log: each names a row, holds a digest of it and the link of the seal before it.

Whoever alters, removes or adds a row without sealing it is found out; whoever makes the whole chain anew is found out
by a head that was published before. Links are made with a key that is not in the database; without it none can be made.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

SealKind = Literal["begin", "audit", "audit_rewritten", "run_begun", "run", "run_rewritten", "run_removed"]
SEAL_KINDS: Final = ("begin", "audit", "audit_rewritten", "run_begun", "run", "run_rewritten", "run_removed")
NO_LINK: Final = ""
RUN_FORM: Final = 2
"""Which parts of a run its digest is made of: form 1 left out what stood before a step, its times and its errors."""
_FORM: Final = re.compile(r"(?P<form>\d+):", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal of a tenant's chain; positions are counted from 1 without a gap."""

    position: int
    kind: str
    subject_id: int
    content: str
    link: str
    is_keyed: bool = False


def make_seal(previous: Seal | None, kind: SealKind, subject_id: int, content: str, key: bytes | None = None) -> Seal:
    """The next seal of a chain; with a key nobody else can make it."""
    position = 1 if previous is None else previous.position + 1
    before = NO_LINK if previous is None else previous.link
    bare = Seal(position, kind, subject_id, content, "", key is not None)
    return replace(bare, link=compute_link(before, bare, key))


def compute_link(before: str, seal: Seal, key: bytes | None) -> str:
    """Compute the link that binds a seal to all that came before it."""
    text = f"{before}\n{seal.position}\n{seal.kind}\n{seal.subject_id}\n{seal.content}".encode()
    return hashlib.sha256(text).hexdigest() if key is None else hmac.new(key, text, hashlib.sha256).hexdigest()


def compute_content(values: dict[str, Any]) -> str:
    """The digest of a row: the same for the same values, whoever reads them."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_write_moment)
    return hashlib.sha256(text.encode()).hexdigest()


def compute_run_content(values: dict[str, Any], log: str, form: int = RUN_FORM) -> str:
    """The digest of a run and of its log. Since the second form it says which it is, and each of the two by itself:
    while the log of an old run is being removed, the run is still what it was."""
    if form == 1:
        return compute_content(values | {"log": log})
    return f"{form}:{compute_content(values)}:{log}"


def read_run_alone(content: str) -> str | None:
    """The part of a run's digest that is not about its log; None for the first form, which has none."""
    return content.rpartition(":")[0] or None


def read_form(content: str) -> int:
    """The form of a digest; those of the first say none."""
    told = _FORM.match(content)
    return int(told["form"]) if told else 1


def write_head(seal: Seal) -> str:
    """A seal as it is published: its position and its link."""
    return f"{seal.position}:{seal.link}"


def _write_moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"no part of a row: {type(value).__name__}")
