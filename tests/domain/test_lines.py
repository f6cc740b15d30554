"""Names are what they look like: nothing in them is unseen, turns them round or breaks their line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lines import is_line, is_straight, is_unturned
from app.domain.words import fold_text, is_unseen

BREAKS = "\x00\t\n\r\x0b\x0c\x1b\x7f\x80\x85\x9f\u2028\u2029\ud800\udfff"
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2065\u206f\u2800\u3164\ufe00"
    "\ufeff\uffa0\ufff0\ufff9\ufffb\U000110bd\U0001d173\U000e0001\U000e0041\U000e0100\U000e0fff"
)


@pytest.mark.parametrize("sign", [*BREAKS, *TURNS, *UNSEEN], ids=ascii)
@pytest.mark.parametrize("text", ["{}Leavers", "Lea{}vers", "Leavers{}", "退職{}者", "👩{}", "{}"])
def test_what_is_not_seen_or_turns_a_name_is_refused(text: str, sign: str) -> None:
    assert not is_line(text.format(sign))
    assert is_unturned(text.format(sign)) == (sign in UNSEEN)
    assert is_straight(text.format(sign)) == (sign not in TURNS)


@pytest.mark.parametrize("sign", ["\u200c", "\u200d", "\ufe0e", "\ufe0f"], ids=ascii)
@pytest.mark.parametrize("text", ["{}Leavers", "Lea{}vers", "Leavers{}", "Лид{}ер", "é{}é", "a {}b", "👩{}{}💻"])
def test_joiners_and_styles_hide_in_no_name_that_does_not_need_them(text: str, sign: str) -> None:
    assert not is_line(text.replace("{}", sign))


@pytest.mark.parametrize(
    "name",
    [
        *("Ärzte & Pflege – 2026", "離職者", "مغادرون", "می‌خواهم", "क्‍ष", "👩‍💻 leavers", "🏳️‍🌈", "🏴‍☠️", "👨🏽‍⚕️", "❤️ 1️⃣"),
        *("ครู", "e\u0301te\u0301", "(c) ™ №5", "a\u00a0b", "\u3000x", "🇩🇪", "=1+1", "x" * 500),
    ],
)  # fmt: skip
def test_names_of_every_language_are_taken(name: str) -> None:
    assert is_line(name)


@pytest.mark.parametrize("name", ["\u0301", "\u00a0", "\u3000\u2003", "\u20dd"])
def test_a_name_of_which_nothing_is_drawn_is_refused(name: str) -> None:
    assert not is_line(name)


@given(st.text(min_size=1, max_size=20))
def test_a_name_that_is_taken_holds_nothing_that_folding_would_drop_but_joiners_and_styles(name: str) -> None:
    if is_line(name):
        left = [one for one in name if is_unseen(one)]
        assert set(left) <= set("\u200c\u200d\ufe0e\ufe0f")
        assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in name if one not in left)
        assert is_unturned(name)
        assert is_straight(name)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_what_is_searched_for_is_folded_alike_with_and_without_the_unseen(text: str) -> None:
    assert fold_text("".join(one for one in text if not is_unseen(one))) == fold_text(text)
