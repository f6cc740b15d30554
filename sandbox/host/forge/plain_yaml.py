"""Reads the part of YAML that manifests are written in.

Block mappings and sequences, flow sequences of scalars, quoted and plain scalars, comments.  Everything else
(anchors, tags, block scalars, flow mappings, several documents) is refused with its line, never guessed at.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_KEY = re.compile(
    r"""(?P<key>"[^"]*"|'[^']*'|[^\s#'"\[\]{},&*!|>%@`-][^#]*?|[A-Za-z0-9_.-][^#]*?)\s*:(?:\s+(?P<rest>.*))?$"""
)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


class UnreadableYaml(ValueError):
    """The text is outside the part of YAML that is read here; the message names the line."""


class _Line(NamedTuple):
    number: int
    indent: int
    text: str


def parse_plain_yaml(text: str) -> Any:
    """Return the document as dicts, lists and scalars; raises UnreadableYaml."""
    lines = [line for number, raw in enumerate(text.splitlines(), 1) if (line := _read_line(number, raw))]
    if not lines:
        return None
    value, rest = _parse_block(lines, 0)
    if rest != len(lines):
        raise UnreadableYaml(f"line {lines[rest].number}: unexpected indentation")
    return value


def _read_line(number: int, raw: str) -> _Line | None:
    if "\t" in raw[: len(raw) - len(raw.lstrip())]:
        raise UnreadableYaml(f"line {number}: a tab as indentation")
    text = _strip_comment(raw).rstrip()
    if not text.strip() or (number == 1 and text == "---"):
        return None
    return _Line(number, len(text) - len(text.lstrip()), text.strip())


def _strip_comment(raw: str) -> str:
    quote = ""
    for place, sign in enumerate(raw):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and (place == 0 or raw[place - 1] in " [,"):
            quote = sign
        elif sign == "#" and (place == 0 or raw[place - 1] == " "):
            return raw[:place]
    return raw


def _parse_block(lines: list[_Line], at: int) -> tuple[Any, int]:
    is_sequence = lines[at].text == "-" or lines[at].text.startswith("- ")
    return _parse_sequence(lines, at) if is_sequence else _parse_mapping(lines, at)


def _parse_sequence(lines: list[_Line], at: int) -> tuple[list[Any], int]:
    indent, items = lines[at].indent, []
    while at < len(lines) and lines[at].indent == indent and (lines[at].text + " ").startswith("- "):
        line = lines[at]
        inner = line.text[1:].lstrip()
        if not inner:
            value, at = _parse_nested(lines, at + 1, indent)
        elif _KEY.match(inner) and inner[0] not in "[{":
            # "- key: value" opens a mapping that is indented by the dash.
            lines[at] = _Line(line.number, indent + len(line.text) - len(inner), inner)
            value, at = _parse_mapping(lines, at)
        else:
            value, at = _parse_scalar(inner, line.number), at + 1
        items.append(value)
    return items, at


def _parse_mapping(lines: list[_Line], at: int) -> tuple[dict[str, Any], int]:
    indent, found = lines[at].indent, {}
    while at < len(lines) and lines[at].indent == indent and not (lines[at].text + " ").startswith("- "):
        line = lines[at]
        matched = _KEY.match(line.text)
        if matched is None:
            raise UnreadableYaml(f"line {line.number}: neither a mapping nor a sequence")
        key = str(_parse_scalar(matched["key"], line.number))
        if key in found:
            raise UnreadableYaml(f"line {line.number}: {key!r} is there twice")
        rest = matched["rest"]
        if rest:
            found[key], at = _parse_scalar(rest.strip(), line.number), at + 1
        else:
            found[key], at = _parse_nested(lines, at + 1, indent)
    return found, at


def _parse_nested(lines: list[_Line], at: int, indent: int) -> tuple[Any, int]:
    """The value that starts on the next line; a sequence may stand at its parent's indentation."""
    if at >= len(lines):
        return None, at
    is_sequence = (lines[at].text + " ").startswith("- ")
    if lines[at].indent > indent or (is_sequence and lines[at].indent == indent):
        return _parse_block(lines, at)
    return None, at


def _parse_scalar(text: str, number: int) -> Any:
    if text[:1] == "[" and text[-1:] == "]":
        inner = text[1:-1].strip()
        return [_parse_scalar(item.strip(), number) for item in inner.split(",")] if inner else []
    if text == "{}":
        return {}
    if text[:1] in set("[]{}&*!|>%@`"):
        raise UnreadableYaml(f"line {number}: {text[:1]!r} is not read here")
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _parse_quoted(text, number)
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _parse_quoted(text: str, number: int) -> str:
    try:
        return str(json.loads(text))
    except ValueError as problem:
        raise UnreadableYaml(f"line {number}: an escape that is not read here") from problem
