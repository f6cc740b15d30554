"""What a change is called, when a difference is one, and who was where on a past day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.changes import Change, ChangeKind, Question, Stay, ask, is_first_look, name_change, was_so

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "detail", "began", "ended"),
    [
        (ChangeKind.GROUP, "", Change.JOINED, Change.LEFT),
        (ChangeKind.APP, "atlassian/user", Change.GAINED, Change.LOST),
        (ChangeKind.APP, "suspended", Change.GAINED, Change.LOST),
        (ChangeKind.STATUS, "suspended", Change.SUSPENDED, Change.RESTORED),
        (ChangeKind.STATUS, "deactivated", Change.STATUS_BEGAN, Change.STATUS_ENDED),
        (ChangeKind.PRESENCE, "", Change.APPEARED, Change.VANISHED),
    ],
)
def test_each_kind_has_its_words(kind: ChangeKind, detail: str, began: Change, ended: Change) -> None:
    assert name_change(kind, detail, is_beginning=True) == began
    assert name_change(kind, detail, is_beginning=False) == ended


@given(
    is_so_at_first=st.booleans(), turns=st.lists(st.integers(1, 60), unique=True, max_size=8), day=st.integers(0, 70)
)
def test_the_past_is_told_by_spans_and_what_is_so_now(is_so_at_first: bool, turns: list[int], day: int) -> None:
    """The spans are written as the mirror's tables write them: only where something turned."""
    is_so, stays = is_so_at_first, list[Stay]()
    truth = {}
    for today in range(71):
        if today in turns:
            at = START + today * DAY
            if not is_so:
                stays.append(Stay(at, None))
            elif stays and stays[-1].ended_at is None:
                stays[-1] = Stay(stays[-1].began_at, at)
            else:
                stays.append(Stay(None, at))
            is_so = not is_so
        truth[today] = is_so
    assert was_so(stays, START + day * DAY, is_so_now=is_so) == truth[day]


APP: Question = ask("access", "-", 7, "atlassian/user")
ADMIN: Question = ask("access", "-", 7, "atlassian/admin")
PEOPLE: Question = ask("users", "d", None, None)


@pytest.mark.parametrize(
    ("question", "last", "is_first"),
    [
        (PEOPLE, {}, True),
        (PEOPLE, {PEOPLE: True}, False),
        (PEOPLE, {PEOPLE: False}, True),
        (ask("users", "e", None, None), {PEOPLE: True}, True),
        (APP, {PEOPLE: True}, True),
        (APP, {APP: True}, False),
        # Nobody held the role: who holds it now has got it since.
        (ADMIN, {APP: True}, False),
        (ADMIN, {APP: True, ADMIN: False}, True),
        (ADMIN, {APP: False}, True),
        (ask("access", "-", 8, "atlassian/admin"), {APP: True, ADMIN: True}, True),
        (ask("grants", "-", 7, "atlassian/admin"), {APP: True}, True),
        # Where an app's people are was learnt meanwhile.
        (ask("access", "d", 7, "atlassian/user"), {APP: True}, False),
    ],
)
def test_what_was_never_looked_at_has_not_begun_now(
    question: Question, last: dict[Question, bool], is_first: bool
) -> None:
    assert is_first_look(question, last) is is_first
