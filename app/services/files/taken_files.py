"""Files that leave the app: each stands in the audit log, with who took it, what it is about and how long it is.

The parts of one file share an entry. The cursor names it, and a part is given to nobody but whom the entry names, for
what it names: a cursor that somebody made up, or was given by somebody else, opens no file that is not in the log.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select

from app.db import TenantSession
from app.domain.errors import FieldError, Invalid
from app.models import AuditEntry
from app.services.files.downloads import Part
from app.services.records.audit import Change, record_change

_SEPARATOR: Final = "."
_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class File:
    """A file: the event of taking it, and what tells it from others. counted: what its rows are called."""

    event: str
    what: dict[str, Any]
    counted: str
    subject: str | None = None


def describe_export(kind: str, specification: object, text: str | None) -> File:
    """The User Browser's export. A filter may be long, so that the log tells it by a digest."""
    asked = json.dumps([specification, text], sort_keys=True)
    digest = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return File("users.exported", {"format": kind, "filter_digest": digest}, "users")


def describe_result(kind: str, run_id: int, name: str) -> File:
    """The log of a run."""
    return File("run.downloaded", {"run_id": run_id, "format": kind}, "operations", name)


def describe_audit(kind: str, conditions: dict[str, Any]) -> File:
    """The audit log itself, of what it was asked for."""
    return File("audit.exported", {"format": kind, **conditions}, "entries")


def describe_changes(kind: str, conditions: dict[str, Any]) -> File:
    """The list of changes, of what it was asked for; what was typed into the search may be a name, and is not told."""
    told = {name: value for name, value in conditions.items() if name != "q"}
    return File("changes.exported", {"format": kind, **told, "is_searched": "q" in conditions}, "changes")


def note_file(session: TenantSession, by: str, file: File, rows: int) -> int:
    """Write into the audit log that somebody takes a file along; the number of the entry."""
    told = {**file.what, file.counted: rows}
    entry = record_change(session, session.tenant_id, by, Change(file.event, file.subject, after=told))
    session.flush()
    return entry.id


def take_cursor(session: TenantSession, by: str, file: File, cursor: str | None) -> tuple[int, str] | None:
    """(the entry, what is left of the cursor); None for a first part. Raises Invalid where no entry names this file."""
    if cursor is None:
        return None
    number, separator, rest = cursor.partition(_SEPARATOR)
    is_number = number.isascii() and number.isdecimal() and len(number) <= _DIGITS
    if not (separator and is_number and _is_noted(session, by, file, int(number))):
        raise Invalid(FieldError("/cursor", "This cursor is not one of ours; start again without it."))
    return int(number), rest


def hand_out(session: TenantSession, by: str, file: File, part: Part, *, entry: int | None) -> Part:
    """The part as it leaves: the first one is noted, and the cursor to the next one names the entry."""
    noted = note_file(session, by, file, part.total) if entry is None else entry
    following = None if part.next_cursor is None else f"{noted}{_SEPARATOR}{part.next_cursor}"
    return replace(part, next_cursor=following)


def _is_noted(session: TenantSession, by: str, file: File, entry_id: int) -> bool:
    mine = (AuditEntry.tenant_id == session.tenant_id, AuditEntry.id == entry_id)
    entry = session.scalar(select(AuditEntry).where(*mine))
    if entry is None or (entry.account_id, entry.event) != (by, file.event):
        return False
    return {name: value for name, value in (entry.after or {}).items() if name != file.counted} == file.what
