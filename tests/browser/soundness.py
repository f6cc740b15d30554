"""What must hold for all that the page shows: axe finds no violation of WCAG 2.2 A and AA, and nothing is cut off."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Frame, Page, ViewportSize

from local.processes import ROOT

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
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
