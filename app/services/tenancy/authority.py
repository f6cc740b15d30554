"""For whom a session works: an organization admin, a delegated admin with their reach, or the app itself (a worker).

The API names the caller on the session; whatever saves, runs or undoes asks here. Without a caller nothing is withheld:
workers carry out what was allowed when it was saved.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.directory.facts import load_catalogue
from app.domain.automation.actions import Action, parse_known_actions
from app.domain.errors import FieldError, Forbidden, Invalid
from app.domain.filters import read_filter, references
from app.domain.people.directory import Catalogue
from app.domain.rights import NamedGroups, Reach, Right, find_beyond_reach, join_delegates
from app.models import SavedFilter, Task

_CALLER: Final = "caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """The person at the page. `reach` counts for delegated admins alone."""

    account_id: str
    rights: frozenset[Right]
    reach: Reach

    @property
    def is_delegated(self) -> bool:
        """True for everybody who is let in and is no organization admin."""
        return Right.CONFIGURE not in self.rights


def name_caller(session: Session, caller: Caller) -> None:
    """Say for whom this session works."""
    session.info[_CALLER] = caller


def find_delegate(session: Session) -> str | None:
    """The account of the delegated admin for whom this session works; None for organization admins and workers."""
    caller = _find_delegated(session)
    return None if caller is None else caller.account_id


def note_delegate(session: Session, stored: str | None) -> str | None:
    """Those behind a task or a filter once the caller has saved it: an organization admin answers for all of it alone,
    a delegated one joins whoever else of them has shaped it."""
    delegate = find_delegate(session)
    return None if delegate is None else join_delegates(stored, delegate)


def find_delegates(session: Session) -> frozenset[str]:
    """The same as a set, as protection takes it."""
    delegate = find_delegate(session)
    return frozenset() if delegate is None else frozenset({delegate})


def require_reach(session: Session, tenant_id: int, actions: Sequence[Action]) -> None:
    """Raise Forbidden when the actions reach beyond what the caller administers."""
    if _find_refused(session, tenant_id, actions, lambda: load_catalogue(session, tenant_id)):
        raise Forbidden("beyond_rights", "This reaches beyond what you administer. Ask an organization admin to do it.")


def require_reach_of_users(session: Session, tenant_id: int, filter_id: int) -> None:
    """Raise Forbidden when the caller would choose the people of a task that is beyond their reach."""
    if _find_delegated(session) is None:
        return
    using = select(Task.actions).where(
        Task.tenant_id == tenant_id, Task.filter_id == filter_id, Task.removed_at.is_(None)
    )
    actions = [action for stored in session.scalars(using) for action in parse_known_actions(stored)]
    require_reach(session, tenant_id, actions)


def require_targets(session: Session, tenant_id: int, actions: Sequence[Action], catalogue: Catalogue) -> None:
    """Raise Invalid with every target that the caller may not name."""
    errors = _find_refused(session, tenant_id, actions, lambda: catalogue)
    if errors:
        raise Invalid(*errors)


def _find_refused(
    session: Session, tenant_id: int, actions: Sequence[Action], load: Callable[[], Catalogue]
) -> list[FieldError]:
    """The targets that the caller may not name. Names are loaded for delegated admins alone: they cost with groups."""
    caller = _find_delegated(session)
    if caller is None:
        return []
    if not any(action.targets for action in actions):
        return find_beyond_reach(actions, Catalogue(), caller.reach)
    return find_beyond_reach(actions, load(), caller.reach, _load_named_groups(session, tenant_id))


def _load_named_groups(session: Session, tenant_id: int) -> NamedGroups:
    """Pairs of tasks that ask who is in a group, and their actions. A filter that cannot be understood finds nobody."""
    both = (SavedFilter.tenant_id == Task.tenant_id) & (SavedFilter.id == Task.filter_id)
    query = select(Task.actions, SavedFilter.specification).join(SavedFilter, both)
    found: list[tuple[Sequence[Action], frozenset[str]]] = []
    for stored, specification in session.execute(query.where(Task.tenant_id == tenant_id, Task.removed_at.is_(None))):
        with suppress(Invalid):
            found.append((parse_known_actions(stored), references(read_filter(specification)).groups))
    return NamedGroups([one for one in found if one[1]])


def has_right(session: Session, right: Right) -> bool:
    """Whether the caller has this right; workers, for whom nobody calls, have every right."""
    caller = session.info.get(_CALLER)
    return not isinstance(caller, Caller) or right in caller.rights


def require_right(session: Session, right: Right) -> None:
    """Raise Forbidden when the caller is known and has not this right."""
    if not has_right(session, right):
        raise forbid_right()


def forbid_right() -> Forbidden:
    """The refusal of what belongs to organization admins."""
    return Forbidden("org_admin_needed", "Only organization admins may do this. Ask one of them.")


def _find_delegated(session: Session) -> Caller | None:
    caller = session.info.get(_CALLER)
    return caller if isinstance(caller, Caller) and caller.is_delegated else None
