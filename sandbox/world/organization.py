"""One organization: its records, the relations between them, and the questions that can be asked about them.

It refuses nothing and decides nothing about HTTP: rules live in `sandbox.adminapi`, changes in `sandbox.world.effects`.
Methods named `seen_*` show what a lagging index shows; all others tell the truth. Callers hold the world's lock.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sandbox.switches import Switches
from sandbox.world.directory import NON_PERSONS, PERSON, ApiKey, App, Directory, Domain, Grant, Group, Site, User
from sandbox.world.relation import Relation

ORG_ADMIN = "atlassian/org-admin"
SITE_ADMIN = "atlassian/site-admin"
USER_ACCESS_ADMIN = "atlassian/user-access-admin"
AI_ACCESS = "atlassian/ai-access"
PLATFORM_ROLES = (ORG_ADMIN, SITE_ADMIN, USER_ACCESS_ADMIN, AI_ACCESS)
BILLABLE_ROLES = ("atlassian/user", "atlassian/admin")


class Access(NamedTuple):
    """One way in which a user holds a role: `method` direct, group_direct or inferred; `group_id` for groups."""

    grant: Grant
    method: str
    group_id: str | None


class Organization:
    """An organization in memory. Dictionaries are keyed by the record's own id."""

    def __init__(self, org_id: str, name: str) -> None:
        self.org_id = org_id
        self.name = name
        # The resource on which organization-level roles are held.
        self.platform_resource_id = f"ari:cloud:platform::org/{org_id}"
        self.seed: dict[str, Any] = {}
        self.keys: dict[str, ApiKey] = {}
        self.directories: dict[str, Directory] = {}
        self.sites: dict[str, Site] = {}
        self.apps: dict[str, App] = {}
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.domains: dict[str, Domain] = {}
        self.switches = Switches()
        self.membership: Relation[str, str] = Relation()
        self.in_directory: Relation[str, str] = Relation()
        self.suspended_in: Relation[str, str] = Relation()
        self.user_grants: Relation[str, Grant] = Relation()
        self.group_grants: Relation[str, Grant] = Relation()
        self.reverting: list[tuple[str, str, str]] = []
        # Groups that searches do not show yet: group id → visible from (epoch seconds).
        self.hidden_groups: dict[str, float] = {}
        # Activity that reads do not show yet: (account, resource) → (what they show, until when in epoch seconds).
        self.late_activity: dict[tuple[str, str], tuple[str | None, float]] = {}
        # Accounts whose life reads show late: account id → (the record they show, until when in epoch seconds).
        self.late_accounts: dict[str, tuple[User, float]] = {}
        # Accounts that wait for the end of a deletion's grace: account id → when it is over.
        self.doomed: dict[str, str] = {}
        self.record_version = 0
        # Kept results of searches and pinned walks; they belong to the reader of the index, never to the state.
        self.search_cache: dict[str, tuple[tuple[int, ...], list[str]]] = {}
        self.pinned_lists: dict[str, Sequence[Any]] = {}
        self._emails: dict[str, str] = {}
        self._group_resources: tuple[int, dict[str, set[str]]] = (-1, {})

    # -- identity ---------------------------------------------------------------------------------------------

    @property
    def scim_directory_id(self) -> str:
        """The id of the identity provider's directory: another one than those of the admin API (contract 11)."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"scim:{self.org_id}"))

    @property
    def scim_key(self) -> str:
        """The key of the identity provider; derived, so that it needs no place in the state."""
        return hashlib.blake2b(self.org_id.encode(), key=b"rehearsal scim key", digest_size=24).hexdigest()

    def fresh_id(self, name: str) -> str:
        """Return an id for a new record that nothing else has."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.org_id}:{name}:{self.record_version}"))

    @property
    def is_centralized(self) -> bool:
        """One directory = centralized user management (contract 5.4)."""
        return len(self.directories) == 1

    def find_key(self, secret: str) -> ApiKey | None:
        """Return the key with this secret, whatever its state."""
        for key in self.keys.values():
            if key.secret == secret:
                return key
        return None

    def active_key(self) -> ApiKey:
        """Return the first active key without scopes; raises LookupError when there is none."""
        for key in self.keys.values():
            if key.state == "active" and key.scopes is None:
                return key
        raise LookupError(f"organization {self.org_id} has no active key without scopes")

    # -- people -----------------------------------------------------------------------------------------------

    def index_user(self, user: User) -> None:
        """Take a new or changed user record in."""
        self.users[user.account_id] = user
        if user.email:
            self._emails[user.email.lower()] = user.account_id
        if user.is_for_deletion and user.deletion_at is not None:
            self.doomed[user.account_id] = user.deletion_at
        self.record_version += 1

    def unindex_user(self, account_id: str) -> None:
        """Forget a user record."""
        user = self.users.pop(account_id)
        self.doomed.pop(account_id, None)
        if user.email:
            self._emails.pop(user.email.lower(), None)
        self.record_version += 1

    def find_user_by_email(self, email: str) -> User | None:
        """Return the user with exactly this email, case-insensitively."""
        account_id = self._emails.get(email.lower())
        user = self.users.get(account_id) if account_id else None
        return user if user and user.email and user.email.lower() == email.lower() else None

    def is_listed(self, user: User) -> bool:
        """Tell whether the v2 API knows the account: a person, or one of the others if the switch says so."""
        return user.account_type == PERSON or (
            user.account_type in NON_PERSONS and self.switches["non_persons"] == "listed"
        )

    def listed_members(self, group_id: str) -> set[str]:
        """Return the members of a group that the index shows and the v2 API knows."""
        members = self.membership.seen_lefts_of(group_id)
        if self.switches["non_persons"] == "listed":
            return members
        return {account_id for account_id in members if self.is_listed(self.users[account_id])}

    def is_org_admin(self, account_id: str) -> bool:
        """By direct assignment; by a group only where the switch keeps the old effect (contract 7.3)."""
        return account_id in self.holders(Grant(self.platform_resource_id, ORG_ADMIN))

    def admin_groups_of(self, account_id: str) -> list[str]:
        """Groups of the user that name the organization admin's role, whether or not that still has an effect."""
        granting = self.group_grants.lefts_of(Grant(self.platform_resource_id, ORG_ADMIN))
        return sorted(granting & self.membership.rights_of(account_id))

    def org_admins(self) -> list[User]:
        """Return the organization admins, by account id."""
        holders = self.holders(Grant(self.platform_resource_id, ORG_ADMIN))
        return [self.users[account_id] for account_id in sorted(holders)]

    def membership_status(self, account_id: str) -> str:
        """active, suspended (in all directories) or no_membership (contract 5.2)."""
        return _membership_status(self.in_directory.rights_of(account_id), self.suspended_in.rights_of(account_id))

    def seen_membership_status(self, account_id: str) -> str:
        """`membership_status` as the index shows it."""
        return _membership_status(
            self.in_directory.seen_rights_of(account_id), self.suspended_in.seen_rights_of(account_id)
        )

    def directory_status(self, account_id: str, directory_id: str) -> str:
        """active, suspended or no_membership in one directory."""
        if not self.in_directory.has(account_id, directory_id):
            return "no_membership"
        return "suspended" if self.suspended_in.has(account_id, directory_id) else "active"

    def seen_account(self, user: User) -> User:
        """The account as reads show its life."""
        if not self.late_accounts or user.account_id not in self.late_accounts:
            return user
        shown = self.late_accounts[user.account_id][0]
        life = ("account_status", "is_for_deletion", "deletion_at", "deactivated_on")
        return replace(user, **{name: getattr(shown, name) for name in life})

    def seen_activity(self, user: User) -> dict[str, str]:
        """Resource id → last active, as reads show it: up to a day late (contract 7.7); do not change it."""
        if not self.late_activity:
            return user.activity
        shown = {
            resource_id: self.late_activity.get((user.account_id, resource_id), (moment, 0.0))[0]
            for resource_id, moment in user.activity.items()
        }
        return {resource_id: moment for resource_id, moment in shown.items() if moment is not None}

    # -- access -----------------------------------------------------------------------------------------------

    def iter_access(self, account_id: str, *, is_seen: bool = False) -> Iterator[Access]:
        """Yield every way in which the user holds a role, in no order; `is_seen` = as the index shows it."""
        own = self.user_grants.seen_rights_of(account_id) if is_seen else self.user_grants.rights_of(account_id)
        groups = self.membership.seen_rights_of(account_id) if is_seen else self.membership.rights_of(account_id)
        for grant in own:
            yield Access(grant, "direct", None)
        for group_id in groups:
            grants = self.group_grants.seen_rights_of(group_id) if is_seen else self.group_grants.rights_of(group_id)
            for grant in grants:
                if grant.resource_id != self.platform_resource_id or self._do_groups_make_admins:
                    yield Access(grant, "group_direct", group_id)
        if Grant(self.platform_resource_id, ORG_ADMIN) in own:
            for site in self.sites.values():
                yield Access(Grant(f"ari:cloud:platform::site/{site.site_id}", SITE_ADMIN), "inferred", None)

    def seen_resources(self, account_id: str) -> set[str]:
        """Every resource on which the user holds a role in any way, as the index shows it."""
        own = self.user_grants.seen_rights_of(account_id)
        found = {grant.resource_id for grant in own} if own else set()
        granted = self._granted_by_groups()
        for group_id in granted.keys() & self.membership.seen_rights_of(account_id):
            found |= granted[group_id]
        if own and Grant(self.platform_resource_id, ORG_ADMIN) in own:
            found |= {f"ari:cloud:platform::site/{site_id}" for site_id in self.sites}
        return found

    def _granted_by_groups(self) -> dict[str, set[str]]:
        """Index of what each group grants something on, as shown; kept until a grant changes."""
        grants = self.group_grants
        if self._group_resources[0] != grants.version:
            shown = {
                group_id: {grant.resource_id for grant in grants.seen_rights_of(group_id)} - {self.platform_resource_id}
                for group_id in grants.known_lefts()
            }
            self._group_resources = (grants.version, shown)
        return self._group_resources[1]

    def seen_platform_roles(self, account_id: str) -> list[str]:
        """Admin roles as `platformRoles` shows them; by way of a group only where the switch keeps the old effect."""
        roles = {grant.role for grant in self.user_grants.seen_rights_of(account_id)}
        if self._do_groups_make_admins:
            for group_id in self.membership.seen_rights_of(account_id):
                grants = self.group_grants.seen_rights_of(group_id)
                roles |= {grant.role for grant in grants if grant.resource_id == self.platform_resource_id}
        return [role for role in PLATFORM_ROLES if role in roles] if roles else []

    def holders(self, grant: Grant, *, is_seen: bool = False) -> set[str]:
        """Return who holds the role, directly or through a group."""
        if is_seen:
            found = set(self.user_grants.seen_lefts_of(grant))
            for group_id in self._granting_groups(self.group_grants.seen_lefts_of(grant), grant):
                found |= self.membership.seen_lefts_of(group_id)
            return found
        found = set(self.user_grants.lefts_of(grant))
        for group_id in self._granting_groups(self.group_grants.lefts_of(grant), grant):
            found |= self.membership.lefts_of(group_id)
        return found

    def _granting_groups(self, groups: set[str], grant: Grant) -> Iterable[str]:
        return groups if grant.resource_id != self.platform_resource_id or self._do_groups_make_admins else ()

    @property
    def _do_groups_make_admins(self) -> bool:
        return bool(self.switches["org_admins_group"] == "grants")

    def occupants(self, app: App) -> set[str]:
        """Return who takes a seat: a billable role, an active account, not suspended in the app's directory."""
        found: set[str] = set()
        for role in BILLABLE_ROLES:
            found |= self.holders(Grant(app.resource_id, role))
        if app.directory_id is not None:
            found -= self.suspended_in.lefts_of(app.directory_id)
        users = (self.users[account_id] for account_id in found)  # service accounts take no seat (contract 5.6)
        return {user.account_id for user in users if user.account_status == "active" and user.account_type == PERSON}

    # -- the lagging index ------------------------------------------------------------------------------------

    @property
    def relations(self) -> tuple[Relation[Any, Any], ...]:
        """All relations, for settling and versions."""
        return (self.membership, self.in_directory, self.suspended_in, self.user_grants, self.group_grants)

    def settle(self, now: float) -> None:
        """Let everything due at `now` (epoch seconds) become visible."""
        for relation in self.relations:
            relation.settle(now)
        if self.hidden_groups:
            self.hidden_groups = {group_id: at for group_id, at in self.hidden_groups.items() if at > now}
        if self.late_activity:
            self.late_activity = {pair: shown for pair, shown in self.late_activity.items() if shown[1] > now}
        if any(until <= now for _shown, until in self.late_accounts.values()):
            self.late_accounts = {who: shown for who, shown in self.late_accounts.items() if shown[1] > now}
            self.record_version += 1


def _membership_status(joined: set[str], suspended: set[str]) -> str:
    if not joined:
        return "no_membership"
    return "suspended" if joined <= suspended else "active"
