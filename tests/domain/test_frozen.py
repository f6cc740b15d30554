"""What a run froze is understood whoever wrote it, never fails, and is written back as it stands."""

import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.automation.actions import ACTION_WORDS, DESTRUCTIVE_ACTIONS
from app.domain.automation.frozen import (
    NOTHING_FROZEN,
    FrozenFilter,
    RunSpecification,
    freeze_core,
    freeze_selection,
    freeze_task,
    freeze_undo,
    read_specification,
)
from app.domain.engine.release import compute_plan_digest

ROOT: Final = {"version": 1, "root": {"type": "text", "contains": "x"}}
SAVED: Final = FrozenFilter(4, "Leavers", 3, ROOT, None)
SUSPEND: Final = {"type": "suspend_user"}
ADD: Final = {"type": "add_to_groups", "group_ids": ["g"]}
HAND: Final = {"account_id": "a", "part": "shaped_task", "at": "2026-03-02T12:00:00+00:00"}
NAMES: Final = {"groups": {"g": "staff"}}
TASK: Final = freeze_task(
    name="Clean up", saved=SAVED, actions=[SUSPEND], max_users=5, delegates=["d"], hands=[HAND]
)  # fmt: skip
BY_HAND: Final = freeze_task(
    name="Clean up", saved=None, actions=[SUSPEND, ADD], max_users=None, delegates=[], hands=[], passes_blackout=True
)
SELECTION: Final = freeze_selection(
    name="Suspend", specification=ROOT, actions=[SUSPEND], max_users=None, delegates=[], passes_blackout=False
)
UNDO: Final = freeze_undo(7, "Clean up", actions=["rejoin"], takes_away=False, is_emergency=True, delegates=["d"])
WRITTEN: Final[dict[str, tuple[RunSpecification, dict[str, Any]]]] = {
    "task": (
        TASK,
        {
            "version": 1,
            "hands": [HAND],
            "name": "Clean up",
            "filter": {"id": 4, "name": "Leavers", "version": 3, "specification": ROOT},
            "actions": [SUSPEND],
            "max_users": 5,
            "delegates": ["d"],
        },
    ),
    "by hand": (
        BY_HAND,
        {
            "version": 1,
            "hands": [],
            "name": "Clean up",
            "filter": None,
            "actions": [SUSPEND, ADD],
            "max_users": None,
            "delegates": [],
            "passes_blackout": True,
        },
    ),
    "selection": (
        SELECTION,
        {
            "version": 1,
            "name": "Suspend",
            "filter": {"id": None, "name": "Selection", "version": 1, "specification": ROOT},
            "actions": [SUSPEND],
            "max_users": None,
            "passes_blackout": False,
            "delegates": [],
        },
    ),
    "undo": (
        UNDO,
        {
            "version": 1,
            "name": "Undo of Clean up",
            "undo_of": 7,
            "filter": None,
            "actions": [{"type": "rejoin"}],
            "action_sentences": ["Take back what run 7 changed, where it is still so"],
            "max_users": None,
            "is_emergency": True,
            "passes_blackout": True,
            "takes_away": False,
            "delegates": ["d"],
        },
    ),
}
"""Each kind as it is frozen, and as rows keep it since the first release that has it."""
OLD: Final[dict[str, dict[str, Any]]] = {
    "no hands, no delegates": {"name": "Old", "filter": {"specification": ROOT}, "actions": [SUSPEND], "max_users": 3},
    "no version": {"name": "Old", "filter": None, "actions": [], "undo_of": 3},
    "unknown keys of a later release": {**TASK.stored, "pace": {"per_hour": 3}, "name": "Later"},
    "actions of a later release": {**TASK.stored, "actions": [{"type": "freeze_user", "for": "ever"}]},
    "nothing": {},
}
ODD: Final[dict[str, dict[str, Any]]] = {
    key: {**TASK.stored, key: odd}
    for key in ("name", "filter", "actions", "max_users", "undo_of", "delegates", "hands", "blackout", "takes_away")
    for odd in ("?", 3, True, ["?", 3], {"?": 3}, None)
}
NAMED: Final = TASK.with_names(
    action_sentences=["Suspend"], filter_sentence="Name has x", names=NAMES, cautions=[{"code": "also_taken"}]
)
CORPUS: Final = {
    **{kind: written for kind, (_made, written) in WRITTEN.items()},
    **OLD,
    **ODD,
    "named": NAMED.to_json(),
    "blackout": TASK.with_blackout({"kind": "date", "day": "2026-12-24"}).to_json(),
}
ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS: Final = sorted({key for one in CORPUS.values() for key in one})


def use_all(read: RunSpecification) -> None:
    """Whatever is asked of a specification."""
    _ = (read.core, read.hands, read.unknown_actions, read.action_words, read.takes_away)


def bytes_of(stored: object) -> bytes:
    return json.dumps(stored, ensure_ascii=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("kind", WRITTEN)
def test_each_kind_is_kept_in_the_form_that_earlier_releases_read(kind: str) -> None:
    made, written = WRITTEN[kind]
    assert bytes_of(made.to_json()) == bytes_of(written)


@pytest.mark.parametrize("name", CORPUS)
def test_what_a_row_keeps_is_written_back_byte_by_byte(name: str) -> None:
    stored = CORPUS[name]
    before, digest = bytes_of(stored), compute_plan_digest(stored, "steps")
    read = read_specification(stored)
    use_all(read)
    assert bytes_of(read.to_json()) == before
    assert compute_plan_digest(read.to_json(), "steps") == digest
    assert bytes_of(read_specification(read.to_json()).to_json()) == before


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), ANYTHING, max_size=6))
def test_nothing_that_a_row_can_hold_stops_its_reader(stored: dict[str, Any]) -> None:
    before = bytes_of(stored)
    read = read_specification(stored)
    use_all(read)
    assert bytes_of(read.to_json()) == before


@given(ANYTHING)
def test_what_is_no_object_holds_nothing(stored: object) -> None:
    if not isinstance(stored, dict):
        assert read_specification(stored) == NOTHING_FROZEN


def test_the_fields_of_each_kind_are_read() -> None:
    assert (TASK.name, TASK.filter, TASK.max_users, TASK.delegates) == ("Clean up", SAVED, 5, frozenset("d"))
    assert TASK.hands is not None
    assert [hand.account_id for hand in TASK.hands] == ["a"]
    assert (TASK.is_undo, TASK.undo_of, TASK.passes_blackout, TASK.is_emergency) == (False, None, False, False)
    assert (UNDO.is_undo, UNDO.undo_of, UNDO.passes_blackout, UNDO.is_emergency) == (True, 7, True, True)
    assert (UNDO.filter, UNDO.hands, UNDO.says_takes_away, UNDO.takes_away) == (None, None, False, False)
    assert BY_HAND.passes_blackout
    assert BY_HAND.action_words == {"suspend_user", "add_to_groups"}
    assert SELECTION.filter == FrozenFilter(None, "Selection", 1, ROOT, None)
    assert [one.type for one in TASK.known_actions] == ["suspend_user"]


def test_naming_adds_how_it_reads_and_nothing_else() -> None:
    changed = {"action_sentences", "filter", "names", "cautions"}
    assert {key: value for key, value in NAMED.stored.items() if key not in changed} == {
        key: value for key, value in TASK.stored.items() if key not in changed
    }
    assert NAMED.filter == FrozenFilter(4, "Leavers", 3, ROOT, "Name has x")
    assert (NAMED.action_sentences, NAMED.stored["names"]) == (("Suspend",), NAMES)
    assert NAMED.core == TASK.core
    assert TASK.filter == SAVED, "the other stays as it was"


def test_two_runs_are_comparable_by_filter_and_actions_alone() -> None:
    assert TASK.core == freeze_core(ROOT, [SUSPEND]).core
    assert TASK.core != freeze_core(ROOT, [ADD]).core
    assert TASK.core != freeze_core(None, [SUSPEND]).core


@pytest.mark.parametrize("word", ACTION_WORDS)
def test_what_takes_away_is_told_by_the_actions_unless_it_is_said(word: str) -> None:
    stored = {"actions": [{"type": word}]}
    assert read_specification(stored).takes_away is (word in DESTRUCTIVE_ACTIONS)
    for said in (True, False):
        assert read_specification({**stored, "takes_away": said}).takes_away is said


def test_a_run_that_takes_back_is_one_even_if_the_number_is_lost() -> None:
    lost = read_specification({"undo_of": "seven"})
    assert (lost.is_undo, lost.undo_of) == (True, None)


def test_yes_is_said_by_true_alone() -> None:
    for key in ("is_emergency", "passes_blackout"):
        for odd in (1, "true", ["x"], None):
            read = read_specification({key: odd})
            assert not read.is_emergency
            assert not read.passes_blackout
