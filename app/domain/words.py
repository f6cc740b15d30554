"""One form for each word that somebody types or stores: so that what looks alike is alike.

Three foldings. A text is compared without case, accents, width and what cannot be seen; an address only without case,
width and what cannot be seen, for josé@ and jose@ are two mailboxes; a domain in letters, whatever it was written in.
The database folds texts and addresses by functions of the same rules (migrations); a property test compares the two.
"""

import re
import unicodedata
from typing import Final

_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSEEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_ACCENTS = re.compile(f"[{_MARKS}{_UNSEEN}]")
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_BLANKS = re.compile(r"[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_PLAIN: Final = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ς": "σ",
})  # fmt: skip
_DOTS: Final = str.maketrans("。．｡", "...")


def fold_text(text: str) -> str:
    """A name or a search as it is compared: `Zoë  MÜLLER` and `zoe muller` are one."""
    if text.isascii():
        return _BLANKS.sub(" ", text.lower()).strip(" ")
    plain = _lower(unicodedata.normalize("NFKD", text)).translate(_PLAIN)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", bare).strip(" "))


def fold_address(address: str) -> str:
    """An email address as it is compared: without case, width, blanks around it and what cannot be seen."""
    if address.isascii():
        return address.lower().strip(" \t\n\r\v\f")
    return _lower(unicodedata.normalize("NFKC", _INVISIBLE.sub("", address))).strip(" \t\n\r\v\f")


def fold_domain(domain: str) -> str:
    """A domain in small letters: `XN--Mller-KVA.de.` is `müller.de`. What is no punycode stays as it is."""
    plain = _lower(unicodedata.normalize("NFKC", _INVISIBLE.sub("", domain).translate(_DOTS))).strip()
    return ".".join(_to_letters(label) for label in plain.removesuffix(".").split("."))


def is_of_domain(label: str) -> bool:
    """Whether a label has only what names are written with: letters of any script with their marks, digits, hyphens."""
    return bool(label) and all(one.isalnum() or one in "_-·" or unicodedata.category(one)[0] == "M" for one in label)


def is_unseen(character: str) -> bool:
    """True for a character of which nothing is drawn and which is no blank."""
    return _INVISIBLE.match(character) is not None


def strip_unseen(text: str) -> str:
    """Without characters that cannot be seen, and with plain blanks."""
    return _BLANKS.sub(" ", text if text.isascii() else _INVISIBLE.sub("", text)).strip(" ")


def _to_letters(label: str) -> str:
    if not label.startswith("xn--") or not label.isascii():
        return label
    try:
        letters = _lower(unicodedata.normalize("NFC", label[4:].encode("ascii").decode("punycode")))
    except (UnicodeError, ValueError, OverflowError):
        return label
    # A label that would be read back as another one, or hides a dot or a sign, is shown as it was written.
    return letters if letters and not letters.isascii() and is_of_domain(letters) else label


def _lower(text: str) -> str:
    """Character by character, as the database does it: its `lower` looks at nothing but the character itself."""
    if text.isascii():
        return text.lower()
    return "".join("i" if one == "\u0130" else one.lower() for one in text)
