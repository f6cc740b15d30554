"""One running product per pytest process, customers for stories, and browser pages that must stay silent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.customers import Customer
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch, watched_page
from tests.ground.stack import Stack, running_stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder runs in one process, which starts the product once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def stack(ground: Path) -> Iterator[Stack]:
    """Everything that `make run` starts."""
    folder = ground / "stack"
    folder.mkdir()
    with running_stack(folder) as stack:
        yield stack


@pytest.fixture
def watch() -> Watch:
    """What went wrong on the pages of one story."""
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A fresh page; an error on its console, or a request that leaves this machine, fails the test."""
    with watched_page(browser, watch) as page:
        yield page
    assert watch.troubles == []


@pytest.fixture(scope="module")
def customer(stack: Stack) -> Iterator[Customer]:
    """A connected customer shared by one file's stories, each of which brings tasks and people of its own."""
    customer = Customer.arrive(stack).connect()
    yield customer
    customer.leave()


@pytest.fixture
def newcomer(stack: Stack) -> Iterator[Customer]:
    """A customer of one story, who has installed the app and stored no key yet."""
    customer = Customer.arrive(stack)
    yield customer
    customer.leave()


@pytest.fixture
def admin(page: Page, customer: Customer) -> AdminPage:
    """An organization admin's page of the file's customer, not opened yet."""
    return AdminPage(page, customer)
