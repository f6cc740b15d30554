"""Settings, the protected list, the audit log."""

from dataclasses import asdict

from flask import Blueprint
from sqlalchemy.orm import Session

from app.api.context import caller, now, own_session, tenant_session
from app.api.schemas.files import FilePart
from app.api.schemas.organization import (
    AuditEntry,
    AuditExportQuery,
    AuditFilterQuery,
    AuditPage,
    AuditQuery,
    LogProof,
    ProtectedEntry,
    ProtectedEntryIn,
    ProtectedList,
    RestoredPage,
    RestoredQuery,
    RestoredUser,
    TimeZone,
    TimeZoneList,
)
from app.api.schemas.settings import Settings, SettingsIn
from app.api.spec import answers, spec
from app.domain.zones import list_zones
from app.platform.guards import (
    requires_account,
    requires_admin,
    requires_admin_for_change,
    requires_admin_for_export,
    requires_configuration,
)
from app.platform.limits.bounds import asks_much
from app.services.engine import restored
from app.services.engine.releasing import four_eyes
from app.services.engine.runs import stop_all_runs
from app.services.files import audit_files, taken_files
from app.services.records import audit
from app.services.records.log_proof import prove_log
from app.services.tenancy import settings as service

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
@requires_admin
@spec.validate(resp=answers(200, Settings), tags=["settings"], operation_id="get_settings")
def get_settings() -> Settings:
    """The present settings."""
    with tenant_session() as (session, tenant_id):
        return _show_settings(session, tenant_id)


@blueprint.patch("/settings")
@requires_admin_for_change
@spec.validate(resp=answers(200, Settings, 422), tags=["settings"], operation_id="update_settings")
def update_settings(json: SettingsIn) -> Settings:
    """Change settings; absent ones stay. The stop switch also ends all active runs."""
    changes = json.model_dump(exclude_none=True)
    with tenant_session() as (session, tenant_id):
        service.update_settings(session, tenant_id, changes, by=caller(), now=now())
        if changes.get("is_stopped"):
            stop_all_runs(session, tenant_id, by=caller(), now=now())
        return _show_settings(session, tenant_id)


@blueprint.get("/time-zones")
@requires_account
@spec.validate(resp=answers(200, TimeZoneList), tags=["settings"], operation_id="list_time_zones")
def list_time_zones() -> TimeZoneList:
    """The time zones that can be chosen, also before an organization is connected."""
    return TimeZoneList(items=[TimeZone.model_validate(zone) for zone in list_zones(now())])


@blueprint.get("/protected")
@requires_admin
@spec.validate(resp=answers(200, ProtectedList), tags=["settings"], operation_id="list_protected")
def list_protected() -> ProtectedList:
    """Users, groups and domains that no task may touch."""
    with tenant_session() as (session, tenant_id):
        views = service.list_protected(session, tenant_id)
    return ProtectedList(items=[ProtectedEntry.model_validate(view) for view in views])


@blueprint.post("/protected")
@requires_configuration
@spec.validate(resp=answers(201, ProtectedEntry, 404, 409, 422), tags=["settings"], operation_id="add_protected")
def add_protected(json: ProtectedEntryIn) -> tuple[ProtectedEntry, int]:
    """Protect a user (by account id or email), a group or a domain."""
    entry = service.NewProtectedEntry(json.kind, json.value, json.reason, json.expires_at, json.includes_subdomains)
    with tenant_session() as (session, tenant_id):
        view = service.add_protected(session, tenant_id, entry, by=caller(), now=now())
    return ProtectedEntry.model_validate(view), 201


@blueprint.delete("/protected/<int:entry_id>")
@requires_configuration
@spec.validate(resp=answers(204, None, 404), tags=["settings"], operation_id="remove_protected")
def remove_protected(entry_id: int) -> tuple[str, int]:
    """Take an entry off the list."""
    with tenant_session() as (session, tenant_id):
        service.remove_protected(session, tenant_id, entry_id, by=caller())
    return "", 204


@blueprint.get("/restored")
@requires_admin
@spec.validate(resp=answers(200, RestoredPage, 422), tags=["settings"], operation_id="list_restored")
def list_restored(query: RestoredQuery) -> RestoredPage:
    """Users whom an undo or a bulk restore gave something back, and from whom tasks take nothing for a time."""
    with tenant_session() as (session, tenant_id):
        page = restored.list_restored(session, tenant_id, now(), cursor=query.cursor, limit=query.limit)
    return RestoredPage(items=[RestoredUser.model_validate(one) for one in page.items], next_cursor=page.next_cursor)


@blueprint.delete("/restored/<int:restored_id>")
@requires_configuration
@spec.validate(resp=answers(204, None, 404), tags=["settings"], operation_id="end_sparing")
def end_sparing(restored_id: int) -> tuple[str, int]:
    """Let tasks act on a user again before the time is over."""
    with tenant_session() as (session, tenant_id):
        restored.end_sparing(session, tenant_id, restored_id, by=caller())
    return "", 204


@blueprint.get("/audit")
@requires_admin
@spec.validate(resp=answers(200, AuditPage, 422), tags=["settings"], operation_id="list_audit")
def list_audit(query: AuditQuery) -> AuditPage:
    """Every change made in the app, newest first."""
    with tenant_session() as (session, tenant_id):
        page = audit.list_audit(session, tenant_id, query.cursor, _read_question(query))
    return AuditPage(items=[AuditEntry.model_validate(view) for view in page.items], next_cursor=page.next_cursor)


@blueprint.get("/audit/export")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, FilePart, 422), tags=["settings"], operation_id="export_audit")
def export_audit(query: AuditExportQuery) -> FilePart:
    """The audit log as CSV or JSON lines, in parts: the texts put together are the file."""
    asked = query.model_dump(mode="json", exclude={"cursor", "format"}, exclude_none=True)
    file, by = taken_files.describe_audit(query.format, asked), caller()
    with own_session() as session:
        entry, cursor = taken_files.take_cursor(session, by, file, query.cursor) or (None, None)
        question = _read_question(query)
        part = audit_files.audit_part(session, question, kind=query.format, cursor=cursor)
        part = taken_files.hand_out(session, by, file, part, entry=entry)
    return FilePart.model_validate(part)


@blueprint.get("/audit/proof")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, LogProof), tags=["settings"], operation_id="prove_audit")
def prove_audit() -> LogProof:
    """Whether the audit log and the log of runs are as they were written; names the first row that is not."""
    with tenant_session() as (session, tenant_id):
        return LogProof.model_validate(prove_log(session, tenant_id))


def _show_settings(session: Session, tenant_id: int) -> Settings:
    view = service.get_settings(session, tenant_id)
    admins = len(four_eyes.list_admins(session, tenant_id))
    stored = asdict(view) | {"is_time_zone_known": view.is_time_zone_known}
    return Settings(**stored, organization_admins=admins)


def _read_question(query: AuditFilterQuery) -> audit.AuditQuestion:
    return audit.AuditQuestion(query.account_id, query.subject, query.since, query.until)
