"""`make bench-page`: how long an admin waits for content, with an empty cache, with a full one, and on a slow line.

Content is the first heading of a screen with its data, in the sandbox's host page, so the host's own work is in it.
Needs a Chromium. Each figure is the median of some visits; the machine's load stands beside them.
"""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Response, expect

from bench.figures import Figure, note
from tests.browser.customers import Customer
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch, watched_page
from tests.ground.browser import require_browser
from tests.ground.chromium import open_browser
from tests.ground.folders import server_folder
from tests.ground.stack import running_stack

VISITS = 5
SCREENS = {"/dashboard": "Dashboard", "/users": "User Browser", "/tasks": "Automated Tasks"}
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""1.6 Mbit/s down and 150 ms: a phone's bad day."""


def main() -> None:
    """Print the table."""
    with server_folder() as ground:
        (ground / "stack").mkdir()
        with running_stack(ground / "stack") as stack, open_browser(require_browser()) as browser:
            customer = Customer.arrive(stack, users=2000).connect()
            print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            print(f"{'screen':18}{'cold ms':>10}{'warm ms':>10}{'slow cold':>11}{'slow warm':>11}{'sent KB':>10}")
            for address, heading in SCREENS.items():
                _measure(browser, customer, address, heading)
            print(f"load after: {os.getloadavg()[0]:.1f}")


def _measure(browser: Browser, customer: Customer, address: str, heading: str) -> None:
    cold, warm, slow_cold, slow_warm, sent = [], [], [], [], 0.0
    for _ in range(VISITS):
        with _visitor(browser, customer, is_slow=False) as (admin, received):
            cold.append(_visit(admin, address, heading))
            sent = sum(received) / 1024
            warm.append(_visit(admin, address, heading))
        with _visitor(browser, customer, is_slow=True) as (admin, _):
            slow_cold.append(_visit(admin, address, heading))
            slow_warm.append(_visit(admin, address, heading))
    ways = {"cold": cold, "warm": warm, "slow line, cold": slow_cold, "slow line, warm": slow_warm}
    for way, times in ways.items():
        note(Figure(f"{heading}, {way}", statistics.median(times) * 1000, "ms"))
    note(Figure(f"{heading}, sent to an empty cache", sent, "KB"))
    figures = [f"{statistics.median(times) * 1000:10.0f}" for times in (cold, warm)]
    slow = [f"{statistics.median(times) * 1000:11.0f}" for times in (slow_cold, slow_warm)]
    print(f"{heading:18}{''.join(figures + slow)}{sent:10.0f}")


@contextmanager
def _visitor(browser: Browser, customer: Customer, *, is_slow: bool) -> Iterator[tuple[AdminPage, list[int]]]:
    received: list[int] = []
    with watched_page(browser, Watch()) as page:
        page.on("response", lambda response: _count(response, received))
        if is_slow:
            page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_LINE)
        yield AdminPage(page, customer), received


def _count(response: Response, received: list[int]) -> None:
    length = response.headers.get("content-length")
    if "/connect/" in response.url and length:
        received.append(int(length))


def _visit(admin: AdminPage, address: str, heading: str) -> float:
    _forget_page(admin.page)
    began = time.perf_counter()
    admin.page.goto(admin.customer.page_url(address), wait_until="commit")
    expect(admin.app.get_by_role("heading", name=heading, level=1)).to_be_visible()
    return time.perf_counter() - began


def _forget_page(page: Page) -> None:
    page.goto("about:blank")


if __name__ == "__main__":
    main()
