"""`python -m worker.doctor TENANT [--json]`: which of the things that no document says hold in a real organization.

Reads only, a dozen calls or two, with the key that the tenant has stored. What is found is kept: as long as something
is contradicted that an action relies on, runs with that action end before they change anything. Prints a table, or
JSON, without personal data; the exit status is 1 when an action relies on something that is contradicted. With
`--org ORG_ID` it asks an organization that is not connected; its key is read from standard input.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from app.atlassian.admin import ALL_DIRECTORIES, AdminApi, open_admin_api
from app.atlassian.caller import fill_path
from app.atlassian.errors import AtlassianError
from app.atlassian.families import Family
from app.atlassian.transport import Call
from app.domain.doctor import Finding, Seen, Verdict, examine, list_unsafe_actions
from app.services.examinations import record_examination
from app.services.organization import get_key
from app.settings import load_settings
from worker.context import WorkerContext, build_context

Row = dict[str, Any]
PAGE: Final = 100
MOST_PAGES: Final = 3
_USERS: Final = "/admin/v2/orgs/{org}/directories/{directory}/users/search"
_GROUPS: Final = "/admin/v2/orgs/{org}/directories/{directory}/groups/search"
_ROLES: Final = "/admin/v2/orgs/{org}/directories/{directory}/users/{account}/role-assignments"
_EXPANDS: Final = ["platformRoles", "productAccess", "groups"]
_ORG_ADMIN: Final = "atlassian/org-admin"


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m worker.doctor", description=__doc__)
    parser.add_argument("tenant", nargs="?", type=int, help="the id of a connected tenant")
    parser.add_argument("--org", help="an organization id; its key comes on standard input")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    if (given.tenant is None) == (given.org is None):
        parser.error("name a tenant, or an organization with --org")
    context = build_context(load_settings())
    try:
        findings = examine(look(_open(context, given.tenant, given.org)))
        if given.tenant is not None:
            with context.database.tenant_session(given.tenant) as session:
                record_examination(session, given.tenant, list_unsafe_actions(findings), context.clock())
    except AtlassianError as error:
        sys.stderr.write(f"The organization could not be asked: {error}\n")
        return 2
    finally:
        context.database.dispose()
    sys.stdout.write(to_json(findings) if given.json else to_table(findings))
    return 1 if list_unsafe_actions(findings) else 0


def look(api: AdminApi) -> Seen:
    """Read what the facts are about. Raises AtlassianError when not even the organization can be read."""
    api.fetch_organization()
    directories = _rows(_try(lambda: _get(api, "/admin/v2/orgs/{org}/directories", Family.DIRECTORIES)))
    directory = next((str(row.get("directoryId") or row.get("id")) for row in directories), ALL_DIRECTORIES)
    pages, is_whole = _walk(api, directory)
    users = [row for page in pages for row in page]
    groups = _search(api, _GROUPS, Family.GROUPS_SEARCH, directory, {})
    group_id = next((str(group["id"]) for row in users for group in row.get("groups") or () if group.get("id")), None)
    searched = {} if group_id is None else {"groupIds": [group_id.rpartition("/")[2]], "expand": _EXPANDS}
    account = next((str(row["accountId"]) for row in users if row.get("accountId")), None)
    return Seen(
        organizations=_count(_try(api.fetch_organizations)),
        directories=directories,
        users=users,
        user_count=_try(lambda: api.count_users(directory)),
        is_whole_directory=is_whole,
        groups=groups,
        group_members=_search(api, _USERS, Family.USERS_SEARCH, directory, searched) if searched else (),
        group_id=group_id,
        workspaces=[one.resource_id for one in _try(api.fetch_workspaces) or ()],
        roster=_search(api, _USERS, Family.USERS_SEARCH, directory, {"roleIds": [_ORG_ADMIN], "expand": _EXPANDS}),
        assignments=None if account is None else _read_roles(api, directory, account),
        pages=[frozenset(str(row.get("accountId")) for row in page) for page in pages],
    )


def to_json(findings: Sequence[Finding]) -> str:
    """The report for programs."""
    report = {"facts": [one.to_dict() for one in findings], "unsafe_actions": sorted(list_unsafe_actions(findings))}
    return json.dumps(report, indent=2) + "\n"


def to_table(findings: Sequence[Finding]) -> str:
    """The report for people, what is contradicted first."""
    order = {Verdict.CONTRADICTED: 0, Verdict.NOT_SEEN: 1, Verdict.HOLDS: 2}
    lines = [
        f"{one.verdict:<13}{f'{one.agree}/{one.seen}':>9}  {one.sentence}"
        + (f"  Relied on by: {', '.join(one.actions)}." if one.verdict == Verdict.CONTRADICTED and one.actions else "")
        for one in sorted(findings, key=lambda one: order[Verdict(one.verdict)])
    ]
    return "\n".join(lines) + "\n"


def _open(context: WorkerContext, tenant_id: int | None, org_id: str | None) -> AdminApi:
    base, throttle = context.settings.atlassian_api_base, context.throttle
    if org_id is not None:
        return open_admin_api(base, org_id, sys.stdin.readline().strip(), throttle)
    assert tenant_id is not None  # noqa: S101 - one of the two was given
    with context.database.tenant_session(tenant_id) as session:
        key = get_key(session, tenant_id, context.keyring)
    return open_admin_api(base, key.org_id, key.api_key, throttle, key_version=key.version)


def _walk(api: AdminApi, directory: str) -> tuple[list[list[Row]], bool]:
    """The first pages of a directory, and whether they are all."""
    pages: list[list[Row]] = []
    cursor: str | None = None
    for _number in range(MOST_PAGES):
        body: Row = {"limit": PAGE, "expand": _EXPANDS, "directoryIds": [directory]} | (
            {"cursor": cursor} if cursor else {}
        )
        document = _try(lambda body=body: _post(api, _USERS, Family.USERS_SEARCH, directory, body))
        if document is None:
            return pages, False
        pages.append(_rows(document))
        links = document.get("links") if isinstance(document, dict) else None
        cursor = links.get("next") if isinstance(links, dict) else None
        if not cursor:
            return pages, True
    return pages, False


def _search(api: AdminApi, template: str, family: Family, directory: str, filters: Row) -> list[Row]:
    body = {"limit": PAGE, "directoryIds": [directory], **filters}
    return _rows(_try(lambda: _post(api, template, family, directory, body)))


def _read_roles(api: AdminApi, directory: str, account: str) -> list[Row] | None:
    path = fill_path(_ROLES, {"org": api.org_id, "directory": directory, "account": account})
    document = _try(
        lambda: api.transport.send(Call("GET", _ROLES, path, Family.ROLE_ASSIGNMENTS, query={"limit": PAGE}))
    )
    return None if document is None else _rows(document)


def _get(api: AdminApi, template: str, family: Family) -> Any:
    return api.transport.send(Call("GET", template, fill_path(template, {"org": api.org_id}), family))


def _post(api: AdminApi, template: str, family: Family, directory: str, body: Row) -> Any:
    path = fill_path(template, {"org": api.org_id, "directory": directory})
    return api.transport.send(Call("POST", template, path, family, body=body))


def _rows(document: Any) -> list[Row]:
    data = document.get("data") if isinstance(document, dict) else None
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def _count(rows: Sequence[Any] | None) -> int | None:
    return None if rows is None else len(rows)


def _try(ask: Any) -> Any:
    """What was asked for, None where Atlassian refuses it: then the facts about it were not seen."""
    try:
        return ask()
    except AtlassianError:
        return None


if __name__ == "__main__":
    sys.exit(main())
