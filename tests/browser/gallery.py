"""Every screen, dialog and state of the page.

The stories about accessibility and layout look at each of them, and `make screenshots` takes its picture.
"""

from tests.browser import scenes_around, scenes_runs, scenes_tasks, scenes_users
from tests.browser.scene import Scene

SCENES: list[Scene] = [*scenes_around.SCENES, *scenes_users.SCENES, *scenes_tasks.SCENES, *scenes_runs.SCENES]
