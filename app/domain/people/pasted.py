"""Pasted lists of people, from a spreadsheet, a mail program or a chat: one entry a person.

An entry is an address or an account id. Names, brackets, `mailto:`, quotes, separators of any kind and the mark
that spreadsheets put in front of formulas are left away; what holds neither stays as it is, so that it can be told
that it matches nobody.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from app.domain.words import fold_address, fold_domain, is_unseen, strip_unseen

_SEPARATORS: Final = re.compile(r"[;,|\t\r\n\u060c\u061b\u3001\uff0c\uff1b]+")
_BARE: Final = re.compile(r"[0-9A-Za-z._+][0-9A-Za-z._+-]*@[0-9A-Za-z.-]*[0-9A-Za-z]", re.ASCII)
_RUN: Final = re.compile(r"[^\s<>()\[\]{}\"“”„«»‹›;,|]+@[^\s<>()\[\]{}\"“”„«»‹›;,|]+")
"""What holds together around the sign; it may be more than one address."""
_HOST: Final = r"[^\W_](?:(?:[\w.。｡-]|(?<=[lL])·(?=[lL]))*[^\W_])?"
_ADDRESS: Final = re.compile(rf"@*[\w.#$%&'+/=^`~-]+@{_HOST}(?:@{_HOST})*")
"""Of a run, with a plain letter for each mark. What has two signs is kept whole: nobody can be meant by it."""
_FIELDS: Final = re.compile(r"(?i)\bmailto:|(?:^|(?<=[\s?&<>()\[\]{}\"]))(?:e-?mail|mail|to|cc|bcc)=|\\[nrt]")
_APOSTROPHES: Final = str.maketrans("’ʼ＇", "'''")
_ENCODED: Final = re.compile(r"(?i)mailto:|%(?:40|2c|3b|3c|3e|0a|0d)")
"""Signs of a link, in which a percent sign stands for a character; elsewhere an address may have one."""
_PERCENT: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DISPLAY_NAME: Final = re.compile(
    r"""(?:"[^"<>]*"|“[^”<>]*”|„[^“”<>]*[“”]|(?<!\w)'[^'<>]*')(?=[ \u00a0]*<[^<>\s@]+@[^<>\s@]+>)"""
)
"""A quoted name of the address behind it; whatever it holds, it is nobody's address."""
_COMMENT: Final = re.compile(r"(?<=[^\s(])\([^()@]*\)(?=@)|(?<=@)\([^()@]*\)")
_QUOTED_LOCAL: Final = re.compile(r'(?<![^\s,;<(:])"([\w.+-]+)"(?=@)')
_WITH_BLANKS: Final = re.compile(r'(?<![^\s,;<(:])"\w[^"<>@]*"@[\w-]+(?:\.[\w-]+)+')
"""An address whose first part is quoted because of its blanks: kept whole, as one entry."""
_SPELLED: Final = re.compile(
    r"(?i)(\S+)(?:\s*[\[({]\s*(?:at|@)\s*[\])}]\s*|\s+@\s+)(\S+|\S+(?:\s*[\[({]dot[\])}]\s*\S+)+)"
)
_DOT: Final = re.compile(r"(?i)\s*[\[({]\s*dot\s*[\])}]\s*")
_MOST_LAYERS: Final = 5
_QUOTES: Final = "'\"`´‘’‚‛“”„«»‹›<>()[]{}"
_ID: Final = re.compile(r"(?=.*\d)[0-9A-Za-z:_.-]{10,}", re.ASCII)
_ID_WITHIN: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{5,6}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})(?![0-9A-Za-z])"
)
"""The usual forms of an account id, in a link or behind a name."""
_ID_BESIDE: Final = re.compile(r"\d{5,6}:[0-9A-Za-z-]{6,}|[0-9a-f]{24}", re.ASCII)
"""What is taken for an account id beside an address, where dates and numbers stand as well."""


def read_entries(texts: Iterable[str]) -> list[str]:
    """The entries of pasted texts, each once, in their order."""
    found: dict[str, str] = {}
    for entry in _drop_numbers([entry for text in texts for entry in _split(text)]):
        found.setdefault(fold_address(entry), entry)
    return list(found.values())


def _drop_numbers(entries: Sequence[str]) -> Sequence[str]:
    """Without the numbers of a list whose every entry has its own in front: `1.ann@x.example`, `2.bob@x.example`."""
    numbers = [f"{place}." for place in range(1, len(entries) + 1)]
    while len(entries) > 1 and all(
        one.startswith(number) and "@" in one[len(number) + 1 :] for one, number in zip(entries, numbers, strict=True)
    ):
        entries = [one.removeprefix(number) for one, number in zip(entries, numbers, strict=True)]
    return entries


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
    if _BARE.fullmatch(text):
        return [text]
    found = _take_apart(text)
    for _again in range(_MOST_LAYERS):  # what is taken off one sign may uncover another: a saved list is read again
        inner = [one for part in found for one in ([part] if _BARE.fullmatch(part) else _take_apart(part))]
        if inner == found:
            break
        found = inner
    return found


def _take_apart(text: str) -> list[str]:
    text = _decode(text)
    whole = _WITH_BLANKS.findall(text)
    parts = [_strip_unseen(part) for part in _SEPARATORS.split(_WITH_BLANKS.sub(";", text))]
    addresses = [_clean(one) for part in parts for one in _find_addresses(part)]
    ids = [_clean(one) for part in parts if "@" not in part for one in _find_ids(part)]
    if addresses or whole:
        ids = [one for one in ids if _ID_BESIDE.fullmatch(one) or _ID_WITHIN.fullmatch(one)]
    if addresses or ids or whole:
        return [one for one in (*whole, *addresses, *ids) if one]
    return [one for one in map(_spell_out, map(_clean, parts)) if one]


def _decode(text: str) -> str:
    """Characters that stand for themselves, without names and comments that are part of no address."""
    text = _widen(text)
    while _ENCODED.search(text) and (plain := _PERCENT.sub(_read_percent, text)) != text:
        text = plain
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = _DISPLAY_NAME.sub(" ", _CONTROLS.sub(";", text))
    return _QUOTED_LOCAL.sub(r"\1", _COMMENT.sub("", text))


def _read_percent(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


def _strip_unseen(part: str) -> str:
    """Strip unseen characters; between two addresses that nothing else parts they part them."""
    if part.isascii():
        return strip_unseen(part)
    runs = (
        run if run.count("@") < 2 else "".join(" " if is_unseen(one) else one for one in run) for run in part.split()
    )
    return strip_unseen(" ".join(runs))


def _spell_out(entry: str) -> str:
    """An address that somebody wrote in a way that no program reads: `ann (at) x (dot) example`, `ann @ x.example`."""
    match = _SPELLED.fullmatch(entry)
    if match is None:
        return entry
    host = _DOT.sub(".", match[2])
    address = f"{_DOT.sub('.', match[1])}@{host}"
    return address if "." in host and _BARE.fullmatch(address) else entry


def _find_addresses(part: str) -> list[str]:
    return [one for run in _RUN.findall(_FIELDS.sub(" ", part)) for one in _split_run(run)]


def _split_run(run: str) -> list[str]:
    """The addresses in what holds together; all of it where one of its signs belongs to none."""
    probe = "".join("x" if unicodedata.category(one).startswith("M") else one for one in run)
    spans = [match.span() for match in _ADDRESS.finditer(probe)]
    found = [run[start:end] for start, end in spans]
    if "".join(found).count("@") != run.count("@"):
        return [run]
    ends = {end for _start, end in spans}
    # What stands between two addresses, or before a listed one, is no part of the second.
    return [
        _strip_front(one, is_second=start in ends) for one, (start, _end) in zip(found, spans, strict=True)
    ]  # fmt: skip


def _strip_front(address: str, *, is_second: bool) -> str:
    bare = _clean(address).lstrip("/&-+=.#$%'^`~" if is_second else "/&-")
    if not bare.isascii() and unicodedata.category(bare[0]) == "No":
        bare = bare[1:]  # a number in a circle is that of a list
    return bare if bare == address else _strip_front(bare, is_second=is_second)


def _find_ids(part: str) -> list[str]:
    words = [_clean(word) for word in part.split()]
    if words and all(_ID.fullmatch(word) for word in words):
        return words
    return _ID_WITHIN.findall(part)


def _widen(part: str) -> str:
    """Signs of double width, small ones and curved apostrophes as plain ones; letters stay as they were written."""
    if part.isascii():
        return part
    wide = "".join(
        unicodedata.normalize("NFKC", one) if "\uff01" <= one <= "\uff5e" or "\ufe50" <= one <= "\ufe6b" else one
        for one in part
    )
    return wide.translate(_APOSTROPHES)


def _clean(word: str) -> str:
    """Without blanks, quotes and brackets around it, in whatever order they stand, and what ends a sentence."""
    bare = word.strip().strip(_QUOTES).rstrip(".:")
    return bare if bare == word else _clean(bare)
