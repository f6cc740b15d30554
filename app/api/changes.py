"""What changed about people, as a list and as a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from flask import Blueprint
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.api.context import caller, current_api, now, tenant_session
from app.api.files import stream_file
from app.api.schemas.changes import (
    ChangeEntry,
    ChangeExportPartQuery,
    ChangeExportQuery,
    ChangeFilterQuery,
    ChangePage,
    ChangeQuery,
)
from app.api.schemas.files import FilePart
from app.api.spec import answers, spec
from app.platform.guards import current_principal, requires_admin, requires_admin_for_export
from app.platform.limits.bounds import asks_much
from app.services.browser import changes
from app.services.files import change_files, taken_files
from app.services.files.file_forms import write_whole

blueprint = Blueprint("changes", __name__)


@blueprint.get("/changes")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, ChangePage, 422), tags=["changes"], operation_id="list_changes")
def list_changes(query: ChangeQuery) -> ChangePage:
    """Who joined or left which group, got or lost an app, was suspended or restored, came or went, and by whom."""
    after = change_files.read_place(query.cursor)[0] if query.cursor else None
    with tenant_session() as (session, tenant_id):
        page = changes.list_changes(session, tenant_id, _read_question(query), now(), after=after, size=query.limit)
    return ChangePage(
        total=page.total,
        since=page.since,
        items=[ChangeEntry.model_validate(view) for view in page.items],
        next_cursor=change_files.write_place(page.next_place) if page.next_place else None,
    )


@blueprint.get("/changes/export")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, None, 422), tags=["changes"], operation_id="export_changes")
def export_changes(query: ChangeExportQuery) -> Response:
    """The changes as CSV or JSON, streamed."""
    tenant_id, database = current_principal().tenant_id, current_api().database
    with database.tenant_session(tenant_id) as session:
        question = _fix_question(session, tenant_id, query, now())
        total = changes.count_changes(session, tenant_id, question)
        taken_files.note_file(session, tenant_id, caller(), _describe(query), total)

    def stream() -> Iterator[str]:
        with database.tenant_session(tenant_id) as session:
            rows = changes.iter_changes(session, tenant_id, question)
            yield from write_whole(change_files.FORMS[query.format](), rows)

    return stream_file(stream(), "rollcall-changes", query.format)


@blueprint.get("/changes/export/part")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, FilePart, 422), tags=["changes"], operation_id="export_changes_part")
def export_changes_part(query: ChangeExportPartQuery) -> FilePart:
    """The same file in parts, for whoever may not receive large answers: the texts put together are the file."""
    file, by = _describe(query), caller()
    with tenant_session() as (session, tenant_id):
        entry, cursor = taken_files.take_cursor(session, tenant_id, by, file, query.cursor) or (None, None)
        question = _fix_question(session, tenant_id, query, now())
        part = change_files.change_part(session, tenant_id, question, kind=query.format, cursor=cursor)
        part = taken_files.hand_out(session, tenant_id, by, file, part, entry=entry)
    return FilePart.model_validate(part)


def _read_question(query: ChangeFilterQuery) -> changes.ChangeQuestion:
    asked = query.model_dump(include=set(ChangeFilterQuery.model_fields) - {"q"})
    return changes.ChangeQuestion(**asked, text=query.q)


def _fix_question(
    session: Session, tenant_id: int, query: ChangeFilterQuery, moment: datetime
) -> changes.ChangeQuestion:
    """With the beginning that the page shows where none was named."""
    question = _read_question(query)
    return question if question.since else replace(question, since=changes.find_yesterday(session, tenant_id, moment))


def _describe(query: ChangeExportQuery) -> taken_files.File:
    asked = query.model_dump(mode="json", include=set(ChangeFilterQuery.model_fields), exclude_none=True)
    return taken_files.describe_changes(query.format, asked)
