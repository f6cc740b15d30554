"""Guards: markers of who may call a view; every view function carries exactly one.

The marker is data on the function. One check before every request (`app.platform.edge`) reads it and
enforces it; a view without a marker is refused. Markers may stand above or below decorators that
use `functools.wraps`.
"""

import enum
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final, TypeVar

from flask import Flask, g

from app.domain.rights import Right
from app.platform.context import current_context
from app.platform.principal import Principal
from app.services.tenancy.access import CHANGE_MAX_AGE_SECONDS, MAX_AGE_SECONDS, Access, check_access

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "rollcall_guard"


class Guard(enum.Enum):
    """Guard of a view: its demand on the caller. Each kind of token opens exactly one kind of door."""

    PUBLIC = "public"
    ALWAYS = "always"
    CONNECT_LIFECYCLE = "connect_lifecycle"
    CONNECT_NOTIFICATION = "connect_notification"
    CONNECT_PAGE = "connect_page"
    FORGE_EVENT = "forge_event"
    ACCOUNT = "account"
    ADMIN = "admin"
    EXPORT = "export"
    ADMIN_FOR_CHANGE = "admin_for_change"
    RELEASE = "release"
    CONFIGURATION = "configuration"


NEEDED_RIGHT: Final = MappingProxyType(
    {
        Guard.ADMIN: Right.BROWSE,
        Guard.EXPORT: Right.BROWSE,
        Guard.ADMIN_FOR_CHANGE: Right.AUTOMATE,
        Guard.RELEASE: Right.RELEASE,
        Guard.CONFIGURATION: Right.CONFIGURE,
    }
)
"""The right of the table in `app.domain.rights` that each kind of admin's view asks for."""


def public(view: View) -> View:
    """Open to everybody, within a budget of the caller's address: the descriptor, metrics and static files."""
    return _mark(view, Guard.PUBLIC)


def answers_always(view: View) -> View:
    """Open to everybody and never refused: health, whose work does not grow with the calls."""
    return _mark(view, Guard.ALWAYS)


def connect_lifecycle(view: View) -> View:
    """`installed` and `uninstalled`: a token signed with an install key of Atlassian (RS256)."""
    return _mark(view, Guard.CONNECT_LIFECYCLE)


def connect_notification(view: View) -> View:
    """`enabled` and `disabled`: a token signed with the installation's secret, bound to this request."""
    return _mark(view, Guard.CONNECT_NOTIFICATION)


def connect_page(view: View) -> View:
    """A page in an iframe: a token bound to this request, with a person. `current_principal()` is set."""
    return _mark(view, Guard.CONNECT_PAGE)


def forge_event(view: View) -> View:
    """Guard of Forge's own events: an invocation token without a page. `current_invocation()` is set."""
    return _mark(view, Guard.FORGE_EVENT)


def requires_account(view: View) -> View:
    """A token of our page with a person, whatever their rights: only set-up routes and `/me`.

    Of Connect a context token, of Forge an invocation token with a context; the same for the two below.
    """
    return _mark(view, Guard.ACCOUNT)


def requires_admin(view: View) -> View:
    """A token of a person who may use the app (product chapter 2); for reading."""
    return _mark(view, Guard.ADMIN)


def requires_admin_for_export(view: View) -> View:
    """Like `requires_admin`, and Atlassian confirmed the rights within the last seconds, for what leaves the app."""
    return _mark(view, Guard.EXPORT)


def requires_admin_for_change(view: View) -> View:
    """Like `requires_admin`, and Atlassian confirmed the rights within the last seconds; for writing."""
    return _mark(view, Guard.ADMIN_FOR_CHANGE)


def requires_release(view: View) -> View:
    """Like `requires_admin_for_change`, for organization admins: release or reject a held plan."""
    return _mark(view, Guard.RELEASE)


def requires_configuration(view: View) -> View:
    """Like `requires_admin_for_change`, for organization admins: settings, protected list, channels, access."""
    return _mark(view, Guard.CONFIGURATION)


def find_guard(view: Callable[..., Any]) -> Guard | None:
    """The marker of a view function, None when it has none."""
    guard = getattr(view, _MARK, None)
    return guard if isinstance(guard, Guard) else None


def list_unguarded(app: Flask) -> list[str]:
    """Endpoints whose view carries no marker; they are refused at run time, and must not exist."""
    return sorted(name for name, view in app.view_functions.items() if find_guard(view) is None)


def current_principal() -> Principal:
    """Caller, behind every guard but `public` and the lifecycle ones. Raises LookupError there."""
    principal = g.get("principal")
    if not isinstance(principal, Principal):
        raise LookupError("no principal: this view is not guarded by an account or admin marker")
    return principal


def find_caller_access() -> Access | None:
    """Access of the caller where an admin guard has asked, else None."""
    access = g.get("access")
    return access if isinstance(access, Access) else None


def find_access(*, is_change: bool = False) -> Access:
    """Find the present caller's access. Raises Unavailable when Atlassian has to be asked and cannot be.

    For pages and for views behind `requires_account`; admin guards have asked already.
    """
    context, principal = current_context(), current_principal()
    return check_access(
        context.database,
        principal.tenant_id,
        principal.account_id,
        context.clock(),
        roles_lookup=context.roles_lookup,
        is_change=is_change,
        max_age_seconds=CHANGE_MAX_AGE_SECONDS if is_change else MAX_AGE_SECONDS,
        may_recheck=lambda: context.recheck_throttle.take(f"{principal.tenant_id}:{principal.account_id}"),
    )


def _mark(view: View, guard: Guard) -> View:
    if find_guard(view) is not None:
        raise TypeError(f"{view.__name__} already carries a guard")
    setattr(view, _MARK, guard)
    return view
