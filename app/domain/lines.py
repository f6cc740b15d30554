"""Single-line texts that people read: names, reasons, ids.

Refused is what is not seen and yet makes two names of one, what turns a name round so that it reads as another, and
what breaks the line. Signs that join letters or pictures are let be where scripts need them.
"""

import unicodedata
from typing import Final

from app.domain.words import is_unseen

_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what stands behind them."""
_BREAKS: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))
_JOINERS: Final = frozenset("\u200c\u200d")
_JOINED: Final = frozenset(("Lo", "Mn", "Mc", "So", "Sk"))
"""Letters without case, their marks, and pictures: Arabic, Persian, the scripts of India, emoji."""
_STYLES: Final = frozenset("\ufe0e\ufe0f")
"""Whether a sign is shown as a letter or as a picture."""
_BLANK: Final = frozenset(("\u2800", *map(chr, range(0xFFF0, 0xFFF9))))
"""What a font draws as nothing, though it counts as a sign, or as none yet."""


def is_line(text: str) -> bool:
    """True when all of the text is seen, in one line, in the order in which it is written."""
    if text.isascii():
        return text.isprintable()
    if not is_unturned(text) or any(one in _BLANK for one in text):
        return False
    return all(_is_seen(text, place) for place in range(len(text))) and any(map(_is_drawn, text))


def is_unturned(text: str) -> bool:
    """True when nothing breaks the line or turns it: enough for what is searched for, where the unseen is ignored."""
    if text.isascii():
        return text.isprintable()
    return is_straight(text) and not any(unicodedata.category(one) in _BREAKS for one in text)


def is_straight(text: str) -> bool:
    """True when nothing turns the text: for what may have several lines, such as a pasted list."""
    return text.isascii() or _TURNS.isdisjoint(text)


def _is_seen(text: str, place: int) -> bool:
    one, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if one in _JOINERS:
        return _is_joined(before) and _is_joined(after)
    if one in _STYLES:
        return bool(before) and not is_unseen(before) and unicodedata.category(before) not in ("Ll", "Lu", "Zs")
    return not is_unseen(one) and unicodedata.category(one) != "Cf"


def _is_joined(one: str) -> bool:
    return bool(one) and (one in _STYLES or (not is_unseen(one) and unicodedata.category(one) in _JOINED))


def _is_drawn(one: str) -> bool:
    return unicodedata.category(one)[0] in "LNPS"
