"""The User Browser's export as CSV or JSON: how a user is written in each."""

import json
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Final

from app.directory.searching.search import UserRow
from app.services.files.csv_cells import format_head, format_row
from app.services.files.file_forms import FileForm
from app.services.files.results import format_plain

COLUMNS = (
    "account_id", "name", "email", "status", "claim", "kind", "sites", "apps", "roles", "groups", "last_active_at",
    "added_at",
)  # fmt: skip


_FIELDS: Final = tuple(field.name for field in fields(UserRow))
_SHARED: Final = ("sites", "apps", "groups")
_MAX_KEPT: Final = 5_000


def csv_form() -> FileForm[UserRow]:
    """A header and one line per user; lists are joined with semicolons."""
    return FileForm(format_head(COLUMNS), "", "", "", _render_csv)


def json_form() -> FileForm[UserRow]:
    """One JSON array, a user a line."""
    # Many users share a group or an app: taking it apart once is several times faster than for each of them.
    take_apart = lru_cache(maxsize=_MAX_KEPT)(asdict)

    def render(user: UserRow) -> str:
        shown = {name: getattr(user, name) for name in _FIELDS}
        for name in _SHARED:
            shown[name] = [take_apart(one) for one in shown[name]]
        return json.dumps(shown, default=format_plain, ensure_ascii=False)

    return FileForm("[", "\n", ",\n", "\n]\n", render)


FORMS: Final = {"csv": csv_form, "json": json_form}


def _render_csv(user: UserRow) -> str:
    return format_row(
        [
            user.account_id,
            user.name,
            user.email,
            user.status,
            user.claim,
            user.kind,
            "; ".join(site.name for site in user.sites),
            "; ".join(app.label for app in user.apps),
            "; ".join(user.roles),
            "; ".join(group.name for group in user.groups),
            user.last_active_at if user.is_activity_known else "unknown",
            user.added_at,
        ]
    )
