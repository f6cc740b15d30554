"""People who can sign in on the host page: real accounts of the rehearsal organizations, also by role.

Reads the world under its lock and answers small copies; it changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.host.problems import HostProblem, bad_field, not_found
from sandbox.world.directory import Grant, Site, User
from sandbox.world.organization import SITE_ADMIN, USER_ACCESS_ADMIN, Organization
from sandbox.world.state import World

ROLES = {
    "organization-admin": "Organization admin",
    "site-admin": "Site admin",
    "product-admin": "Product admin",
    "user-access-admin": "User access admin",
    "user": "User",
}
_APP_ADMIN = "atlassian/admin"
_MOST_LOOKED_AT = 5000


@dataclass(frozen=True)
class Person:
    """An account as the host page shows it: ``role`` is one of the values of ``ROLES``."""

    account_id: str
    name: str
    email: str | None
    role: str

    @property
    def initials(self) -> str:
        """One or two letters for the avatar."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


class People:
    """Finds organizations, sites and accounts for the platform hosts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chosen: dict[tuple[str, str], str] = {}

    def org_ids(self) -> list[str]:
        """All organizations, in the order in which they were seeded."""
        with self._world.lock:
            return list(self._world.organizations)

    def get_organization(self, org_id: str) -> Organization:
        """The organization's live record; HostProblem 404 when there is none."""
        found = self._world.organizations.get(org_id)
        if found is None:
            raise not_found("organization", org_id)
        return found

    def place_for(self, org_id: object, site: object) -> tuple[str, str, str | None]:
        """Organization id, site name and cloud id for an installation; defaults are the first ones.

        A site that the organization does not have is taken as it is, without a cloud id: tests
        install on sites of their own.
        """
        known = self.org_ids()
        if org_id is None and not known:
            raise HostProblem(409, "Nothing seeded", "There is no organization yet: seed one first.")
        chosen = known[0] if org_id is None else org_id
        if not isinstance(chosen, str):
            raise bad_field("org_id", "An organization id is text.")
        with self._world.lock:
            sites = list(self.get_organization(chosen).sites.values())
        if site is None and sites:
            return chosen, sites[0].name, sites[0].site_id
        if not isinstance(site, str):
            raise bad_field("site", "Give the name of a site.")
        return chosen, site, _cloud_id(sites, site)

    def resolve_account(self, org_id: str, account: object) -> str | None:
        """An account id from an account id, an email address, a role's name, or None for nobody.

        An id that is not in the organization passes through: a stranger may try.
        """
        if account is None:
            return None
        if not isinstance(account, str) or not account:
            raise bad_field("account", "An account is an account id, an email or a role.")
        with self._world.lock:
            if account in ROLES:
                return self.find_by_role(org_id, account).account_id
            if "@" not in account:
                return account
            user = self.get_organization(org_id).find_user_by_email(account)
        if user is None:
            raise not_found("account", account)
        return user.account_id

    def find_by_role(self, org_id: str, role: str) -> Person:
        """An active account whose highest role that is: the first one by id, and then that one as long as it is one.

        Whoever gets the role later signs nobody else in.  HostProblem 404 if there is none.
        """
        with self._world.lock:
            organization = self.get_organization(org_id)
            earlier = self._chosen.get((org_id, role))
            for account_id in [*([earlier] if earlier in organization.users else []), *_candidates(organization, role)]:
                person = person_of(organization, account_id)
                if person.role == ROLES[role] and _can_sign_in(organization, account_id):
                    self._chosen[org_id, role] = account_id
                    return person
        raise not_found("account with the role", role)

    def sign_in_choices(self, org_id: str) -> dict[str, Person]:
        """One account for each role that somebody has."""
        choices = {}
        for role in ROLES:
            try:
                choices[role] = self.find_by_role(org_id, role)
            except HostProblem:
                continue
        return choices

    def find_person(self, org_id: str, account_id: str) -> Person | None:
        """The account, or None when the organization does not know it."""
        with self._world.lock:
            organization = self.get_organization(org_id)
            known = account_id in organization.users
            return person_of(organization, account_id) if known else None

    def search(self, org_id: str, text: str, limit: int = 10) -> list[Person]:
        """Accounts whose name, email or account id contains ``text``, in order of account id."""
        wanted = text.casefold()
        with self._world.lock:
            organization = self.get_organization(org_id)
            found = [user.account_id for user in organization.users.values() if matches(user, wanted)]
            return [person_of(organization, account_id) for account_id in sorted(found)[:limit]]


def stranger(account_id: str) -> Person:
    """Stranger whom the organization does not know; may still try to open the app."""
    return Person(account_id, "Stranger", None, "Not in this organization")


def matches(user: User, wanted: str) -> bool:
    """Whether the case-folded text occurs in the user's name, email or account id."""
    return (
        wanted in user.name.casefold()
        or wanted in (user.email or "").casefold()
        or wanted in user.account_id.casefold()
    )


def _cloud_id(sites: list[Site], name: str) -> str | None:
    return next((site.site_id for site in sites if site.name == name), None)


def _candidates(organization: Organization, role: str) -> list[str]:
    """Accounts worth looking at for a role, in a stable order."""
    if role == "organization-admin":
        return [user.account_id for user in organization.org_admins()]
    if role == "site-admin":
        return sorted(_site_admins(organization))
    if role == "product-admin":
        return sorted(_app_admins(organization))
    if role == "user-access-admin":
        return sorted(_access_admins(organization))
    looked_at = sorted(organization.users)[:_MOST_LOOKED_AT]
    # A group that names the admin's role has no effect any more, but apps may spare its members: no plain users.
    return [account_id for account_id in looked_at if not organization.admin_groups_of(account_id)]


def _site_admins(organization: Organization) -> set[str]:
    found: set[str] = set()
    for site in organization.sites.values():
        found |= organization.holders(Grant(f"ari:cloud:platform::site/{site.site_id}", SITE_ADMIN))
    return found


def _app_admins(organization: Organization) -> set[str]:
    found: set[str] = set()
    for app in organization.apps.values():
        found |= organization.holders(Grant(app.resource_id, _APP_ADMIN))
    return found


def _access_admins(organization: Organization) -> set[str]:
    found: set[str] = set()
    for resource in [organization.platform_resource_id, *organization.apps]:
        found |= organization.holders(Grant(resource, USER_ACCESS_ADMIN))
    return found


def _can_sign_in(organization: Organization, account_id: str) -> bool:
    user = organization.users[account_id]
    is_person = user.account_type == "atlassian"
    return is_person and user.account_status == "active" and organization.membership_status(account_id) == "active"


def person_of(organization: Organization, account_id: str) -> Person:
    """A known account with its highest role; the caller holds the world's lock."""
    user = organization.users[account_id]
    return Person(account_id, user.name, user.email, _highest_role(organization, account_id))


def _highest_role(organization: Organization, account_id: str) -> str:
    if organization.is_org_admin(account_id):
        return ROLES["organization-admin"]
    held = {access.grant.role for access in organization.iter_access(account_id)}
    if SITE_ADMIN in held:
        return ROLES["site-admin"]
    if _APP_ADMIN in held:
        return ROLES["product-admin"]
    if USER_ACCESS_ADMIN in held:
        return ROLES["user-access-admin"]
    return ROLES["user"]
