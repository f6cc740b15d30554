"""What must hold for all that the page shows: axe finds no violation of WCAG 2.2 A and AA, nothing is cut off, and a
keyboard shows where it is and gets out again."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Frame, Page, ViewportSize
from playwright.sync_api import TimeoutError as WaitedInVain

from local.processes import ROOT

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ESCAPE_MS = 5_000
_OPEN = """() => [...document.querySelectorAll('[role=dialog], [role=menu], dialog[open]')]
    .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }))
    .map((one) => (one.ariaLabel || one.innerText).slice(0, 80)).join(' / ')"""
_HAS_CHANGED = f"(before) => ({_OPEN})() !== before"
_SETTLE = """() => Promise.race([
    Promise.allSettled(document.getAnimations()
        .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished)),
    new Promise((done) => setTimeout(done, 2000)),
]).then(() => null)"""
"""Colours on their way are no colours that anybody reads; a frame out of sight gets no animation frames, and ends
none."""
_AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def read_script(name: str) -> str:
    """A function that runs in the page."""
    return (Path(__file__).parent / "scripts" / f"{name}.js").read_text(encoding="utf-8")


@cache
def _axe_source() -> str:
    return _AXE.read_text(encoding="utf-8") + "\n;null"  # else the library itself would be the answer


def find_violations(frame: Frame) -> list[str]:
    """Violations of WCAG in the framed page as it stands; axe comes from the front end's own packages."""
    if not frame.evaluate("() => 'axe' in window"):
        frame.evaluate(_axe_source())
    frame.evaluate(_SETTLE)
    return [str(line) for line in frame.evaluate(read_script("find-violations"), list(WCAG))]


def resize(page: Page, size: ViewportSize) -> None:
    """Give the window another size; setting the one that it has would wait for ever for a change."""
    if page.viewport_size != size:
        page.set_viewport_size(size)


def find_cut_off(page: Page, frame: Frame, size: ViewportSize) -> list[str]:
    """What cannot be read or reached in a window of that size."""
    resize(page, size)
    # A frame that is scrolled out of the window gets no animation frames, so the layout is waited for by the clock.
    frame.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    return [str(line) for line in frame.evaluate(read_script("find-cut-off"))]


def find_unseen_focus(page: Page, frame: Frame) -> list[str]:
    """What a keyboard reaches without its being seen there."""
    frame.evaluate("() => window.focus()")
    page.keyboard.press("Tab")  # rings are shown to whoever uses the keyboard
    return [str(line) for line in frame.evaluate(read_script("find-unseen-focus"), read_script("is-focus-seen"))]


def find_no_way_out(page: Page, frame: Frame) -> list[str]:
    """A dialog or a menu that Escape neither closes nor asks about, or that loses the focus as it closes."""
    before = _list_open(frame)
    if not before:
        return []
    page.keyboard.press("Escape")
    try:
        frame.wait_for_function(_HAS_CHANGED, arg=before, timeout=ESCAPE_MS)
    except WaitedInVain:
        return [f"Escape leads nowhere: {before}"]
    try:
        frame.wait_for_function("() => document.activeElement !== document.body", timeout=ESCAPE_MS)
    except WaitedInVain:
        return [f"the focus is lost as it closes: {before}"]
    return []


def _list_open(frame: Frame) -> str:
    return str(frame.evaluate(_OPEN))
