"""Starts the Chromium of this machine for tests, screenshots and measurements."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--disable-quic")


@contextmanager
def open_browser(program: str) -> Iterator[Browser]:
    """A headless browser that asks nobody outside this machine by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_OPTIONS))
        yield browser
        browser.close()


def is_about_a_spare_connection(remark: str) -> bool:
    """True for Chromium's remark that a connection it had opened ahead of need was closed by the server meanwhile."""
    return "net::ERR_SOCKET_NOT_CONNECTED" in remark
