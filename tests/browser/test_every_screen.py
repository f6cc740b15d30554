"""Every screen, dialog and state is accessible in both themes and by keyboard, and whole in narrow windows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.exhibits import Exhibits, exhibit
from tests.browser.gallery import SCENES
from tests.browser.scene import Scene
from tests.browser.soundness import find_cut_off, find_no_way_out, find_unseen_focus, find_violations, resize
from tests.browser.watching import VIEWPORT, Watch, watched_page
from tests.ground.stack import Stack

NARROW: ViewportSize = {"width": 1024, "height": 768}
ZOOMED: ViewportSize = {"width": VIEWPORT["width"] // 2, "height": VIEWPORT["height"] // 2}
"""At 200 % a window has half as many CSS pixels."""


@pytest.fixture(scope="module")
def exhibits(stack: Stack) -> Iterator[Exhibits]:
    exhibits = exhibit(stack)
    yield exhibits
    exhibits.leave()


@pytest.fixture(scope="module")
def silent(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """One page for all scenes, so that its files are fetched once."""
    watch = Watch()
    with watched_page(browser, watch) as page:
        yield page, watch


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_is_accessible_in_both_themes_by_keyboard_and_fits(
    scene: Scene, silent: tuple[Page, Watch], exhibits: Exhibits
) -> None:
    page, watch = silent
    leave(page)
    watch.troubles.clear()
    watch.forgiven.clear()
    watch.forgive(*scene.refusals)
    resize(page, VIEWPORT)
    admin = scene.open(page, exhibits)
    frame = admin.frame
    found = {"light": find_violations(frame)}
    admin.switch_theme()
    expect(admin.app.locator("html")).to_have_attribute("data-color-mode", "dark")
    found["dark"] = find_violations(frame)
    found["by keyboard"] = find_unseen_focus(page, frame)
    found["1024 px wide"] = find_cut_off(page, frame, NARROW)
    found["200 % zoom"] = find_cut_off(page, frame, ZOOMED)
    found["Escape"] = find_no_way_out(page, frame)
    report = [f"{when}: {line}" for when, lines in found.items() for line in lines]
    assert not report, "\n".join(report)
    leave(page)
    assert watch.troubles == []


def leave(page: Page) -> None:
    """Hear the last of what a scene has to say while it is its own: remarks come later than what they are about."""
    page.goto("about:blank")
