"""Looks at many people at once, for the check of an ended run: a search for each hundred and directory, no writes.

What is direct is told in bulk by nothing but the search for those who hold a role on an app; it is asked only about
people of whom the number of their apps leaves it open.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.atlassian.paging import iter_pages
from app.atlassian.records import Page, UserRecord
from app.directory.known_people import STRANGER, KnownPerson
from app.directory.syncing.sync_untold import INLINE_GROUPS_CAP
from app.domain.automation.actions.steps import UNKNOWN_STATUS
from app.domain.engine.afterwards.checks import Seen
from app.domain.engine.afterwards.rest import see_granted
from app.domain.people.directory import Catalogue
from worker.live.directory_status import fetch_statuses, is_status_open
from worker.live.live import fetch_live_users, membership_of
from worker.live.roles import read_roles
from worker.live.roster import Roster

MAX_ADDRESSES: Final = 100
_SHOWN: Final = ("groups", "counts.resources")
_LOOKING_ONLY: Final = Roster(frozenset(), are_roles_told=True)


@dataclass(frozen=True, slots=True)
class Looker:
    """Asks about people whom the mirror knows."""

    api: AdminApi
    catalogue: Catalogue
    known: Mapping[str, KnownPerson]

    def look_at_all(self, accounts: Iterable[str]) -> dict[str, Seen]:
        """Those who have an address, a search for each hundred and directory. Raises AtlassianError."""
        people = {one for one in accounts if self._find(one).profile.email}
        rows: dict[str, dict[str, UserRecord]] = {account: {} for account in people}
        for directory_id, row in self._search(people, partial(self.api.search_users, expand=_SHOWN)):
            rows[row.account_id][directory_id] = row
        return {
            account: self._read_rows(found)
            for account, found in rows.items()
            if self._find(account).directories == found.keys()
        }

    def look_at_each(self, accounts: Sequence[str]) -> dict[str, Seen]:
        """Ten a search, with all of their groups and the status in each directory. Raises AtlassianError."""
        seen = {}
        for start in range(0, len(accounts), MAX_IDS_PER_SEARCH):
            some = accounts[start : start + MAX_IDS_PER_SEARCH]
            found = fetch_live_users(self.api, self.catalogue, self.known, some, roster=_LOOKING_ONLY)
            for account, live in found.items():
                facts = fetch_statuses(self.api, live).facts
                if not live.problem:
                    granted = see_granted(facts.groups, self.catalogue)
                    seen[account] = Seen(facts.groups, facts.directories, granted_roles=granted, status=facts.status)
        return seen

    def find_holders(self, accounts: Collection[str], app: str, role: str | None = None) -> frozenset[str]:
        """Find those of them who have an app, or a role on it, in any way. Raises AtlassianError."""
        search = partial(self.api.search_users, resource_ids=(app,), role_ids=(role,) if role else ())
        return frozenset(row.account_id for _at, row in self._search(accounts, search))

    def read_direct(self, account: str, app: str) -> frozenset[str]:
        """The roles that somebody holds directly on an app; a call a directory. Raises AtlassianError."""
        return frozenset(read_roles(self.api, account, self._find(account).directories, app).direct)

    def _find(self, account: str) -> KnownPerson:
        return self.known.get(account, STRANGER)

    def _search(
        self, accounts: Iterable[str], search: Callable[..., Page[UserRecord]]
    ) -> Iterator[tuple[str, UserRecord]]:
        """The directories and rows of these people alone, whatever else an answer has."""
        people = sorted(set(accounts))
        for directory_id in sorted({one for account in people for one in self._find(account).directories}):
            inside = [one for one in people if directory_id in self._find(one).directories]
            for how in self._name(inside):
                for page in iter_pages(partial(search, directory_id, **how)):
                    yield from ((directory_id, row) for row in page.rows if row.account_id in inside)

    def _name(self, accounts: Iterable[str]) -> Iterator[dict[str, list[str]]]:
        """How a search names them: by their addresses, as many as it takes, and ten by their ids."""
        named = {account: self._find(account).profile.email for account in accounts}
        addresses = [email for email in named.values() if email]
        for start in range(0, len(addresses), MAX_ADDRESSES):
            yield {"emails": addresses[start : start + MAX_ADDRESSES]}
        others = [account for account, email in named.items() if not email]
        for start in range(0, len(others), MAX_IDS_PER_SEARCH):
            yield {"account_ids": others[start : start + MAX_IDS_PER_SEARCH]}

    def _read_rows(self, rows: Mapping[str, UserRecord]) -> Seen:
        lists = [row.groups for row in rows.values()]
        is_whole = all(groups is not None and len(groups) < INLINE_GROUPS_CAP for groups in lists)
        groups = frozenset(group.group_id for groups in lists for group in groups or ())
        told = {directory_id: membership_of(row) for directory_id, row in rows.items()}
        shown = {row.status for row in rows.values()}
        return Seen(
            groups if is_whole else None,
            dict.fromkeys(told, UNKNOWN_STATUS) if is_status_open(told) else told,
            granted_roles=see_granted(groups, self.catalogue),
            # Of somebody in several directories nothing says whether a number is that of one of them.
            app_count=next(iter(rows.values())).app_count if len(rows) == 1 else None,
            status=shown.pop() if len(shown) == 1 else None,
        )
