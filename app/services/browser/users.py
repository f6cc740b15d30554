"""The User Browser: asks the mirror, and adds what Rollcall itself did to a user."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db import TenantSession
from app.directory.facts import load_catalogue
from app.directory.searching import search as mirror
from app.directory.searching.search import UserRow, UserSearch
from app.directory.searching.user_detail import UserActivity, UserDirectory, UserGroupDetail
from app.domain.automation.actions import ANY_TAKING
from app.domain.automation.modes import LIVE
from app.domain.filters import FilterSpec, explain, matches
from app.domain.people.directory import UserFacts
from app.domain.states import StepOutcome
from app.models import Operation, Run
from app.services.automation.filters import read_specification
from app.services.engine.restored import spare_restored
from app.services.tenancy.settings import load_protection

SHOWN_HISTORY = 20


@dataclass(frozen=True, slots=True)
class UserQuestion:
    """Question of the User Browser; `specification` is a filter as it came from outside."""

    specification: dict[str, Any] | None = None
    text: str | None = None
    site_id: str | None = None
    app_id: str | None = None
    sort: str = "name"
    direction: str = "asc"
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Entry of a user's history: one thing that Rollcall did to them."""

    run_id: int
    run_name: str
    action: str
    target_name: str
    outcome: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class UserDetailView:
    """A user with everything that is known; the columns of the row stand beside it in `row`."""

    row: UserRow
    activity: tuple[UserActivity, ...]
    group_details: tuple[UserGroupDetail, ...]
    directories: tuple[UserDirectory, ...]
    history: list[HistoryEntry]
    odd_moments: Mapping[str, str]
    spared_for: str | None
    """Why a task would take nothing from the user now: a word of `app.domain.engine.reasons`; None: it may."""

    def to_dict(self) -> dict[str, Any]:
        """The row's columns and the details side by side, as the API shows them."""
        shown: dict[str, Any] = {field.name: getattr(self.row, field.name) for field in fields(self.row)}
        details = ("activity", "group_details", "directories", "history", "odd_moments", "spared_for")
        return shown | {name: getattr(self, name) for name in details}


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """Explanation of why a user matches a filter or not."""

    matches: bool
    tree: dict[str, Any]


def search(session: TenantSession, question: UserQuestion, now: datetime) -> mirror.UserPage:
    """A page of users and how many match. Raises Invalid."""
    return mirror.search_users(session, session.tenant_id, _to_search(question), now)


def check_question(question: UserQuestion) -> None:
    """Raises Invalid for what cannot be asked, before an answer begins to be streamed."""
    mirror.check_search(_to_search(question))


def iter_for_export(session: TenantSession, question: UserQuestion, now: datetime) -> Iterator[UserRow]:
    """All users who match, with constant memory."""
    return (user for _row_id, user in iter_rows(session, question, now))


def iter_rows(
    session: TenantSession, question: UserQuestion, now: datetime, *, after: tuple[str, int] | None = None
) -> Iterator[tuple[int, UserRow]]:
    """The same with their row ids; `after` is the name and the row id behind which to begin."""
    return mirror.iter_users_for_export(session, session.tenant_id, _to_search(question), now, after=after)


def find_state_mark(session: TenantSession) -> str:
    """Changes with whatever changes about anybody."""
    return mirror.find_state_mark(session, session.tenant_id)


def get_detail(session: TenantSession, account_id: str, now: datetime) -> UserDetailView:
    """One user. Raises NotFound."""
    detail = mirror.get_user_detail(session, session.tenant_id, account_id)
    return UserDetailView(
        row=detail.user,
        activity=detail.activity,
        group_details=detail.groups,
        directories=detail.directories,
        history=_load_history(session, account_id),
        odd_moments=detail.odd_moments,
        spared_for=_find_sparing(session, detail.facts, now),
    )


def explain_match(
    session: TenantSession, account_id: str, specification: dict[str, Any], now: datetime
) -> ExplanationView:
    """Explain why the user matches the filter or not, condition by condition. Raises NotFound, Invalid."""
    spec = read_specification(specification)
    detail = mirror.get_user_detail(session, session.tenant_id, account_id)
    catalogue = load_catalogue(session, session.tenant_id)
    tree = explain(spec, detail.facts, catalogue, now)
    return ExplanationView(matches(spec, detail.facts, catalogue, now), tree.to_json())


def _find_sparing(session: TenantSession, user: UserFacts, now: datetime) -> str | None:
    """By the safety rules of a run itself, as a task of nobody in particular would apply them."""
    protection = load_protection(session, session.tenant_id, now)
    protection = spare_restored(session, session.tenant_id, protection, now, [user.account_id])
    return protection.find_reason(user, ANY_TAKING, load_catalogue(session, session.tenant_id), now)


def _load_history(session: TenantSession, account_id: str) -> list[HistoryEntry]:
    query = (
        select(Operation, Run.specification["name"].astext)
        .join(Run, (Run.tenant_id == Operation.tenant_id) & (Run.id == Operation.run_id))
        .where(
            Operation.tenant_id == session.tenant_id,
            Operation.account_id == account_id,
            Operation.outcome.in_((StepOutcome.SUCCEEDED, StepOutcome.FAILED)),
            Run.mode == LIVE,  # a test run did nothing to anybody
        )
        .order_by(Operation.run_id.desc(), Operation.position)
        .limit(SHOWN_HISTORY)
    )
    return [
        HistoryEntry(row.run_id, name, row.action, row.target_name, row.outcome, row.finished_at)
        for row, name in session.execute(query)
    ]


def _to_search(question: UserQuestion) -> UserSearch:
    spec = FilterSpec() if question.specification is None else read_specification(question.specification)
    return UserSearch(
        spec=spec,
        text=question.text or None,
        sort=question.sort,
        direction=question.direction,
        site_id=question.site_id,
        app_id=question.app_id,
        cursor=question.cursor,
        limit=question.limit,
    )
