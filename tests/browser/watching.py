"""Watches a browser page: an error on its console, or a request that leaves this machine, is trouble."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize

from tests.ground.chromium import is_about_a_spare_connection

VIEWPORT: ViewportSize = {"width": 1400, "height": 950}
_REFUSAL = re.compile(r"status of (\d{3})")
_LOCAL = re.compile(r"http://(127\.0\.0\.1|([a-z0-9-]+\.)?localhost):|data:|blob:|about:")
"""The machine's own address, or a name of the sandbox's sites, which leads to it as well."""


@dataclass
class Watch:
    """What went wrong on a page so far."""

    troubles: list[str] = field(default_factory=list)
    forgiven: set[int] = field(default_factory=set)
    """Statuses of refusals that the story means to see; Chromium remarks on each of them."""

    def forgive(self, *statuses: int) -> None:
        """Take answers of these statuses for part of the story."""
        self.forgiven |= set(statuses)

    def follow(self, page: Page) -> None:
        """Note everything that happens on a page from now on."""
        page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error" or is_about_a_spare_connection(message.text):
            return
        refusal = _REFUSAL.search(message.text)
        if not (refusal and int(refusal[1]) in self.forgiven):
            self.troubles.append(f"{message.text} ({message.location.get('url', '')})")

    def _see(self, request: Request) -> None:
        if not _LOCAL.match(request.url):
            self.troubles.append(f"outside: {request.url}")


@contextmanager
def watched_page(browser: Browser, watch: Watch, **options: Any) -> Iterator[Page]:
    """A fresh page under watch."""
    settings: dict[str, Any] = {"viewport": VIEWPORT, "accept_downloads": True, "locale": "en-GB", "timezone_id": "UTC"}
    context = browser.new_context(**settings | options)
    try:
        page = context.new_page()
        watch.follow(page)
        yield page
    finally:
        context.close()
