"""Download Result: a whole run as a file, written piece by piece so that memory stays constant.

The JSON form is described by `docs/run-result.schema.json`; its `version` changes when a field's
meaning does.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.services.operation_log import OperationView
from app.services.run_views import RunView

RESULT_VERSION = 1
CSV_COLUMNS = (
    "position", "account_id", "user_name", "user_email", "action", "target_kind", "target_id", "target_name",
    "outcome", "reason", "error", "started_at", "duration_ms",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def iter_json(run: RunView, lines: Iterable[OperationView]) -> Iterator[str]:
    """The run, then its operations one a line."""
    summary = asdict(run.summary)
    summary["counts"]["total"] = run.summary.counts.total
    head = {"version": RESULT_VERSION, "run": summary, "specification": run.specification}
    yield json.dumps(head, default=format_plain, ensure_ascii=False)[:-1] + ',\n"operations": ['
    separator = "\n"
    for line in lines:
        yield separator + json.dumps(asdict(line), default=format_plain, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def iter_csv(lines: Iterable[OperationView]) -> Iterator[str]:
    """A header and one line per operation; texts that a spreadsheet would run as a formula are made harmless."""
    yield ",".join(CSV_COLUMNS) + "\r\n"
    for line in lines:
        yield format_csv_row([getattr(line, column) for column in CSV_COLUMNS])


def format_csv_row(values: Iterable[Any]) -> str:
    """One CSV line; texts that a spreadsheet would run as a formula are made harmless."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_cell(value) for value in values])
    return buffer.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else format_plain(value) if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def format_plain(value: Any) -> str:
    """What JSON has no form for, as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
