"""Last admins: the rule that nobody takes the last admin of an app, a site or the directory away.

A seat is one admin role on one entry. Only who is known to be an active person and to hold the role, as reads show
them and as our own log says, counts as staying; what is not known does not.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final

from app.domain.automation.actions import Action
from app.domain.automation.collateral import Detail
from app.domain.engine import reasons
from app.domain.people.accounts import PERSON
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue, UserFacts
from app.domain.rights import ADMIN_ROLES, ADMINISTRATION

Seat = tuple[str, str]
"""(resource id, role); a role of the whole organization is on no resource (`""`)."""
_ACTIVE: Final = "active"
_ELSEWHERE: Final = "no_membership"
LAST_ADMIN_DETAIL: Final = "last_admin"
_ORGANIZATION: Final = "ari:cloud:platform::org/"
_SITE: Final = "ari:cloud:platform::site/"
"""How the ids of an organization's and a site's own entries begin, which are no apps."""


def is_admin_seat(pair: Seat) -> bool:
    """Whether a role on an entry makes an admin; any role on the administration of an app does."""
    return pair[1] in ADMIN_ROLES or pair[0].startswith(ADMINISTRATION)


def list_seats(user: UserFacts, catalogue: Catalogue) -> frozenset[Seat]:
    """The admin roles of somebody, held directly or through groups."""
    platform = {("", role) for role in user.platform_roles & (ADMIN_ROLES - {ORG_ADMIN_ROLE})}
    held = frozenset({pair for pair in user.app_roles if is_admin_seat(pair)} | platform) | user.told_seats
    return held | _granted(user.groups, catalogue)


def list_held(user: UserFacts, logged: UserFacts | None, catalogue: Catalogue) -> frozenset[Seat]:
    """The seats that somebody certainly fills: an active person, as shown and as the log knows them."""
    if not can_fill_seats(user) or (logged is not None and not can_fill_seats(logged)):
        return frozenset()
    seats = list_seats(user, catalogue)
    return seats if logged is None else seats & list_seats(logged, catalogue)


def with_roles(user: UserFacts, held: Mapping[Seat, bool], catalogue: Catalogue) -> UserFacts:
    """The user with the admin roles that Atlassian shows them to hold, True: directly for sure.

    A site's own entry is none of the apps that are known here, and a group may give a role since the mirror was read.
    """
    told = name_seats_of(held)
    if not told:
        return user
    return replace(
        user,
        app_roles=user.app_roles | {pair for pair in told if pair[0] in catalogue.apps},
        told_seats=user.told_seats | told.keys(),
        loose_seats=user.loose_seats | {pair for pair, is_direct in told.items() if not is_direct},
    )


def name_seats_of(held: Mapping[Seat, bool]) -> dict[Seat, bool]:
    """The admin roles among the roles that Atlassian shows somebody to hold, True: directly for sure.

    But for that of an organization admin: they are never touched.
    """
    return {pair: one for pair, one in held.items() if is_admin_seat(pair) and pair[1] != ORG_ADMIN_ROLE}


def find_lost(before: UserFacts, after: UserFacts, catalogue: Catalogue) -> frozenset[Seat]:
    """The seats that a step takes from somebody, or may take: a role that came through a left group counts as gone.

    Whoever is surely out of everything already loses nothing.
    """
    if _is_out(before):
        return frozenset()
    seats = list_seats(before, catalogue)
    if _is_out(after):
        return seats
    suspended = {one for one, status in after.directories.items() if status == "suspended"}
    if any(before.directories.get(one) != "suspended" for one in suspended):
        return seats
    left = before.groups - after.groups
    gone = _granted(left, catalogue) | (before.app_roles - after.app_roles)
    if left:
        gone |= before.loose_seats  # any of these groups may be the one that gives it by now
    return (gone & seats) - _granted(after.groups, catalogue)


class AdminSeats:
    """Seats of admins and their holders, and who is still there when a plan, in its order, has taken others away.

    Whoever comes last in that order stays when nobody stays whom the plan leaves alone.
    """

    def __init__(self, holders: Mapping[Seat, AbstractSet[str]] | None = None) -> None:
        self._holders = {seat: set(accounts) for seat, accounts in (holders or {}).items()}

    def add(self, account_id: str, seats: Iterable[Seat]) -> None:
        """Add a holder of these seats."""
        for seat in seats:
            self._holders.setdefault(seat, set()).add(account_id)

    @property
    def accounts(self) -> frozenset[str]:
        """Accounts that fill some seat."""
        return frozenset().union(*self._holders.values())

    @property
    def filled(self) -> frozenset[Seat]:
        """The seats that somebody fills."""
        return frozenset(seat for seat, accounts in self._holders.items() if accounts)

    def holders_of(self, seat: Seat) -> frozenset[str]:
        """List the certain holders of a seat."""
        return frozenset(self._holders.get(seat, ()))

    def take(self, account_id: str, lost: AbstractSet[Seat]) -> tuple[Seat, ...]:
        """The seats that nobody else fills, for which the step must be spared; none: the seats are taken."""
        last = tuple(sorted(seat for seat in lost if not self.holders_of(seat) - {account_id}))
        for seat in () if last else lost:
            self._holders[seat].discard(account_id)
        return last


def spare_last(
    seats: AdminSeats | None,
    users: Iterable[UserFacts | None],
    after: Callable[[UserFacts], UserFacts],
    catalogue: Catalogue,
) -> tuple[Detail, ...]:
    """The admin roles that nobody else would hold after a step; none: the step may be done, and counts as done.

    users: one user as they are shown, and as the log knows them, None when it knows nothing new; after: what the step
    makes of them.
    """
    known = [user for user in users if user is not None]
    if seats is None or not known:
        return ()
    lost = frozenset().union(*(find_lost(user, after(user), catalogue) for user in known))
    return name_seats(seats.take(known[0].account_id, lost), catalogue)


def spare_admins(
    seats: AdminSeats | None,
    users: Iterable[UserFacts | None],
    after: Callable[[UserFacts], UserFacts],
    catalogue: Catalogue,
    *,
    is_delegated: bool,
) -> tuple[str | None, tuple[Detail, ...]]:
    """Find why a step must not be done for the sake of admin roles, and of which; None: it may, and counts as
    done.

    is_delegated: an admin who is no organization admin is behind it, and gives or takes no such role.
    """
    known = [user for user in users if user is not None]
    if is_delegated and any(_moves_seats(user, after(user), catalogue) for user in known):
        return reasons.ADMIN_TARGET, ()
    last = spare_last(seats, known, after, catalogue)
    return reasons.LAST_ADMIN if last else None, last


def _moves_seats(before: UserFacts, after: UserFacts, catalogue: Catalogue) -> bool:
    """Whether a step gives somebody an admin role or takes one, also by letting them in again or shutting them out."""
    return bool(find_lost(before, after, catalogue) or find_lost(after, before, catalogue))


def name_seats(seats: Iterable[Seat], catalogue: Catalogue) -> tuple[Detail, ...]:
    """Name the admin roles that a step was spared for."""
    return tuple(Detail("last_admin", role=role, apps=_name_entry(entry, catalogue)) for entry, role in seats)


def store_seats(details: Iterable[Detail]) -> dict[str, Any] | None:
    """The seats as a line of the log keeps them; None for a line that was not spared for one."""
    kept = [{"role": one.role, "apps": list(one.apps)} for one in details if one.kind == LAST_ADMIN_DETAIL]
    return {LAST_ADMIN_DETAIL: kept} if kept else None


def read_seats(before: Mapping[str, Any] | None) -> list[Detail]:
    """Read the seats that a line of the log kept."""
    kept = (before or {}).get(LAST_ADMIN_DETAIL, ())
    return [Detail("last_admin", role=str(one["role"]), apps=tuple(one["apps"])) for one in kept]


def can_take_seats(actions: Iterable[Action]) -> bool:
    """Whether the rule has to be asked at all."""
    return any(action.is_destructive for action in actions)


def _name_entry(entry: str, catalogue: Catalogue) -> tuple[str, ...]:
    if not entry or entry.startswith(_ORGANIZATION):
        return ()
    if entry.startswith(_SITE):
        site_id = entry.removeprefix(_SITE)
        names = {app.site_name for app in catalogue.apps.values() if app.site_id == site_id}
        return (min(names, default=catalogue.gone.get(site_id, site_id)),)
    app = catalogue.apps.get(entry)
    return (app.label if app else catalogue.gone.get(entry, entry),)


def _granted(group_ids: Iterable[str], catalogue: Catalogue) -> frozenset[Seat]:
    groups = (catalogue.groups[group_id] for group_id in group_ids if group_id in catalogue.groups)
    return frozenset(pair for group in groups for pair in group.grants if is_admin_seat(pair))


def can_fill_seats(user: UserFacts) -> bool:
    """Whether somebody can use what they hold: the app may be of any directory, so that they are active in each."""
    is_active = set(user.directories.values()) - {_ELSEWHERE} == {_ACTIVE}
    return user.kind == PERSON and user.status == _ACTIVE and is_active


def _is_out(user: UserFacts) -> bool:
    return user.status in ("inactive", "closed", "deactivated", "for_deletion") or (
        bool(user.directories) and set(user.directories.values()) == {"suspended"}
    )
