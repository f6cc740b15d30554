"""What an admin pastes as a list of people: from a spreadsheet, a mail program, a chat; one entry a person.

An entry is an address or an account id. Names, brackets, `mailto:`, quotes, separators of any kind and the mark
that spreadsheets put in front of formulas are left away; what holds neither stays as it is, so that it can be told
that it matches nobody.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from app.domain.words import fold_address, fold_domain, strip_unseen

_SEPARATORS: Final = re.compile(r"[;,|\t\r\n\u060c\u061b\u3001\uff0c\uff1b]+")
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]{}\"“”„«»‹›;,|]+@[^\s<>()\[\]{}\"“”„«»‹›;,|]+")
_BARE: Final = re.compile(r"[0-9A-Za-z._+-]+@[0-9A-Za-z.-]*[0-9A-Za-z]", re.ASCII)
_QUOTES: Final = "'\"`´‘’‚‛“”„«»‹›<>()[]{}"
_ID: Final = re.compile(r"(?=.*\d)[0-9A-Za-z:_.-]{10,}", re.ASCII)


def read_entries(texts: Iterable[str]) -> list[str]:
    """The entries of pasted texts, each once, in their order."""
    found: dict[str, str] = {}
    for text in texts:
        for entry in _split(text):
            found.setdefault(fold_address(entry), entry)
    return list(found.values())


def spell_address(address: str) -> frozenset[str]:
    """An address as it is compared, its domain in letters and in punycode."""
    local, _sign, domain = fold_address(address).rpartition("@")
    return frozenset([f"{local}@{one}" for one in _spell_domain(domain)])


@lru_cache(maxsize=1_024)
def _spell_domain(domain: str) -> frozenset[str]:
    """Long lists name few domains."""
    letters = fold_domain(domain)
    return frozenset({domain, letters, to_ascii(letters)})


def to_ascii(domain: str) -> str:
    """A domain as it stands in an address header: letters outside ASCII as punycode."""
    labels = domain.split(".")
    return ".".join(one if one.isascii() else f"xn--{one.encode('punycode').decode('ascii')}" for one in labels)


def _split(text: str) -> list[str]:
    # Most entries of the longest lists are nothing but an address, of which everything below leaves all.
    return [text] if _BARE.fullmatch(text) else _take_apart(text)


def _take_apart(text: str) -> list[str]:
    parts = [strip_unseen(part) for part in _SEPARATORS.split(text)]
    addresses = [_clean(one) for part in parts for one in _find_addresses(part)]
    ids = [_clean(one) for part in parts if "@" not in _widen(part) for one in _find_ids(part)]
    if addresses or ids:
        return [one for one in (*addresses, *ids) if one]
    return [one for one in map(_clean, parts) if one]


def _find_addresses(part: str) -> list[str]:
    return _ADDRESS.findall(re.sub(r"(?i)\bmailto:", " ", _widen(part)))


def _find_ids(part: str) -> list[str]:
    words = [_clean(word) for word in part.split()]
    return words if words and all(_ID.fullmatch(word) for word in words) else []


def _widen(part: str) -> str:
    """Signs of double width as plain ones; letters stay as they were written."""
    if part.isascii():
        return part
    return "".join(unicodedata.normalize("NFKC", one) if "\uff01" <= one <= "\uff5e" else one for one in part)


def _clean(word: str) -> str:
    return word.strip().strip(_QUOTES).rstrip(".:").strip(_QUOTES)
