"""The registry of writes: the worker's part of each action, by its word. A new family is one more module here."""

from typing import Final

from worker.engine.writes import apps, groups, life, roles, status
from worker.engine.writes.write import Write

WRITES: Final[dict[str, Write]] = {
    write.word: write for write in (*groups.WRITES, *apps.WRITES, *status.WRITES, *life.WRITES, *roles.WRITES)
}
