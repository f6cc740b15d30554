"""How a user looks on the wire, with what the search was asked to expand (admin API contract 5.2, 7.3, 15).

A page has a hundred rows and must cost milliseconds: what is the same for all of them is found out once.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.reads.user_filters import compose_status
from sandbox.world.directory import PERSON, Directory, User

Json = dict[str, Any]
EXPANDS = ("platformRoles", "counts.resources", "productAccess", "groups")
INLINE_GROUPS = {"all": None, "first_100": 100, "first_2": 2}
# The key of an app in `productAccess`; the v1 activity call uses `App.activity_key` instead (contract 7.3, 7.7).
PRODUCT_KEYS = {"jira-software": "jira", "jira-servicedesk": "jira-service-desk"}
ZERO_DATES = {"off": None, "year_1": "0001-01-01T00:00:00Z", "epoch": "1970-01-01T00:00:00Z"}
LISTS = ("platformRoles", "productAccess", "groups")


class UserRows:
    """Writes the rows of one answer; `directory` None = all. Nothing of it outlives the answer."""

    def __init__(self, call: Call, directory: Directory | None, expand: Collection[str]) -> None:
        switches = call.org.switches
        self._org = call.org
        self._directory_id = directory.directory_id if directory else None
        self._expand = frozenset(expand)
        self._address = call.url(f"/v2/orgs/{call.org.org_id}/directories/{call.params['directory']}/users/")
        self._shows_nulls = switches["empty_profile_fields"] == "null"
        self._shows_unopened = switches["unopened_apps"] == "without_timestamp"
        self._group_prefix = "ari:cloud:identity::group/" if switches["group_id_form"] == "ari" else ""
        self._most_groups = INLINE_GROUPS[switches["inline_groups"]]
        self._zero_date = ZERO_DATES[switches["zero_dates"]]
        self._empty_lists = switches["empty_lists"]
        self._other_type = switches["non_person_account_type"]
        self._groups: dict[str, Json | None] = {}

    def render(self, user: User) -> Json:
        """Return the row of a user; missing emails are absent, unknown profile fields null (contract 5.2, 15)."""
        user = self._org.seen_account(user)
        account_id = user.account_id
        membership_status = self._org.seen_membership_status(account_id)
        picture = f"https://avatars.example.com/{account_id}.png"
        row: Json = {
            "accountId": account_id,
            "accountType": PERSON if user.account_type == PERSON else self._other_type,
            "status": compose_status(user, membership_status),
            "accountStatus": user.account_status,
            "membershipStatus": membership_status,
            "addedToOrg": user.added_at,
            "name": user.name,
            "nickname": user.nickname,
            "emailVerified": user.is_email_verified,
            "claimStatus": user.claim_status,
            "picture": picture,
            "avatar": picture,
            "managementSource": user.management_source,
            "links": {"self": self._address + account_id},
        }
        if row["accountType"] == "absent":
            del row["accountType"]
        if user.added_at is None:
            del row["addedToOrg"]
        if user.email is not None:
            row["email"] = user.email
        if user.job_title is not None:
            row["jobTitle"] = user.job_title
        if user.claim_status == "managed":
            row["mfaEnabled"] = user.is_mfa_enabled
        if user.deactivated_on is not None:
            row["deactivatedOn"] = user.deactivated_on
        self._add_profile(user, row)
        if self._zero_date is not None:
            row.setdefault("addedToOrg", self._zero_date)
            row.setdefault("deactivatedOn", self._zero_date)
        if self._expand:
            self._add_expanded(user, row)
            empty_lists(row, LISTS, self._empty_lists)
        return row

    def _add_profile(self, user: User, row: Json) -> None:
        """Profile fields: the document knows no null, clients have met it (contract 5.2)."""
        if user.department is not None or self._shows_nulls:
            row["department"] = user.department
        if user.organization is not None or self._shows_nulls:
            row["organization"] = user.organization
        if user.location is not None or self._shows_nulls:
            row["location"] = user.location
        if user.time_zone is not None or self._shows_nulls:
            row["timeZone"] = user.time_zone

    def _add_expanded(self, user: User, row: Json) -> None:
        expand = self._expand
        if "platformRoles" in expand:
            row["platformRoles"] = self._org.seen_platform_roles(user.account_id)
        if "counts.resources" in expand:
            row["counts"] = {"resources": len(self._org.seen_resources(user.account_id))}
        if "productAccess" in expand:
            row["productAccess"] = self._product_access(user)
        if "groups" in expand:
            row["groups"] = self._inline_groups(user)

    def _product_access(self, user: User) -> list[Json]:
        """Activity, not entitlement: apps never opened are absent unless the switch says otherwise."""
        activity = self._org.seen_activity(user)
        shows_unopened = self._shows_unopened or self._zero_date is not None
        shown = activity.keys() | self._org.seen_resources(user.account_id) if shows_unopened else activity
        rows: list[Json] = []
        for resource_id in sorted(shown):
            app = self._org.apps.get(resource_id)
            if app is None or (self._directory_id is not None and app.directory_id != self._directory_id):
                continue
            row = {"id": resource_id, "key": PRODUCT_KEYS.get(app.owner, app.owner)}
            if resource_id in activity:
                row["lastActiveTimestamp"] = activity[resource_id]
            elif self._zero_date is not None:
                row["lastActiveTimestamp"] = self._zero_date
            rows.append(row)
        return rows

    def _inline_groups(self, user: User) -> list[Json]:
        known = self._groups
        rows: list[Json] = []
        for group_id in sorted(self._org.membership.seen_rights_of(user.account_id)):
            if group_id not in known:
                known[group_id] = self._inline_group(group_id)
            row = known[group_id]
            if row is not None:
                rows.append(row)
        return rows[: self._most_groups]

    def _inline_group(self, group_id: str) -> Json | None:
        """Return a group as it stands in a user, None where the answer is about another directory."""
        group = self._org.groups.get(group_id)
        if group is None or (self._directory_id is not None and group.directory_id != self._directory_id):
            return None
        return {"id": self._group_prefix + group_id, "name": group.name, "description": group.description or None}


def empty_lists(row: Json, names: Collection[str], setting: str) -> None:
    """Send, leave out or null the empty lists of a row (contract 5.5)."""
    for name in names:
        if setting != "sent" and row.get(name) == []:
            if setting == "absent":
                del row[name]
            else:
                row[name] = None
