"""Pages: v2 answers carry bare cursors, v1 answers full URLs (admin API contract 3)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.cursors import Cursor, decode_cursor, invalid_cursor
from sandbox.adminapi.wire.schema import bad_request

Row = TypeVar("Row")
Json = dict[str, Any]
PINNED_LISTS = 100
SEARCHES = ("searchDirectoryUsers", "searchDirectoryGroups")
# What may change from page to page without making it another walk.
PRESENTATION = ("limit", "expand", "cursor")


@dataclass(slots=True)
class Walk:
    """One page's worth of a walk: where it starts, how long it is, and the query it belongs to."""

    query: Json
    offset: int
    limit: int
    token: str | None
    pinned: str | None


def open_walk(call: Call, given: Json, default_limit: int, *, is_search: bool = False) -> Walk:
    """Read cursor and limit out of what was sent; raises Refusal 400.

    On GET everything beside the cursor is discarded. On searches the body is repeated by clients; one that sends the
    cursor alone is served from the remembered query, one that changes the filters in mid-walk is refused.
    """
    token = given.get("cursor")
    if not token:
        query = {name: value for name, value in given.items() if name != "cursor"}
        limit = given.get("limit", default_limit)
        return Walk(query, 0, _limited(call, limit), None, None)
    if call.is_cursor_expired:
        raise invalid_cursor()
    cursor = decode_cursor(token, call.now, call.org.switches.seconds("cursor_lifetime_seconds"))
    if cursor.query.get("operation") != [call.endpoint.name, dict(call.params)]:
        raise invalid_cursor()
    remembered = {name: value for name, value in cursor.query.items() if name != "operation"}
    query = _continued(call, given, remembered) if is_search else remembered
    limit = given.get("limit", cursor.limit) if is_search else cursor.limit
    return Walk(query, cursor.offset, _limited(call, limit), token, cursor.pinned)


def _continued(call: Call, given: Json, remembered: Json) -> Json:
    filters = {name: value for name, value in given.items() if name not in PRESENTATION}
    kept = {name: value for name, value in remembered.items() if name not in PRESENTATION}
    if call.org.switches["search_cursor"] == "remembers":
        if filters and filters != kept:
            raise invalid_cursor()
        filters = kept
    shown = {name: given.get(name, remembered.get(name)) for name in PRESENTATION if name != "cursor"}
    return {**filters, **{name: value for name, value in shown.items() if value is not None}}


def _limited(call: Call, limit: int) -> int:
    if call.page_limit is None or limit <= call.page_limit:
        return limit
    if call.is_page_limit_rejecting:
        raise bad_request(f"limit must be a whole number from 1 to {call.page_limit}")
    return call.page_limit


def cut_page(call: Call, walk: Walk, rows: Sequence[Row]) -> tuple[Sequence[Row], Json]:
    """Return the rows of this page and `links` with bare cursors; `next` is absent on the last page."""
    rows, pinned = _pin(call, walk, rows)
    end = walk.offset + walk.limit
    own = walk.token or _token(call, walk, walk.offset, pinned)
    links: Json = {"self": own}
    if walk.offset:
        links["prev"] = _token(call, walk, max(walk.offset - walk.limit, 0), pinned)
    if end < len(rows):
        links["next"] = _token(call, walk, end, pinned)
    if call.is_cursor_repeated:
        links["next"] = own
    if "next" in links and call.endpoint.name in SEARCHES and call.org.switches["search_next"] == "url":
        links["next"] = url_links(call, links)["next"]
    return rows[walk.offset : end], links


def url_links(call: Call, links: Json) -> Json:
    """Return v1 links: the same cursors as full URLs."""
    address = call.request.base_url + call.request.url_path
    return {name: f"{address}?cursor={quote(token)}" for name, token in links.items()}


def _token(call: Call, walk: Walk, offset: int, pinned: str | None) -> str:
    query = {**walk.query, "operation": [call.endpoint.name, dict(call.params)]}
    return Cursor(offset, walk.limit, query, call.now, pinned).encode()


def _pin(call: Call, walk: Walk, rows: Sequence[Row]) -> tuple[Sequence[Row], str | None]:
    if walk.pinned is not None:
        kept = call.org.pinned_lists.get(walk.pinned)
        if kept is None:
            raise invalid_cursor()
        return kept, walk.pinned
    if call.org.switches["walk"] != "snapshot" or len(rows) <= walk.limit:
        return rows, None
    pinned = uuid.uuid4().hex
    call.org.pinned_lists[pinned] = list(rows)
    while len(call.org.pinned_lists) > PINNED_LISTS:
        call.org.pinned_lists.pop(next(iter(call.org.pinned_lists)))
    return rows, pinned
