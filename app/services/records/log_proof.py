"""Whether the log is as it was written: every seal against the one before it, every row against its seal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.seals import NO_LINK, Seal, compute_link, read_form, read_run_alone, write_head
from app.models import AuditEntry, LogSeal, Run
from app.services.records.seal_keys import KnownKey, find_key
from app.services.records.seals import compute_contents

FaultKind = Literal["altered", "missing", "added", "chain", "head", "key"]
_AT_ONCE: Final = 500
_RELEASE: Final = timedelta(hours=1)
_CLOCKS: Final = timedelta(minutes=5)
"""So far two clocks may be apart."""


@dataclass(frozen=True, slots=True)
class LogFault:
    """The first thing that is wrong. kind: `chain`: a seal does not follow from those before it; `head`: a published
    head is not in the chain, or its end was cut off; `key`: the key of a seal is gone or cannot be read. what: `audit`,
    `run` or `seal`, and its number.
    """

    kind: FaultKind
    what: str
    id: int


@dataclass(frozen=True, slots=True)
class LogProof:
    """Proof of the log and its first fault. unsealed: rows that are older than the seals. head: to be kept.

    keyed: seals that nobody could make without the key.
    """

    seals: int
    rows: int
    unsealed: int
    keyed: int
    head: str | None
    fault: LogFault | None


@dataclass
class _Chain:
    """Chain of a tenant's seals: the newest digest of each row, and which rows there must be."""

    key: KnownKey | None
    seals: int = 0
    keyed: int = 0
    head: Seal | None = None
    first_audit: int = 0
    first_run: int = 0
    audit: dict[int, str] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    runs: dict[int, str] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    sealed_again: set[int] = field(default_factory=set)
    """Runs that were sealed as ended a second time, as something else: somebody took the note of their seal away."""
    removed: set[int] = field(default_factory=set)
    fault: LogFault | None = None

    def take(self, seal: Seal, published: dict[int, str]) -> None:
        """Follow the chain by one seal."""
        before = NO_LINK if self.head is None else self.head.link
        position = self.seals + 1
        key = None if self.key is None else self.key.key
        if self.fault is None and seal.is_keyed and key is None:
            self.fault = LogFault("key", "seal", position)
        link = compute_link(before, replace(seal, position=position), key if seal.is_keyed else None)
        # Whoever has no key must not be able to go on without one.
        is_weaker = self.keyed > 0 and not seal.is_keyed
        if self.fault is None and (seal.position != position or seal.link != link or is_weaker):
            self.fault = LogFault("chain", "seal", position)
        if self.fault is None and published.get(position, link) != link:
            self.fault = LogFault("head", "seal", position)
        self.seals, self.head, self.keyed = position, seal, self.keyed + seal.is_keyed
        if seal.kind == "begin" and position == 1:
            self.first_audit, self.first_run = (int(part) for part in seal.content.split(":"))
        elif seal.kind.startswith("audit"):
            self.audit[seal.subject_id] = seal.content
        elif seal.kind == "run_begun":
            self.begun.add(seal.subject_id)
        elif seal.kind == "run_removed":
            self.removed.add(seal.subject_id)
        else:
            if seal.kind == "run":
                self._take_end(seal)
            self.runs[seal.subject_id] = seal.content

    def _take_end(self, seal: Seal) -> None:
        if seal.subject_id in self.ended and self.runs[seal.subject_id] != seal.content:
            self.sealed_again.add(seal.subject_id)
        self.ended.add(seal.subject_id)


def prove_log(session: Session, tenant_id: int, published: Sequence[str] = ()) -> LogProof:
    """Look at the whole log; `published` are heads that were kept elsewhere. Raises ValueError for what is no head."""
    heads = dict(_read_head(one) for one in published)
    # One moment for everything: rows that others write meanwhile are seen with their seals or not at all.
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    chain = _Chain(find_key(session, tenant_id))
    for seal in _iter_seals(session, tenant_id):
        chain.take(seal, heads)
    if chain.fault is None and chain.key is not None and not chain.key.is_head(chain.head):
        chain.fault = LogFault("head", "seal", max(chain.seals + 1, chain.key.head_position))
    if chain.fault is None and any(position > chain.seals for position in heads):
        chain.fault = LogFault("head", "seal", max(heads))
    audit, run = _Rows(), _Rows()
    audit_fault = _look_at_entries(session, tenant_id, chain, audit)
    run_fault = _look_at_runs(session, tenant_id, chain, run)
    head = write_head(chain.head) if chain.head else None
    fault = audit_fault or run_fault or chain.fault
    return LogProof(chain.seals, audit.sealed + run.sealed, audit.older + run.older, chain.keyed, head, fault)


@dataclass
class _Rows:
    """How many rows were compared with a seal, and how many are older than the seals."""

    sealed: int = 0
    older: int = 0


def _look_at_entries(session: Session, tenant_id: int, chain: _Chain, rows: _Rows) -> LogFault | None:
    query = sa.select(AuditEntry.id, _is_of_release(tenant_id, AuditEntry.at)).where(AuditEntry.tenant_id == tenant_id)
    found = {row_id: bool(is_older) for row_id, is_older in session.execute(query)}
    ids = list(found)
    unsealed = [one for one in ids if one not in chain.audit]
    faults = {one: "added" for one in unsealed if one > chain.first_audit and not found[one]}
    rows.older = len(unsealed) - len(faults)
    faults |= dict.fromkeys(chain.audit.keys() - set(ids), "missing")
    sealed = [one for one in ids if one in chain.audit]
    faults |= dict.fromkeys(_list_altered(session, "audit", tenant_id, sealed, chain.audit), "altered")
    rows.sealed = len(sealed)
    return _first("audit", faults)


def _look_at_runs(session: Session, tenant_id: int, chain: _Chain, rows: _Rows) -> LogFault | None:
    query = sa.select(Run.id, Run.sealed_at, _is_of_release(tenant_id, Run.created_at)).where(
        Run.tenant_id == tenant_id
    )
    found = {run_id: (sealed_at, bool(is_older)) for run_id, sealed_at, is_older in session.execute(query)}
    known = chain.begun | chain.runs.keys()
    unsealed = [one for one in found if one not in chain.begun]
    faults = {one: "added" for one in unsealed if one > chain.first_run and not found[one][1]}
    rows.older = sum(one not in known for one in unsealed) - len(faults.keys() - known)
    faults |= dict.fromkeys(known - found.keys() - chain.removed, "missing")
    hidden = [one for one, (sealed_at, _) in found.items() if sealed_at is not None and one not in chain.runs]
    faults |= dict.fromkeys([*hidden, *(chain.sealed_again - chain.removed)], "altered")
    sealed = [one for one in found if one in chain.runs and one not in chain.removed]
    faults |= dict.fromkeys(_list_altered(session, "run", tenant_id, sealed, chain.runs), "altered")
    # Of those whose log is being removed the row is still there for a while, and no other one in its place.
    going = {one: alone for one in found if one in chain.removed and (alone := read_run_alone(chain.runs.get(one, "")))}
    faults |= dict.fromkeys(_list_altered(session, "run", tenant_id, list(going), going), "altered")
    rows.sealed = len(sealed)
    return _first("run", faults)


def _is_of_release(tenant_id: int, moment: InstrumentedAttribute[datetime]) -> sa.ColumnElement[bool]:
    """Whether a process of a release that knows no seals may have written a row that is newer than the first seal:
    within the hour behind it. Never where there is no first seal of that kind."""
    begun = sa.select(LogSeal.sealed_at).where(LogSeal.tenant_id == tenant_id, LogSeal.position == 1)
    at = begun.where(LogSeal.kind == "begin").scalar_subquery()
    return moment.between(at - _CLOCKS, at + _RELEASE)


def _list_altered(
    session: Session, kind: str, tenant_id: int, ids: Sequence[int], contents: dict[int, str]
) -> Iterator[int]:
    for start in range(0, len(ids), _AT_ONCE):
        of_forms: dict[int, list[int]] = {}
        for one in ids[start : start + _AT_ONCE]:
            of_forms.setdefault(read_form(contents[one]), []).append(one)
        for form, mine in of_forms.items():
            now = compute_contents(session, kind, tenant_id, mine, form)
            yield from (one for one, content in now.items() if contents[one] not in (content, read_run_alone(content)))


def _first(what: str, faults: dict[int, str]) -> LogFault | None:
    """The one with the lowest number."""
    if not faults:
        return None
    number = min(faults)
    kind: FaultKind = faults[number]  # type: ignore[assignment]
    return LogFault(kind, what, number)


def _iter_seals(session: Session, tenant_id: int) -> Iterator[Seal]:
    columns = (LogSeal.position, LogSeal.kind, LogSeal.subject_id, LogSeal.content, LogSeal.link, LogSeal.is_keyed)
    query = sa.select(*columns).where(LogSeal.tenant_id == tenant_id).order_by(LogSeal.position)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield Seal(*row)


def _read_head(text: str) -> tuple[int, str]:
    position, separator, link = text.strip().partition(":")
    if not separator or not position.isdigit():
        raise ValueError(f"{text!r} is no head of a log; one looks like 12:3f2a…")
    return int(position), link
