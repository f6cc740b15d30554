"""The modes of a task: a draft, then a test that says what it would do, then live. Asked whenever a run begins."""

from enum import StrEnum
from typing import Final, Literal


class Mode(StrEnum):
    """Mode of a task: how far it is; a run has one of the last two."""

    DRAFT = "draft"
    TEST = "test"
    LIVE = "live"


RunMode = Literal[Mode.TEST, Mode.LIVE]

DRAFT: Final = Mode.DRAFT
TEST: Final = Mode.TEST
LIVE: Final = Mode.LIVE
MODES: Final[tuple[Mode, ...]] = (DRAFT, TEST, LIVE)
RUN_MODES: Final[tuple[RunMode, ...]] = (TEST, LIVE)


def find_run_mode(mode: str) -> RunMode:
    """How a run of a task in this mode goes: only a live task changes anybody, whoever starts it.

    A word that this release does not know changes nobody.
    """
    return LIVE if mode == LIVE else TEST


def runs_by_schedule(mode: str) -> bool:
    """Whether a schedule starts the task: a draft waits until somebody says that it is ready to be tried."""
    return mode != DRAFT


def changes_people(mode: str) -> bool:
    """Whether anything that asks "what does this task do to people" concerns it."""
    return find_run_mode(mode) == LIVE
