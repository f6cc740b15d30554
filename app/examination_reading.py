"""How the doctor asks: raw rows, with what was refused and what came around the answers. Reads alone."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.caller import fill_path
from app.atlassian.errors import AtlassianError, BadRequest, InsufficientScope, NotFound, Refused
from app.atlassian.families import Family
from app.atlassian.paging import read_next_cursor
from app.atlassian.transport import Call
from app.domain.doctor import Envelope

Row = dict[str, Any]
PAGE_SIZES: Final = (100, 50, 20)
MOST_PAGES: Final = 3
ORG: Final = "/admin/v2/orgs/{org}"
DIRECTORY: Final = ORG + "/directories/{directory}"
_SEARCHES: Final = {
    "/users/search": Family.USERS_SEARCH,
    "/groups/search": Family.GROUPS_SEARCH,
    ORG + "/workspaces": Family.WORKSPACES,
}
_EXPANDS: Final = ["platformRoles", "productAccess", "groups"]


class Reading:
    """Asks, and keeps in mind what was refused and what came around the answers."""

    def __init__(self, api: AdminApi) -> None:
        self.api = api
        self.directory = ALL_DIRECTORIES
        self.directories: list[Row] = []
        self.refused: set[str] = set()
        self.envelopes: list[Envelope] = []
        self.page_size = PAGE_SIZES[0]

    def note(self, status: int, headers: Mapping[str, str]) -> None:
        """Keep what came around an answer; refusals and failures come from elsewhere as well."""
        if status >= 300:
            return
        limits = (headers.get(f"X-RateLimit-{name}") for name in ("Limit", "Remaining", "Reset"))
        self.envelopes.append(Envelope(_read_date(headers), headers.get("Content-Type", ""), *limits))

    def ask(self, name: str, question: Callable[[], Any]) -> Any:
        """Ask, with None where Atlassian refuses or fails; only a refusal is kept in mind."""
        try:
            return question()
        except (BadRequest, InsufficientScope, NotFound, Refused):
            self.refused.add(name)
        except AtlassianError:
            pass
        return None

    def list_directories(self) -> list[Row]:
        """The first page of directories."""
        return read_rows(self._get("directories", ORG + "/directories", Family.DIRECTORIES, limit=PAGE_SIZES[0])) or []

    def list_apps(self) -> list[Row]:
        """The first page of apps of all sites."""
        return read_rows(self._post("workspaces", ORG + "/workspaces", {"limit": 1000}, ALL_DIRECTORIES)) or []

    def get_person(self, account: str) -> Row | None:
        """One person alone."""
        document = self._get("detail", DIRECTORY + "/users/{account}", Family.USER_DETAIL, account=account)
        data = document.get("data") if isinstance(document, Mapping) else None
        return data if isinstance(data, dict) else None

    def search_users(self, name: str, directory: str, filters: Row, *, is_scoped: bool = True) -> Any:
        """The first page of people of a directory."""
        body: Row = {"limit": self.page_size, "expand": _EXPANDS, **filters}
        body |= {"directoryIds": [directory]} if is_scoped and directory != ALL_DIRECTORIES else {}
        return read_rows(self._post(name, DIRECTORY + "/users/search", body, directory))

    def search_groups(self, name: str, directory: str, filters: Row) -> Any:
        """The first page of groups of a directory."""
        body = {"limit": PAGE_SIZES[0], **filters}
        body |= {} if directory == ALL_DIRECTORIES else {"directoryIds": [directory]}
        return read_rows(self._post(name, DIRECTORY + "/groups/search", body, directory))

    def read_roles(self, name: str, directory: str, account: str) -> Any:
        """The role assignments of one person."""
        template = DIRECTORY + "/users/{account}/role-assignments"
        ids = {"directory": directory, "account": account}
        return read_rows(self._get(name, template, Family.ROLE_ASSIGNMENTS, limit=PAGE_SIZES[0], **ids))

    def walk(self) -> tuple[list[list[Row]], list[str]]:
        """The first pages of the directory, and the cursors as they came: one less than pages on a whole walk."""
        pages: list[list[Row]] = []
        cursors: list[str] = []
        document = self._read_first_page()
        while isinstance(document, Mapping):
            pages.append(read_rows(document) or [])
            cursor = read_next_cursor(document)
            if cursor is None:
                break
            cursors.append(str(document["links"]["next"]))
            if len(pages) == MOST_PAGES:
                break
            document = self._read_page(cursor)
        return pages, cursors

    def _read_first_page(self) -> Any:
        """As large as Atlassian lets it be."""
        for self.page_size in PAGE_SIZES:
            self.refused.discard("walk")
            document = self._read_page(None)
            if document is not None:
                return document
        return None

    def _read_page(self, cursor: str | None) -> Any:
        body: Row = {"limit": self.page_size, "expand": _EXPANDS, "directoryIds": [self.directory]}
        body |= {"cursor": cursor} if cursor else {}
        return self._post("walk", DIRECTORY + "/users/search", body, self.directory)

    def _get(self, name: str, template: str, family: Family, *, limit: int | None = None, **ids: str) -> Any:
        path = fill_path(template, {"org": self.api.org_id, "directory": self.directory, **ids})
        call = Call("GET", template, path, family, query={"limit": limit} if limit else {})
        return self.ask(name, lambda: self.api.transport.send(call))

    def _post(self, name: str, template: str, body: Row, directory: str) -> Any:
        path = fill_path(template, {"org": self.api.org_id, "directory": directory})
        call = Call("POST", template, path, _SEARCHES[template.rpartition("/directories/{directory}")[2]], body=body)
        return self.ask(name, lambda: self.api.transport.send(call))


def read_rows(document: Any) -> list[Row] | None:
    """The rows of an answer; None without a list of them."""
    data = document.get("data") if isinstance(document, Mapping) else None
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else None


def _read_date(headers: Mapping[str, str]) -> datetime:
    """Atlassian's clock, or ours."""
    try:
        moment = parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, OverflowError):
        return datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
