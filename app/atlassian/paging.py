"""Pages of the admin API: where the next cursor is, what a row is, and how large a page may be. Pure.

Cursors come bare or inside a URL (admin API contract 3); page maxima are a server choice that can shrink.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs, urlsplit

from app.atlassian.errors import BadCursor, BadRequest, Malformed
from app.atlassian.fields import Row, read_number
from app.atlassian.records import Page
from app.logs import get_logger

Record = TypeVar("Record")
_log = get_logger(__name__)
_LEAST_LIMIT: Final = 10
_MOST_PAGES: Final = 10_000


def parse_page(document: Any, parse: Callable[[Row], Record | None], sent_cursor: str | None) -> Page[Record]:
    """The rows and next cursor of an answer. Raises Malformed without `data` or when the cursor repeats."""
    rows = document.get("data") if isinstance(document, Mapping) else None
    if not isinstance(rows, list):
        raise Malformed("Atlassian's answer has no list of data.")
    next_cursor = read_next_cursor(document)
    if next_cursor is not None and next_cursor == sent_cursor:
        raise Malformed("Atlassian answered a cursor that had been used already.")
    parsed = [parse(row) if isinstance(row, Mapping) else None for row in rows]
    records = tuple(record for record in parsed if record is not None)
    skipped = len(rows) - len(records)
    if skipped:
        _log.warning("rows_without_id_skipped", rows=skipped)
    meta = document.get("meta")
    total = read_number(meta, "total") if isinstance(meta, Mapping) else None
    return Page(records, next_cursor, skipped, total)


def read_next_cursor(document: Mapping[str, Any]) -> str | None:
    """`links.next`, bare or the `cursor` parameter of a URL; None on the last page."""
    links = document.get("links")
    value = links.get("next") if isinstance(links, Mapping) else None
    if not isinstance(value, str) or not value:
        return None
    if "://" not in value and not value.startswith(("/", "?")):
        return value
    found = parse_qs(urlsplit(value).query).get("cursor")
    return found[0] if found else None


def iter_pages(fetch: Callable[..., Page[Record]]) -> Iterator[Page[Record]]:
    """All pages of a listing; `fetch` takes the cursor of a page by name, None for the first.

    Raises Malformed when the cursors go round in a circle, and what `fetch` raises.
    """
    cursor: str | None = None
    seen = set[str]()
    for _page in range(_MOST_PAGES):
        page = fetch(cursor=cursor)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return
        if cursor in seen:
            break
        seen.add(cursor)
    raise Malformed("Atlassian's pages go round in a circle.")


class PageLimit:
    """The page size that an endpoint accepts: halved when Atlassian refuses it, kept for later pages."""

    def __init__(self, largest: int) -> None:
        self._value = largest
        self._lock = threading.Lock()

    @property
    def value(self) -> int:
        """The size to ask for."""
        return self._value

    def shrink(self, tried: int, error: BadRequest) -> bool:
        """Halve after a refusal of `tried`; False when the size cannot be the reason."""
        is_about_size = error.code is None or "limit" in error.detail.lower() or "size" in error.detail.lower()
        if isinstance(error, BadCursor) or error.status != 400 or not is_about_size or tried <= _LEAST_LIMIT:
            return False
        with self._lock:
            self._value = min(self._value, max(tried // 2, _LEAST_LIMIT))
        return True
