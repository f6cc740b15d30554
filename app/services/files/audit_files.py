"""The audit log as a file, in parts: CSV for spreadsheets, JSON lines for programs."""

import json
from dataclasses import replace
from typing import Any, Final, Literal

from app.db import TenantSession
from app.services.files.csv_cells import format_head, format_row
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.files.downloads import Part
from app.services.records.audit import AuditQuestion, AuditView, count_audit, list_audit

AuditFormat = Literal["csv", "jsonl"]
COLUMNS: Final = ("id", "at", "account_id", "name", "event", "subject", "before", "after")
PART_ROWS: Final = 1_000
_SEPARATOR: Final = "."


def audit_part(
    session: TenantSession,
    question: AuditQuestion,
    *,
    kind: AuditFormat,
    cursor: str | None,
    rows: int = PART_ROWS,
) -> Part:
    """A part of the file, newest changes first. Raises Invalid for a cursor that is not ours.

    What is written after the first part, such as that somebody takes this file, is not in it.
    """
    after, done = None, 0
    if cursor is not None:
        after, done_text, newest_text = ([*cursor.split(_SEPARATOR), "", ""])[:3]
        done, question = decode_cursor(done_text), replace(question, newest=decode_cursor(newest_text))
        decode_cursor(after)
    page = list_audit(session, session.tenant_id, after, question, size=rows)
    if cursor is None:
        question = replace(question, newest=page.items[0].id if page.items else 0)
    done += len(page.items)
    following = None if page.next_cursor is None else _join(page.next_cursor, done, question.newest or 0)
    head = format_head(COLUMNS) if kind == "csv" and cursor is None else ""
    render = _render_csv if kind == "csv" else _render_json
    total = max(done, count_audit(session, session.tenant_id, question))
    return Part(head + "".join(render(one) for one in page.items), following, done, total)


def _join(after: str, done: int, newest: int) -> str:
    return _SEPARATOR.join((after, encode_cursor(done), encode_cursor(newest)))


def _values(view: AuditView) -> dict[str, Any]:
    by = view.by
    told = (view.id, view.at.isoformat(), by and by.account_id, by and by.name, view.event, view.subject)
    return dict(zip(COLUMNS, (*told, view.before, view.after), strict=True))


def _render_csv(view: AuditView) -> str:
    values = _values(view)
    for name in ("before", "after"):
        values[name] = None if values[name] is None else json.dumps(values[name], ensure_ascii=False)
    return format_row(values.values())


def _render_json(view: AuditView) -> str:
    return json.dumps(_values(view), ensure_ascii=False) + "\n"
