"""Organizations, directories, managed accounts and domains (R1, R2, R3, R15, R16 of the admin API contract)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.paging import cut_page, open_walk, url_links
from sandbox.adminapi.wire.schema import Fields, Number, Text, Texts
from sandbox.world.directory import Domain, User
from sandbox.world.organization import BILLABLE_ROLES, Organization

Json = dict[str, Any]
# v1 takes no limit parameter (contract 3).
V1_PAGE = 50
# The apps that v1 has a key for (contract 7.7); activity in others is not shown there.
V1_PRODUCT_KEYS = frozenset(
    (
        "jira-software",
        "jira-service-desk",
        "jira-core",
        "jira-ops",
        "stride",
        "hipchat",
        "confluence",
        "bitbucket",
        "trello",
        "opsgenie",
        "statuspage",
    )
)
DOMAIN_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
DIRECTORY_FIELDS: Fields = {
    "accountId": Text(),
    "directoryIds": Texts(10),
    "searchTerm": Text(),
    "cursor": Text(),
    "limit": Number(1, 100),
}


def list_organizations(call: Call) -> Reply:
    """R1: a key with scopes sees an empty list (contract 7.1)."""
    walk = open_walk(call, call.parameters({"cursor": Text()}), V1_PAGE)
    page, links = cut_page(call, walk, [call.org] if _shows_organizations(call) else [])
    return Reply(200, {"data": [_org_row(call, org) for org in page], "links": url_links(call, links)})


def _shows_organizations(call: Call) -> bool:
    return call.key.scopes is None and bool(call.org.switches["orgs_listing"] == "normal")


def get_organization(call: Call) -> Reply:
    """R2."""
    return Reply(200, {"data": _org_row(call, call.org)})


def _org_row(call: Call, org: Organization) -> Json:
    path = f"/v1/orgs/{org.org_id}"
    return {
        "id": org.org_id,
        "type": "orgs",
        "attributes": {"name": org.name},
        "relationships": {
            "domains": {"links": {"related": call.url(f"{path}/domains")}},
            "users": {"links": {"related": call.url(f"{path}/users")}},
        },
        "links": {"self": call.url(path)},
    }


def list_directories(call: Call) -> Reply:
    """R3; a row says neither type nor site (contract 5.4)."""
    given = call.parameters(DIRECTORY_FIELDS)
    walk = open_walk(call, {"cursor": given["cursor"]} if given.get("cursor") else given, 20)
    found = sorted(call.org.directories.values(), key=lambda directory: directory.directory_id)
    if "accountId" in walk.query:
        joined = call.org.in_directory.seen_rights_of(walk.query["accountId"])
        found = [directory for directory in found if directory.directory_id in joined]
    if "directoryIds" in walk.query:
        found = [directory for directory in found if directory.directory_id in walk.query["directoryIds"]]
    term = walk.query.get("searchTerm", "").casefold()
    found = [directory for directory in found if term in directory.name.casefold()]
    page, links = cut_page(call, walk, found)
    rows = [
        {
            "directoryId": directory.directory_id,
            "name": directory.name,
            "icon": f"https://icons.example.com/{directory.directory_id}.png",
        }
        for directory in page
    ]
    return Reply(200, {"data": rows, "links": links})


def list_managed_accounts(call: Call) -> Reply:
    """R15: managed accounts only, in a directory or not; nothing without a verified domain (contract 7.11)."""
    walk = open_walk(call, call.parameters({"cursor": Text()}), V1_PAGE)
    has_domain = any(domain.claim_status == "verified" for domain in call.org.domains.values())
    users = call.org.users.values() if has_domain else ()
    found = sorted((user for user in users if user.claim_status == "managed"), key=lambda user: user.account_id)
    page, links = cut_page(call, walk, found)
    rows = [_managed_row(call, user) for user in page]
    return Reply(200, {"data": rows, "meta": {"total": len(found)}, "links": url_links(call, links)})


def _managed_row(call: Call, user: User) -> Json:
    org = call.org
    access = {item.grant.resource_id: item.grant.role for item in org.iter_access(user.account_id)}
    row: Json = {
        "account_id": user.account_id,
        "account_type": user.account_type,
        "account_status": org.seen_account(user).account_status,
        "name": user.name,
        "picture": f"https://avatars.example.com/{user.account_id}.png",
        "access_billable": any(role in BILLABLE_ROLES for role in access.values()),
        "product_access": [_product_row(org, user, resource_id) for resource_id in _v1_apps(org, access)],
        "links": {"self": call.url(f"/v1/orgs/{org.org_id}/users/{user.account_id}")},
    }
    if user.email is not None:
        row["email"] = user.email
    activity = org.seen_activity(user)
    if activity:
        row["last_active"] = max(activity.values())
    return row


def _v1_apps(org: Organization, access: Json) -> list[str]:
    found = [resource_id for resource_id in sorted(access) if resource_id in org.apps]
    return [resource_id for resource_id in found if org.apps[resource_id].activity_key in V1_PRODUCT_KEYS]


def _product_row(org: Organization, user: User, resource_id: str) -> Json:
    app = org.apps[resource_id]
    row: Json = {"key": app.activity_key, "name": app.name, "url": app.host_url}
    if resource_id in (activity := org.seen_activity(user)):
        row["last_active"] = activity[resource_id]
    return row


def list_domains(call: Call) -> Reply:
    """R16 list."""
    walk = open_walk(call, call.parameters({"cursor": Text()}), V1_PAGE)
    found = sorted(call.org.domains.values(), key=lambda domain: domain.domain_id)
    page, links = cut_page(call, walk, found)
    return Reply(200, {"data": [_domain_row(call, domain) for domain in page], "links": url_links(call, links)})


def get_domain(call: Call) -> Reply:
    """R16 detail."""
    if DOMAIN_ID.fullmatch(call.params["domain"]) is None:
        raise Refusal(400, "ADMIN-400-2", "The domain id is invalid")
    domain = call.org.domains.get(call.params["domain"])
    if domain is None:
        raise Refusal(404, "ADMIN-404-3", "The domain was not found")
    return Reply(200, {"data": _domain_row(call, domain)})


def _domain_row(call: Call, domain: Domain) -> Json:
    return {
        "id": domain.domain_id,
        "type": "domains",
        "attributes": {
            "name": domain.name,
            "claim": {"type": domain.claim_type, "status": domain.claim_status},
        },
        "links": {"self": call.url(f"/v1/orgs/{call.org.org_id}/domains/{domain.domain_id}")},
    }
