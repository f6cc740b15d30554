"""Changes about people for the page: joined, left, suspended, restored, came or went, when, and by whom.

A beginning and an end of a span are a change each. Names are resolved when shown; what is gone has its last known one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa

from app.db import TenantSession
from app.directory.facts import load_catalogue
from app.directory.searching.history import find_today
from app.domain.changes import Change, ChangeKind, name_change
from app.domain.words import fold_text
from app.domain.zones import find_zone_or_utc
from app.models import ChangeSpan, DirectoryUser, Run
from app.services.browser.people import People, Person
from app.services.tenancy.settings import get_tenant

Cause = Literal["ours", "others"]
PAGE_SIZE: Final = 50
BATCH: Final = 1_000
_ENDED, _BEGAN = 0, 1
_BY_CAUSE: Final = sa.text("""
select count(*) as total, count(*) filter (where run is null) as others from (
    select began_run as run from change_spans where tenant_id = :tenant and began_at >= :since
    union all
    select ended_run from change_spans where tenant_id = :tenant and ended_at >= :since) c
""")
"""Asked by every look at the dashboard, so built once."""


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """Question about changes. since, until: by the moment at which they were found, the second one not included."""

    since: datetime | None = None
    until: datetime | None = None
    kind: ChangeKind | None = None
    change: Change | None = None
    group_id: str | None = None
    app: str | None = None
    account_id: str | None = None
    cause: Cause | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Place in a list of changes: it goes on behind this one."""

    at: datetime
    span_id: int
    side: int


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """The group or the app that a change is about, with its last known name; None: nobody knows it any more."""

    id: str
    name: str | None
    is_gone: bool
    gives_access: bool


@dataclass(frozen=True, slots=True)
class ChangeRun:
    """The run of ours that did it; without a name once it was removed."""

    id: int
    name: str | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change. It happened after `after` and by `at`; both are the same where a run of ours did it.

    role: of an app. status: what began or ended, other than active.
    """

    at: datetime
    after: datetime
    change: Change
    kind: ChangeKind
    user: Person
    thing: ChangedThing | None
    role: str | None
    status: str | None
    cause: Cause
    run: ChangeRun | None
    place: Place


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes, the newest first. `is_kept_since`: what happened before the first sync or beyond the retention is not
    known."""

    total: int
    since: datetime
    items: list[ChangeView]
    next_place: Place | None


def find_yesterday(session: TenantSession, now: datetime) -> datetime:
    """When yesterday began where the tenant is: what is shown unless somebody asks for more."""
    tenant = get_tenant(session, session.tenant_id)
    zone = find_zone_or_utc(tenant.time_zone)
    day = find_today(tenant, now) - timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def list_changes(
    session: TenantSession,
    question: ChangeQuestion,
    now: datetime,
    *,
    after: Place | None = None,
    size: int = PAGE_SIZE,
) -> ChangePage:
    """A page of changes; since yesterday unless asked otherwise."""
    asked = question if question.since else replace(question, since=find_yesterday(session, now))
    rows = _read(session, asked, after, size + 1)
    items = _view_all(session, rows[:size])
    following = items[-1].place if len(rows) > size else None
    total = count_changes(session, asked)
    return ChangePage(total, asked.since or now, items, following)


def count_changes(session: TenantSession, question: ChangeQuestion) -> int:
    """How many changes there are of these."""
    found = sa.union_all(*_list_sides(session.tenant_id, question)).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def count_by_cause(session: TenantSession, since: datetime) -> tuple[int, int]:
    """How many changes there are since then, and how many of them somebody else made; in one statement."""
    counted = session.execute(_BY_CAUSE, {"tenant": session.tenant_id, "since": since}).one()
    return counted.total, counted.others


def iter_changes(
    session: TenantSession, question: ChangeQuestion, *, after: Place | None = None
) -> Iterator[ChangeView]:
    """All of them, read piece by piece."""
    while True:
        rows = _read(session, question, after, BATCH)
        items = _view_all(session, rows)
        yield from items
        if len(rows) < BATCH:
            return
        after = items[-1].place


def _read(session: TenantSession, question: ChangeQuestion, after: Place | None, limit: int) -> Sequence[sa.Row[Any]]:
    found = sa.union_all(*_list_sides(session.tenant_id, question)).subquery()
    columns = found.c
    query = sa.select(found)
    if after is not None:
        here = sa.tuple_(columns.at, columns.id, columns.side)
        query = query.where(here < sa.tuple_(sa.literal(after.at), sa.literal(after.span_id), sa.literal(after.side)))
    ordered = query.order_by(columns.at.desc(), columns.id.desc(), columns.side.desc())
    return session.execute(ordered.limit(limit)).all()


def _list_sides(tenant_id: int, question: ChangeQuestion) -> list[sa.Select[*tuple[Any, ...]]]:
    """The beginnings and the ends of the spans, as changes."""
    span = ChangeSpan
    sides = (
        (_BEGAN, span.began_at, span.began_after, span.began_run),
        (_ENDED, span.ended_at, span.ended_after, span.ended_run),
    )
    return [
        sa.select(
            *(span.id, span.account_id, span.kind, span.thing_id, span.detail),
            sa.literal(side).label("side"),
            moment.label("at"),
            sa.func.coalesce(after, moment).label("after"),
            run.label("run_id"),
        ).where(span.tenant_id == tenant_id, moment.is_not(None), *_conditions(tenant_id, question, moment, run, side))
        for side, moment, after, run in sides
    ]


def _conditions(
    tenant_id: int, question: ChangeQuestion, moment: Any, run: Any, side: int
) -> Iterator[sa.ColumnElement[bool]]:
    span = ChangeSpan
    if question.since is not None:
        yield moment >= question.since
    if question.until is not None:
        yield moment < question.until
    if question.cause is not None:
        yield run.is_not(None) if question.cause == "ours" else run.is_(None)
    if question.kind is not None:
        yield span.kind == question.kind
    if question.change is not None:
        yield _is_change(question.change, side)
    if question.group_id is not None:
        yield sa.and_(span.kind == ChangeKind.GROUP, span.thing_id == question.group_id)
    if question.app is not None:
        yield sa.and_(span.kind == ChangeKind.APP, span.thing_id == question.app)
    if question.account_id is not None:
        yield span.account_id == question.account_id
    if question.text:
        pattern = fold_text(question.text)
        named = sa.select(DirectoryUser.account_id).where(
            DirectoryUser.tenant_id == tenant_id,
            sa.type_coerce(DirectoryUser.search_text, sa.Text).contains(pattern, autoescape=True),
        )
        yield sa.or_(span.account_id.in_(named), span.account_id == question.text)


def _is_change(change: Change, side: int) -> sa.ColumnElement[bool]:
    """Whether the beginning or the end of a span is called so."""
    span, is_beginning = ChangeSpan, side == _BEGAN
    kinds = [
        sa.and_(span.kind == kind, span.detail == "suspended" if kind == ChangeKind.STATUS else sa.true())
        for kind in ChangeKind
        if name_change(kind, "suspended", is_beginning=is_beginning) == change
    ]
    if name_change(ChangeKind.STATUS, "", is_beginning=is_beginning) == change:
        kinds.append(sa.and_(span.kind == ChangeKind.STATUS, span.detail != "suspended"))
    return sa.or_(sa.false(), *kinds)


def _view_all(session: TenantSession, rows: Sequence[sa.Row[Any]]) -> list[ChangeView]:
    if not rows:
        return []
    people = People(session, session.tenant_id, {row.account_id for row in rows})
    things = _name_things(session, {(row.kind, row.thing_id) for row in rows if row.thing_id})
    runs = _name_runs(session, {row.run_id for row in rows if row.run_id is not None})
    return [
        ChangeView(
            at=row.at,
            after=row.after,
            change=name_change(ChangeKind(row.kind), row.detail, is_beginning=row.side == _BEGAN),
            kind=ChangeKind(row.kind),
            user=people.get(row.account_id),
            thing=things.get((row.kind, row.thing_id)),
            role=row.detail if row.kind == ChangeKind.APP else None,
            status=row.detail if row.kind == ChangeKind.STATUS else None,
            cause="others" if row.run_id is None else "ours",
            run=None if row.run_id is None else ChangeRun(row.run_id, runs.get(row.run_id)),
            place=Place(row.at, row.id, row.side),
        )
        for row in rows
    ]


def _name_things(session: TenantSession, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], ChangedThing]:
    if not wanted:
        return {}
    catalogue = load_catalogue(session, session.tenant_id)
    named = {}
    for kind, thing_id in wanted:
        group, app = catalogue.groups.get(thing_id), catalogue.apps.get(thing_id)
        name = group.shown if group else app.label if app else catalogue.gone.get(thing_id)
        gives_access = group is not None and bool(group.grants)
        named[kind, thing_id] = ChangedThing(thing_id, name, group is None and app is None, gives_access)
    return named


def _name_runs(session: TenantSession, run_ids: set[int]) -> dict[int, str]:
    if not run_ids:
        return {}
    query = sa.select(Run.id, Run.specification["name"].as_string()).where(
        Run.tenant_id == session.tenant_id, Run.id.in_(run_ids)
    )
    return {run_id: name or "" for run_id, name in session.execute(query).all()}
