"""Downloads in parts: each part is an answer of bounded size, and the cursor leads to the next one.

Nothing is kept between two parts. The moment for which a filter is judged is that of the first part. What changes
meanwhile shows in the later ones, as in any list that is paged, and the last part says that something has. Who takes
a file stands in the audit log (`taken_files`).
"""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from app.db import TenantSession
from app.directory.searching.search import UserRow
from app.domain.errors import FieldError, Invalid
from app.services.browser import users
from app.services.engine import operation_log
from app.services.engine.operation_log import OperationView
from app.services.engine.run_views import RunView
from app.services.files import exports, results
from app.services.files.file_forms import PART_BYTES, FileForm, write_part

_EXPORT: Final = (str, str, int, int, str, int)
_RESULT: Final = (str, int, int)
_LARGEST: Final = 2**62
_LONGEST: Final = timedelta(days=1)
"""No download takes longer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file; `next_cursor` is None when it is the last. `done` of `total` rows are written with it.

    is_mixed: this is the last part, and what the file tells of has changed since the first.
    """

    text: str
    next_cursor: str | None
    done: int
    total: int
    is_mixed: bool = False


def export_part(
    session: TenantSession,
    question: users.UserQuestion,
    now: datetime,
    *,
    kind: str,
    cursor: str | None,
    max_bytes: int = PART_BYTES,
) -> Part:
    """A part of the User Browser's export. Raises Invalid for what cannot be asked and for a cursor not of ours."""
    users.check_question(question)
    after: tuple[str, int] | None = None
    if cursor is None:
        first_mark = users.find_state_mark(session)
        moment, done, total = now, 0, count_users(session, question, now)
    else:
        moment_text, first_mark, done, total, name, row_id = _decode(cursor, _EXPORT)
        moment, after = _read_moment(moment_text, now), (name, row_id)
    rows = users.iter_rows(session, question, moment, after=after)
    form = _of_pairs(exports.FORMS[kind]())
    part = write_part(form, rows, is_first=cursor is None, max_bytes=max_bytes)
    done += part.rows
    following = None
    if part.last is not None:
        row_id, user = part.last
        following = _encode(moment.isoformat(), first_mark, done, total, user.name, row_id)
    is_mixed = following is None and users.find_state_mark(session) != first_mark
    return Part(part.text, following, done, max(total, done), is_mixed)


def result_part(
    session: TenantSession, run: RunView, *, kind: str, cursor: str | None, max_bytes: int = PART_BYTES
) -> Part:
    """A part of a run's result. Raises Invalid for a cursor that is not ours."""
    mark = f"{run.summary.state}.{run.summary.counts.total}.{run.summary.counts.planned}"
    first_mark, after, done = (mark, -1, 0) if cursor is None else _decode(cursor, _RESULT)
    run_id = run.summary.id
    lines: Iterator[OperationView] = operation_log.iter_operations(session, session.tenant_id, run_id, after=after)
    part = write_part(results.FORMS[kind](run), lines, is_first=cursor is None, max_bytes=max_bytes)
    done += part.rows
    following = None if part.last is None else _encode(first_mark, part.last.position, done)
    is_mixed = following is None and mark != first_mark
    return Part(part.text, following, done, max(run.summary.counts.total, done), is_mixed)


def count_users(session: TenantSession, question: users.UserQuestion, now: datetime) -> int:
    """How many people an export is about. Raises Invalid."""
    return users.search(session, replace(question, limit=1), now).total


def _of_pairs(form: FileForm[UserRow]) -> FileForm[tuple[int, UserRow]]:
    """The form of a user for rows that bring their row id along."""
    return FileForm(form.head, form.first, form.separator, form.tail, lambda row: form.render(row[1]))


def _encode(*values: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _decode(cursor: str, kinds: tuple[type, ...]) -> Any:
    """Decode a token of `_encode`. Raises Invalid."""
    try:
        told = json.loads(base64.urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode()))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        told = None
    if not isinstance(told, list) or len(told) != len(kinds) or not all(map(_is_of_kind, told, kinds)):
        raise _foreign()
    return tuple(told)


def _is_of_kind(value: object, kind: type) -> bool:
    if isinstance(value, str):
        return kind is str and "\x00" not in value
    return kind is int and type(value) is int and abs(value) < _LARGEST


def _read_moment(text: str, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _foreign() from None
    if moment.tzinfo is None or not timedelta(0) <= now - moment <= _LONGEST:
        raise _foreign()
    return moment


def _foreign() -> Invalid:
    return Invalid(FieldError("/cursor", "This cursor is not one of ours; start again without it."))
