"""The User Browser: search, detail, explanation, export; pickers; the dashboard; what changed about people."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.context import caller, current_api, now, own_session, tenant_session
from app.api.files import stream_file
from app.api.schemas.changes import (
    ChangeEntry,
    ChangeExportPartQuery,
    ChangeExportQuery,
    ChangeFilterQuery,
    ChangePage,
    ChangeQuery,
)
from app.api.schemas.dashboard import Dashboard, DashboardHistory, DashboardQuery, HistoryQuery
from app.api.schemas.exemptions import ProspectList, TaskProspect
from app.api.schemas.files import ExportIn, ExportPartIn, FilePart
from app.api.schemas.users import (
    App,
    AppList,
    Domain,
    DomainList,
    ExplainIn,
    Explanation,
    Group,
    GroupPage,
    PickerQuery,
    RoleList,
    SiteList,
    SiteReference,
    User,
    UserDetail,
    UserPage,
    UserSearchIn,
)
from app.api.spec import answers, spec
from app.db import TenantSession
from app.platform.guards import current_principal, requires_admin, requires_admin_for_export
from app.platform.limits.bounds import asks_much, takes_lists
from app.services.browser import changes, dashboard, pickers, prospects, users
from app.services.files import change_files, downloads, exports, taken_files
from app.services.files.file_forms import write_whole

blueprint = Blueprint("users", __name__)


@blueprint.post("/users/search")
@requires_admin
@takes_lists
@spec.validate(resp=answers(200, UserPage, 422), tags=["users"], operation_id="search_users")
def search_users(json: UserSearchIn) -> UserPage:
    """A page of the users who match, and how many they are."""
    with own_session() as session:
        page = users.search(session, users.UserQuestion(**json.model_dump()), now())
    return UserPage(
        total=page.total, items=[User.model_validate(user) for user in page.items], next_cursor=page.next_cursor
    )


@blueprint.get("/users/<account_id>")
@requires_admin
@spec.validate(resp=answers(200, UserDetail, 404), tags=["users"], operation_id="get_user")
def get_user(account_id: str) -> UserDetail:
    """Everything that is known of one user, and what Rollcall did to them."""
    with own_session() as session:
        return UserDetail.model_validate(users.get_detail(session, account_id, now()).to_dict())


@blueprint.get("/users/<account_id>/tasks")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, ProspectList, 404), tags=["users"], operation_id="foresee_user")
def foresee_user(account_id: str) -> ProspectList:
    """Preview of every task's next run for one user, by the run's own code. Nothing is written."""
    with own_session() as session:
        views = prospects.foresee_person(session, account_id, now())
    return ProspectList(items=[TaskProspect.model_validate(view) for view in views])


@blueprint.post("/users/<account_id>/explain")
@requires_admin
@takes_lists
@spec.validate(resp=answers(200, Explanation, 404, 422), tags=["users"], operation_id="explain_user")
def explain_user(account_id: str, json: ExplainIn) -> Explanation:
    """Explain why a user matches a filter or not, condition by condition."""
    with own_session() as session:
        view = users.explain_match(session, account_id, json.specification, now())
    return Explanation.model_validate(view)


@blueprint.post("/users/export")
@requires_admin_for_export
@takes_lists
@spec.validate(resp=answers(200, None, 422), tags=["users"], operation_id="export_users")
def export_users(json: ExportIn) -> Response:
    """All users who match as CSV or JSON, streamed."""
    tenant_id = current_principal().tenant_id
    question = users.UserQuestion(specification=json.specification, text=json.text)
    users.check_question(question)
    moment, database = now(), current_api().database
    with database.tenant_session(tenant_id) as session:
        total = downloads.count_users(session, question, moment)
        file = taken_files.describe_export(json.format, json.specification, json.text)
        taken_files.note_file(session, caller(), file, total)

    def stream() -> Iterator[str]:
        with database.tenant_session(tenant_id) as session:
            rows = users.iter_for_export(session, question, moment)
            yield from write_whole(exports.FORMS[json.format](), rows)

    return stream_file(stream(), "rollcall-users", json.format)


@blueprint.post("/users/export/part")
@requires_admin_for_export
@takes_lists
@spec.validate(resp=answers(200, FilePart, 422), tags=["users"], operation_id="export_users_part")
def export_users_part(json: ExportPartIn) -> FilePart:
    """The same file in parts, for whoever may not receive large answers: the texts put together are the file."""
    question = users.UserQuestion(specification=json.specification, text=json.text)
    file, by = taken_files.describe_export(json.format, json.specification, json.text), caller()
    with own_session() as session:
        entry, cursor = taken_files.take_cursor(session, by, file, json.cursor) or (None, None)
        part = downloads.export_part(session, question, now(), kind=json.format, cursor=cursor)
        part = taken_files.hand_out(session, by, file, part, entry=entry)
    return FilePart.model_validate(part)


@blueprint.get("/groups")
@requires_admin
@spec.validate(resp=answers(200, GroupPage, 422), tags=["users"], operation_id="list_groups")
def list_groups(query: PickerQuery) -> GroupPage:
    """Groups by name; externally managed ones are marked."""
    with tenant_session() as (session, tenant_id):
        page = pickers.list_groups(session, tenant_id, search=query.search, cursor=query.cursor, limit=query.limit)
    return GroupPage(items=[Group.model_validate(group) for group in page.items], next_cursor=page.next_cursor)


@blueprint.get("/apps")
@requires_admin
@spec.validate(resp=answers(200, AppList), tags=["users"], operation_id="list_apps")
def list_apps() -> AppList:
    """All apps by site and name."""
    with tenant_session() as (session, tenant_id):
        return AppList(items=[App.model_validate(app) for app in pickers.list_apps(session, tenant_id)])


@blueprint.get("/sites")
@requires_admin
@spec.validate(resp=answers(200, SiteList), tags=["users"], operation_id="list_sites")
def list_sites() -> SiteList:
    """All sites by name."""
    with tenant_session() as (session, tenant_id):
        return SiteList(items=[SiteReference.model_validate(site) for site in pickers.list_sites(session, tenant_id)])


@blueprint.get("/email-domains")
@requires_admin
@spec.validate(resp=answers(200, DomainList), tags=["users"], operation_id="list_email_domains")
def list_email_domains() -> DomainList:
    """Email domains of the users, the most used first."""
    with tenant_session() as (session, tenant_id):
        return DomainList(items=[Domain.model_validate(one) for one in pickers.list_email_domains(session, tenant_id)])


@blueprint.get("/roles")
@requires_admin
@spec.validate(resp=answers(200, RoleList), tags=["users"], operation_id="list_roles")
def list_roles() -> RoleList:
    """Role ids that somebody holds."""
    with tenant_session() as (session, tenant_id):
        return RoleList(items=pickers.list_roles(session, tenant_id))


@blueprint.get("/dashboard")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, Dashboard), tags=["users"], operation_id="get_dashboard")
def get_dashboard(query: DashboardQuery) -> Dashboard:
    """The organization at a glance."""
    with own_session() as session:
        return Dashboard.model_validate(dashboard.get_dashboard(session, query.site_id, now()))


@blueprint.get("/dashboard/history")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, DashboardHistory), tags=["users"], operation_id="get_dashboard_history")
def get_dashboard_history(query: HistoryQuery) -> DashboardHistory:
    """How the numbers of each app developed, day by day."""
    with own_session() as session:
        view = dashboard.get_history(session, query.site_id, query.days, now())
    return DashboardHistory.model_validate(view)


@blueprint.get("/changes")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, ChangePage, 422), tags=["users"], operation_id="list_changes")
def list_changes(query: ChangeQuery) -> ChangePage:
    """List changes about people: joined, left, suspended, restored, appeared, vanished, and by whom."""
    after = change_files.read_place(query.cursor)[0] if query.cursor else None
    with own_session() as session:
        page = changes.list_changes(session, _read_change_question(query), now(), after=after, size=query.limit)
    return ChangePage(
        total=page.total,
        since=page.since,
        items=[ChangeEntry.model_validate(view) for view in page.items],
        next_cursor=change_files.write_place(page.next_place) if page.next_place else None,
    )


@blueprint.get("/changes/export")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, None, 422), tags=["users"], operation_id="export_changes")
def export_changes(query: ChangeExportQuery) -> Response:
    """The changes as CSV or JSON, streamed."""
    tenant_id, database = current_principal().tenant_id, current_api().database
    with database.tenant_session(tenant_id) as session:
        question = _fix_change_question(session, query, now())
        total = changes.count_changes(session, question)
        taken_files.note_file(session, caller(), _describe_changes(query), total)

    def stream() -> Iterator[str]:
        with database.tenant_session(tenant_id) as session:
            rows = changes.iter_changes(session, question)
            yield from write_whole(change_files.FORMS[query.format](), rows)

    return stream_file(stream(), "rollcall-changes", query.format)


@blueprint.get("/changes/export/part")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, FilePart, 422), tags=["users"], operation_id="export_changes_part")
def export_changes_part(query: ChangeExportPartQuery) -> FilePart:
    """The same file in parts, for whoever may not receive large answers: the texts put together are the file."""
    file, by = _describe_changes(query), caller()
    with own_session() as session:
        entry, cursor = taken_files.take_cursor(session, by, file, query.cursor) or (None, None)
        question = _fix_change_question(session, query, now())
        part = change_files.change_part(session, question, kind=query.format, cursor=cursor)
        part = taken_files.hand_out(session, by, file, part, entry=entry)
    return FilePart.model_validate(part)


def _read_change_question(query: ChangeFilterQuery) -> changes.ChangeQuestion:
    asked = query.model_dump(include=set(ChangeFilterQuery.model_fields) - {"q"})
    return changes.ChangeQuestion(**asked, text=query.q)


def _fix_change_question(session: TenantSession, query: ChangeFilterQuery, moment: datetime) -> changes.ChangeQuestion:
    """With the beginning that the page shows where none was named."""
    question = _read_change_question(query)
    return question if question.since else replace(question, since=changes.find_yesterday(session, moment))


def _describe_changes(query: ChangeExportQuery) -> taken_files.File:
    asked = query.model_dump(mode="json", include=set(ChangeFilterQuery.model_fields), exclude_none=True)
    return taken_files.describe_changes(query.format, asked)
