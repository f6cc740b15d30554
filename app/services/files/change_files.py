"""The list of changes as a file: CSV for spreadsheets, JSON for programs; whole or in parts."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any, Final

from app.db import TenantSession
from app.domain.errors import FieldError, Invalid
from app.services.browser.changes import ChangeQuestion, ChangeView, Place, count_changes, iter_changes
from app.services.files.csv_cells import format_head, format_row
from app.services.files.downloads import Part
from app.services.files.file_forms import PART_BYTES, FileForm, write_part

COLUMNS: Final = (
    "after", "at", "change", "account_id", "name", "email", "group_id", "group", "app", "app_label", "role", "status",
    "cause", "run_id", "run",
)  # fmt: skip
_LARGEST: Final = 2**63 - 1


def csv_form() -> FileForm[ChangeView]:
    """A header and one line a change."""
    return FileForm(format_head(COLUMNS), "", "", "", lambda view: format_row(_values(view).values()))


def json_form() -> FileForm[ChangeView]:
    """One JSON array, a change a line."""
    return FileForm("[", "\n", ",\n", "\n]\n", _render_json)


FORMS: Final = {"csv": csv_form, "json": json_form}


def change_part(
    session: TenantSession,
    question: ChangeQuestion,
    *,
    kind: str,
    cursor: str | None,
    max_bytes: int = PART_BYTES,
) -> Part:
    """A part of the file, the newest changes first. Raises Invalid for a cursor that is not ours.

    The question names its end, so that what happens while the file is taken is not in it.
    """
    place, done = (None, 0) if cursor is None else read_place(cursor)
    rows = iter_changes(session, question, after=place)
    part = write_part(FORMS[kind](), rows, is_first=cursor is None, max_bytes=max_bytes)
    done += part.rows
    following = None if part.last is None else write_place(part.last.place, done)
    return Part(part.text, following, done, max(done, count_changes(session, question)))


def write_place(place: Place, done: int = 0) -> str:
    """The cursor that goes on behind a change; `done`: how many rows a file has by then."""
    text = json.dumps([place.at.isoformat(), place.span_id, place.side, done], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(cursor: str) -> tuple[Place, int]:
    """Read a place that `write_place` wrote. Raises Invalid."""
    try:
        at, *numbers = json.loads(base64.urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode()))
        moment = datetime.fromisoformat(at)
        span_id, side, done = numbers
        if moment.tzinfo is None or not all(type(one) is int and 0 <= one <= _LARGEST for one in numbers):
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise Invalid(FieldError("/cursor", "This cursor is not one of ours; start again without it.")) from None
    return Place(moment, span_id, side), done


def _values(view: ChangeView) -> dict[str, Any]:
    is_group = view.kind == "group"
    thing = (view.thing.id, view.thing.name) if view.thing else (None, None)
    group, app = (thing, (None, None)) if is_group else ((None, None), thing)
    told = (view.after, view.at, view.change.value, view.user.account_id, view.user.name, view.user.email, *group, *app)
    run = (view.run.id, view.run.name) if view.run else (None, None)
    return dict(zip(COLUMNS, (*told, view.role, view.status, view.cause, *run), strict=True))


def _render_json(view: ChangeView) -> str:
    values = _values(view)
    values |= {name: values[name].isoformat() for name in ("after", "at")}
    return json.dumps(values, ensure_ascii=False)
