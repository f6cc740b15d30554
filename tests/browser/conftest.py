"""One running product per pytest process, and a browser page that must stay silent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.ground.stack import Stack, running_stack


@pytest.fixture(scope="session")
def stack(ground: Path) -> Iterator[Stack]:
    """Everything that `make run` starts."""
    folder = ground / "stack"
    folder.mkdir()
    with running_stack(folder) as stack:
        yield stack


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium that asks nobody outside this machine."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--disable-quic"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; an error on its console, or a request that leaves this machine, fails the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 950}, accept_downloads=True, locale="en-GB")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"uncaught: {error}"))
    page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
    page.on("request", lambda request: None if _is_local(request.url) else troubles.append(f"outside: {request.url}"))
    yield page
    context.close()
    assert troubles == []


def _is_trouble(message: ConsoleMessage) -> bool:
    """An error, but for Chromium's own remark that a page was refused, which a story about refusals means to see."""
    return message.type == "error" and "status of 403" not in message.text


def _is_local(url: str) -> bool:
    """Under the machine's own address, or under a name of the sandbox's sites, which lead to it as well."""
    return re.match(r"http://(127\.0\.0\.1|[a-z0-9-]+\.localhost):|data:|blob:", url) is not None
