"""Bulk operations on a selection in the User Browser: a run of its own, with the engine, limits and log of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.db import database_now
from app.directory.facts import load_catalogue
from app.domain.automation.actions import Action, check_actions, describe_action, parse_actions, parse_known_actions
from app.domain.automation.blackouts import has_destructive
from app.domain.automation.frozen import freeze_core, freeze_selection
from app.domain.automation.timetable import find_obstacle
from app.domain.engine.reasons import explain_reason
from app.domain.errors import Conflict, Invalid
from app.domain.filters import FilterSpec, parse_filter
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue
from app.domain.rights import name_delegates
from app.domain.states import Trigger
from app.models import Run
from app.services.automation.blackouts import note_passed, pass_blackout
from app.services.automation.filters import check_references, read_specification
from app.services.automation.previews import PreviewView, foresee_holds, preview_plan
from app.services.automation.timetable import load_surroundings
from app.services.engine.named_groups import list_stale_groups
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import find_delegate, require_targets

_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """Draft of a bulk operation: selected users and actions.

    Either `account_ids`, or everybody who matches `specification` and `text` but `excluded` (selection
    across pages).
    """

    actions: tuple[dict[str, Any], ...]
    account_ids: tuple[str, ...] = ()
    specification: dict[str, Any] | None = None
    text: str | None = None
    excluded: tuple[str, ...] = ()
    max_users: int | None = None


def build_selection(draft: BulkDraft) -> FilterSpec:
    """The selection as a filter, so that it is planned, re-read and logged like any other. Raises Invalid."""
    if draft.account_ids:
        return parse_filter({"version": 1, "root": {"type": "people", "values": list(draft.account_ids)}})
    if draft.specification is None and not draft.text:
        raise Invalid(mistake("/account_ids", "no_users"))
    parts: list[dict[str, Any]] = []
    if draft.specification is not None:
        parts.append(read_specification(draft.specification).root.to_json())
    if draft.text:
        parts.append({"type": "text", "contains": draft.text})
    if draft.excluded:
        parts.append({"op": "not", "of": [{"type": "people", "values": list(draft.excluded)}]})
    return parse_filter({"version": 1, "root": {"op": "and", "of": parts}})


def find_stale_groups(session: Session, tenant_id: int, draft: BulkDraft, now: datetime) -> frozenset[str]:
    """The groups of an operation that are to be read again before its preview. Raises Invalid."""
    return list_stale_groups(session, tenant_id, build_selection(draft), parse_known_actions(list(draft.actions)), now)


def preview_bulk(
    session: Session,
    tenant_id: int,
    draft: BulkDraft,
    *,
    cursor: str | None,
    limit: int,
    now: datetime,
    has_totals: bool = True,
) -> PreviewView:
    """Preview the bulk operation by the run's own code. Nothing is written. Raises Invalid."""
    spec, actions = _read_draft(session, tenant_id, draft)
    view = preview_plan(
        session,
        tenant_id,
        spec,
        actions,
        cursor=cursor,
        limit=limit,
        now=now,
        has_totals=has_totals,
        is_task=False,
    )
    frozen = freeze_core(None, [action.to_json() for action in actions])
    return foresee_holds(session, tenant_id, view, specification=frozen)


def request_bulk(
    session: Session,
    tenant_id: int,
    draft: BulkDraft,
    *,
    by: str,
    is_emergency: bool = False,
    now: datetime | None = None,
) -> int:
    """Write a queued run for the selection; returns its id. is_emergency: on a blackout day, too.

    Raises Invalid, or Conflict with what stands in the way.
    """
    obstacle = find_obstacle(load_surroundings(session, tenant_id), has_filter=True)
    if obstacle:
        raise Conflict(obstacle, explain_reason(obstacle) or obstacle)
    spec, actions = _read_draft(session, tenant_id, draft)
    stored = [action.to_json() for action in actions]
    takes = has_destructive(stored)
    blackout = pass_blackout(session, tenant_id, takes=takes, is_emergency=is_emergency, now=now)
    run = Run(
        tenant_id=tenant_id,
        trigger=Trigger.BULK,
        created_at=database_now(session),
        specification=freeze_selection(
            name=_name_run(actions, load_catalogue(session, tenant_id)),
            specification=spec.to_json(),
            actions=stored,
            max_users=draft.max_users,
            passes_blackout=is_emergency,
            delegates=name_delegates(find_delegate(session)),
        ).to_json(),
        requested_by=by,
        counts={},
    )
    session.add(run)
    session.flush()
    after = {"run_id": run.id} | note_passed(blackout, is_emergency=is_emergency)
    record_change(session, tenant_id, by, Change("run.bulk_requested", "Bulk operation", after=after))
    announce_work(session)
    return run.id


def _name_run(actions: Sequence[Action], catalogue: Catalogue) -> str:
    """Name the run by its actions, so that one bulk operation can be told from another in a list."""
    name = f"Bulk operation: {'; '.join(describe_action(action, catalogue) for action in actions)}"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _read_draft(session: Session, tenant_id: int, draft: BulkDraft) -> tuple[FilterSpec, tuple[Action, ...]]:
    """Selection and actions, checked against what the organization has. Raises Invalid."""
    spec, actions = build_selection(draft), parse_actions(draft.actions)
    catalogue = load_catalogue(session, tenant_id)
    check_references(spec, catalogue)
    errors = check_actions(actions, catalogue)
    if errors:
        raise Invalid(*errors)
    require_targets(session, tenant_id, actions, catalogue)
    return spec, actions
