"""Download Result: how a whole run is written as a file.

The JSON form is described by `docs/run-result.schema.json`; its `version` changes when a field's
meaning does.
"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from app.services.engine.operation_log import OperationView
from app.services.engine.run_views import RunView
from app.services.files.csv_cells import format_head, format_row
from app.services.files.file_forms import FileForm

RESULT_VERSION = 1
CSV_COLUMNS = (
    "position", "account_id", "user_name", "user_email", "action", "target_kind", "target_id", "target_name",
    "outcome", "reason", "error", "started_at", "duration_ms", "details",
    "came_back_at", "before", "after",
)  # fmt: skip


def json_form(run: RunView) -> FileForm[OperationView]:
    """The run, then its operations one a line."""
    summary = asdict(run.summary)
    summary["counts"]["total"] = run.summary.counts.total
    told = {"version": RESULT_VERSION, "run": summary, "specification": run.specification}
    head = json.dumps(told, default=format_plain, ensure_ascii=False)[:-1] + ',\n"operations": ['
    return FileForm(head, "\n", ",\n", "\n]}\n", _render_json)


def csv_form(_run: RunView) -> FileForm[OperationView]:
    """A header and one line per operation; texts that a spreadsheet would run as a formula are made harmless."""
    return FileForm(format_head(CSV_COLUMNS), "", "", "", _render_csv)


FORMS: Final = {"csv": csv_form, "json": json_form}


def _render_json(line: OperationView) -> str:
    row = asdict(line) | {"details": [asdict(detail) | {"text": detail.text} for detail in line.details]}
    return json.dumps(row, default=format_plain, ensure_ascii=False)


def _render_csv(line: OperationView) -> str:
    told = {
        "details": " ".join(detail.text for detail in line.details),
        "before": "; ".join(f"{one.kind} {one.name}: {one.before}" for one in line.changes),
        "after": "; ".join(f"{one.kind} {one.name}: {one.after}" for one in line.changes),
    }
    return format_row([told[column] if column in told else getattr(line, column) for column in CSV_COLUMNS])


def format_plain(value: Any) -> str:
    """Format values that JSON has no form for, as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
