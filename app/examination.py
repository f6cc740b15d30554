"""Reads of an organization what the doctor judges: a dozen calls or two, and nothing is changed."""

from collections.abc import Sequence
from typing import Any, Final

from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.caller import fill_path
from app.atlassian.errors import AtlassianError
from app.atlassian.families import Family
from app.atlassian.transport import Call
from app.domain.doctor import Seen

Row = dict[str, Any]
PAGE: Final = 100
MOST_PAGES: Final = 3
_USERS: Final = "/admin/v2/orgs/{org}/directories/{directory}/users/search"
_GROUPS: Final = "/admin/v2/orgs/{org}/directories/{directory}/groups/search"
_ROLES: Final = "/admin/v2/orgs/{org}/directories/{directory}/users/{account}/role-assignments"
_EXPANDS: Final = ["platformRoles", "productAccess", "groups"]
_ORG_ADMIN: Final = "atlassian/org-admin"


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
