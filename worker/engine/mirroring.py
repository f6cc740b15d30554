"""Writes what operations have just changed into the mirror, in the transaction that records their outcomes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from app.directory.looks import say_nobody, say_run, say_unapplied
from app.directory.outcomes import (
    mirror_app_access_removed,
    mirror_app_roles_added,
    mirror_app_roles_removed,
    mirror_members_added,
    mirror_members_removed,
    mirror_membership_status,
)
from app.domain.automation import actions as act
from app.domain.engine import reasons
from app.domain.engine.composites import LEFT_GROUP, list_done
from app.domain.engine.planning import split_role_target
from app.domain.engine.recent import Element
from app.services.engine.operations import Settled

_Change = tuple[str, tuple[str, ...]]
"""The action that says how the mirror changes, and who and what it is about."""

_KEPT: Final = "kept_roles"
"""Direct roles that were seen behind those of a group that was left."""
_WRITERS: Final[dict[str, Callable[[Session, int, Sequence[Any]], None]]] = {
    act.ADD_TO_GROUPS: mirror_members_added,
    act.REMOVE_FROM_GROUPS: mirror_members_removed,
    act.REMOVE_APP_ACCESS: mirror_app_access_removed,
    act.GRANT_APP_ROLE: mirror_app_roles_added,
    act.REVOKE_APP_ROLE: mirror_app_roles_removed,
    _KEPT: mirror_app_roles_added,
    act.SUSPEND_USER: partial(mirror_membership_status, status="suspended"),
    act.RESTORE_USER: partial(mirror_membership_status, status="active"),
}
_IN_PLACE: Final = {
    ("group", True): act.ADD_TO_GROUPS,
    ("group", False): act.REMOVE_FROM_GROUPS,
    ("directory", True): act.SUSPEND_USER,
    ("directory", False): act.RESTORE_USER,
}
_SEEN_SO: Final = frozenset({(act.SUSPEND_USER, reasons.ALREADY_SUSPENDED), (act.RESTORE_USER, reasons.NOT_SUSPENDED)})
"""Steps that were not needed because their status was seen in that directory, where the mirror may not know it."""


def mirror_outcomes(session: Session, tenant_id: int, settled: Iterable[Settled], *, run_id: int, at: datetime) -> None:
    """Bring the mirror to what Atlassian confirmed by then; steps of a composite that failed half-way count too."""
    found = [change for one in settled for change in _iter_changes(one)]
    say_run(session, run_id, at)
    _write(session, tenant_id, found)


def mirror_steps(
    session: Session, tenant_id: int, account_id: str, steps: Iterable[Mapping[str, Any]], *, run_id: int, at: datetime
) -> None:
    """Bring the mirror to what the parts of a composite have changed, whatever becomes of the whole."""
    say_run(session, run_id, at)
    _write(session, tenant_id, _iter_step_changes(account_id, steps))


def mirror_looked_at(
    session: Session, tenant_id: int, found: Iterable[tuple[str, Element, bool]], *, run_id: int, at: datetime
) -> None:
    """Bring the mirror to what a look after the lag has shown of the run's changes: (account, thing, whether it is
    there)."""
    say_run(session, run_id, at)
    _write_in_place(session, tenant_id, found)


def mirror_unapplied(
    session: Session, tenant_id: int, found: Iterable[tuple[str, Element, bool]], *, run_id: int
) -> None:
    """Take back what the mirror was told of changes of the run that never showed, as above."""
    say_unapplied(session, run_id)
    _write_in_place(session, tenant_id, found)


def _write_in_place(session: Session, tenant_id: int, found: Iterable[tuple[str, Element, bool]]) -> None:
    _write(session, tenant_id, ((_IN_PLACE[kind, is_there], (who, what)) for who, (kind, what), is_there in found))


def _write(session: Session, tenant_id: int, found: Iterable[_Change]) -> None:
    """Write, and end the declaration of who does it."""
    changes: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for action, change in found:
        changes[action].append(change)
    # What is kept comes after the groups that gave the same roles.
    for action, rows in sorted(changes.items(), key=lambda change: change[0] == _KEPT):
        _WRITERS[action](session, tenant_id, rows)
    say_nobody(session)


def _iter_step_changes(account_id: str, steps: Iterable[Mapping[str, Any]]) -> Iterator[_Change]:
    for step in list_done(steps):
        if step["step"] == LEFT_GROUP:
            yield act.REMOVE_FROM_GROUPS, (account_id, str(step["group_id"]))
        else:
            yield act.REVOKE_APP_ROLE, (account_id, str(step["resource_id"]), str(step["role"]))


def _iter_changes(settled: Settled) -> Iterator[_Change]:
    operation, outcome = settled.operation, settled.outcome
    account_id, target = operation.account_id, operation.target
    yield from _iter_step_changes(account_id, outcome.steps)
    if (operation.action, outcome.reason) in _SEEN_SO:
        yield operation.action, (account_id, target.id)
    if outcome.outcome != "succeeded":
        return
    for app, role in (outcome.before or {}).get("direct_roles", ()) if target.kind == "group" else ():
        yield _KEPT, (account_id, str(app), str(role))
    if operation.action in act.ROLE_ACTIONS:
        yield operation.action, (account_id, *split_role_target(target.id))
    else:
        yield operation.action, (account_id, target.id)
