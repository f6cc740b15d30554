"""How much one request may bring, counted before anything is made of it."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.guards import requires_admin
from app.platform.limits.bounds import LISTS, NARROW, asks_much, find_bounds, measure, takes_lists

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def depth_of(value: Any) -> int:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return 1 + max(map(depth_of, inner), default=0)
    return 0


def count_of(value: Any) -> int:
    """Members and elements, of all levels."""
    if isinstance(value, dict | list):
        return len(value) + sum(map(count_of, value.values() if isinstance(value, dict) else value))
    return 0


@given(JSON, st.booleans())
def test_what_is_measured_is_what_is_there(value: Any, is_ascii: bool) -> None:
    shape = measure(json.dumps(value, ensure_ascii=is_ascii))

    assert shape.depth == depth_of(value)
    # Each list or object counts once more, as an element of what holds it or as the whole.
    assert count_of(value) <= shape.values <= 2 * count_of(value) + 1


@pytest.mark.parametrize("piece", ['"', '\\"', "\\", "[", "]", '{"a":', '"a', '",', "[]", "x", '"\\'])
def test_nonsense_of_any_kind_is_measured_at_once(piece: str) -> None:
    text = piece * (4_000_000 // len(piece))
    began = time.process_time()
    measure(text)

    assert time.process_time() - began < 3


def test_a_view_without_a_word_is_narrow_and_a_word_is_said_once() -> None:
    def plain() -> None: ...

    def listed() -> None: ...

    assert find_bounds(plain) is NARROW
    assert not NARROW.is_question
    assert find_bounds(requires_admin(takes_lists(listed))) is LISTS
    with pytest.raises(TypeError):
        asks_much(listed)
