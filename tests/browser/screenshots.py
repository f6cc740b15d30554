"""`python -m tests.browser.screenshots`: pictures of every screen, dialog and state, for people to look at.

Writes to `.screenshots/` (ignored): each scene of the gallery in both themes, and the main screens in German.
"""

import shutil
import sys

from playwright.sync_api import Page

from local.errors import LocalError
from local.processes import ROOT
from tests.browser.exhibits import Exhibits, exhibit
from tests.browser.gallery import SCENES
from tests.browser.scene import Scene
from tests.browser.watching import Watch, watched_page
from tests.ground.browser import find_browser
from tests.ground.chromium import open_browser
from tests.ground.folders import server_folder
from tests.ground.stack import running_stack

FOLDER = ROOT / ".screenshots"


def main() -> int:
    """Take all pictures; return the exit code."""
    program = find_browser()
    if program is None:
        raise LocalError("There is no Chromium on PATH.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    with server_folder() as ground:
        (ground / "stack").mkdir()
        with running_stack(ground / "stack") as stack, open_browser(program) as browser:
            exhibits = exhibit(stack)
            with watched_page(browser, Watch(), reduced_motion="reduce") as page:
                for theme in ("light", "dark"):
                    for scene in SCENES:
                        _picture(scene, page, exhibits, f"{theme}/{scene.name}", theme=theme)
                for scene in SCENES:
                    if scene.is_main:
                        _picture(scene, page, exhibits, f"german/{scene.name}", locale="de-DE")
    sys.stdout.write(f"{FOLDER}\n")
    return 0


def _picture(scene: Scene, page: Page, exhibits: Exhibits, name: str, **query: str) -> None:
    scene.open(page, exhibits, **query)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
