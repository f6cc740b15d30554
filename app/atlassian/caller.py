"""How an endpoint is called: paths with encoded ids, query and body, pages that shrink when they must.

The plumbing of `app.atlassian.admin`; knows no endpoint by name and nothing about retries or pacing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import quote

from app.atlassian.errors import BadRequest, Malformed
from app.atlassian.families import Family
from app.atlassian.fields import Row
from app.atlassian.paging import PageLimit, iter_pages, parse_page
from app.atlassian.records import Page
from app.atlassian.transport import Call, Transport

Record = TypeVar("Record")
PAGE_LIMIT: Final = 100
WORKSPACES_PAGE_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """A bulk search in one directory; the whole body is repeated with every cursor (admin API contract 3)."""

    template: str
    family: Family
    directory_id: str
    filters: Mapping[str, Sequence[str]]


class Caller:
    """Calls endpoints of one organization. Safe to share between threads."""

    def __init__(self, transport: Transport, org_id: str) -> None:
        self._transport = transport
        self._org_id = org_id
        self._limits = {family: PageLimit(PAGE_LIMIT) for family in Family}
        self._limits[Family.WORKSPACES] = PageLimit(WORKSPACES_PAGE_LIMIT)

    def get(self, template: str, family: Family, ids: Row | None = None, query: Row | None = None) -> Any:
        """Read with GET; empty query values are left out."""
        given = {name: value for name, value in (query or {}).items() if value}
        return self._transport.send(Call("GET", template, self._fill(template, ids), family, query=given))

    def post(self, template: str, family: Family, *, ids: Row | None = None, body: Row) -> Any:
        """Read with POST."""
        return self._transport.send(Call("POST", template, self._fill(template, ids), family, body=body))

    def write(
        self,
        method: str,
        template: str,
        family: Family,
        ids: Row,
        *,
        body: Row | None = None,
        is_worded: bool = False,
    ) -> None:
        """Change something; sent once unless Atlassian answers 429. is_worded: see `Call`."""
        if "-" in ids.values():
            raise BadRequest("A write needs one concrete directory.")
        path = self._fill(template, ids)
        self._transport.send(Call(method, template, path, family, body=body, is_write=True, is_worded=is_worded))

    def _fill(self, template: str, ids: Row | None) -> str:
        return fill_path(template, {"org": self._org_id, **(ids or {})})

    def fetch_page(
        self, search: Search, parse: Callable[[Row], Record | None], cursor: str | None, limit: int
    ) -> Page[Record]:
        """One page of a bulk search."""
        filters = {
            name: values if isinstance(values, str) else list(values)
            for name, values in search.filters.items()
            if values
        }

        def fetch(cursor: str | None, limit: int) -> Any:
            body = with_cursor({**filters, "limit": limit}, cursor)
            return self.post(search.template, search.family, ids={"directory": search.directory_id}, body=body)

        return self._fetch_limited(search.family, parse, fetch, cursor=cursor, limit=limit)

    def _fetch_limited(
        self,
        family: Family,
        parse: Callable[[Row], Record | None],
        fetch: Callable[[str | None, int], Any],
        *,
        cursor: str | None,
        limit: int,
    ) -> Page[Record]:
        """One page; asks again with half the size when Atlassian refuses the size."""
        allowed = self._limits[family]
        while True:
            size = min(limit, allowed.value)
            try:
                return parse_page(fetch(cursor, size), parse, cursor)
            except BadRequest as error:
                if not allowed.shrink(size, error):
                    raise

    def iter_rows(
        self, family: Family, parse: Callable[[Row], Record | None], fetch: Callable[[str | None, int], Any]
    ) -> Iterator[Record]:
        """All rows of a listing.

        Raises Malformed when its cursors go round in a circle, or when it ends before the total it tells.
        """
        count = total = 0
        limit = self._limits[family].value
        for page in iter_pages(partial(self._fetch_limited, family, parse, fetch, limit=limit)):
            yield from page.rows
            count, total = count + len(page.rows), page.total or 0
        if count < total:
            raise Malformed(f"Atlassian listed {count} of {total} rows.")


def with_cursor(body: dict[str, Any], cursor: str | None) -> dict[str, Any]:
    """The body or query of the page after `cursor`; the first one for None."""
    return {**body, "cursor": cursor} if cursor else body


def fill_path(template: str, ids: Row) -> str:
    """The path with its ids encoded. Raises BadRequest for one that cannot stand in a path."""
    return template.format_map({name: _encode(value) for name, value in ids.items()})


def _encode(value: Any) -> str:
    """Percent-encode an id; one that would change the path (empty, `.`, `..`) is refused unsent."""
    if not isinstance(value, str) or not value.strip("."):
        raise BadRequest("An id is missing or not usable in a path.")
    return quote(value, safe="")


def read_data(document: Any) -> Row:
    """The single object of an answer. Raises Malformed."""
    data = document.get("data") if isinstance(document, Mapping) else None
    if not isinstance(data, Mapping):
        raise Malformed("Atlassian's answer has no data.")
    return data


def read_count(document: Any) -> int:
    """The number of an answer. Raises Malformed."""
    count = document.get("count") if isinstance(document, Mapping) else None
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise Malformed("Atlassian's answer has no count.")
    return count
