"""What the page says in German where it says something in English, read from its own messages: for pictures and stories
of people whose language it is."""

import re
from functools import cache
from pathlib import Path

from local.processes import ROOT

MESSAGES = ROOT / "frontend" / "src" / "shared" / "messages"
_STRING = r"'((?:[^'\\]|\\.)*)'"
_HOLE = re.compile(r"\{\w+\}")


def say(text: str, locale: str, *, is_whole: bool = True) -> "str | re.Pattern[str]":
    """A text of the page as it stands there for a locale: itself in English, else whatever it may be called there.

    is_whole: the whole text is meant, not a part of it. Raises LookupError for what the page does not say.
    """
    if not locale.startswith("de"):
        return text
    said = {template.format(*found.groups()) for pattern, template in _pairs() if (found := pattern.fullmatch(text))}
    if not said:
        raise LookupError(f"the page never says {text!r}")
    either = "|".join(sorted(re.escape(one) for one in said))
    return re.compile(f"^({either})$" if is_whole else f"({either})")


@cache
def _pairs() -> list[tuple[re.Pattern[str], str]]:
    """Each English message as a pattern, with the German one, whose holes are numbered as those of the English."""
    pairs = []
    for path in sorted((MESSAGES / "en").glob("*.ts")):
        german = _read(MESSAGES / "de" / path.name)
        for key, english in _read(path).items():
            if key in german and re.search(r"\w", _HOLE.sub("", english)):
                pairs.append((re.compile(_HOLE.sub("(.+)", re.escape(english).replace(r"\{", "{").replace(r"\}", "}"))),
                              _number(english, german[key])))  # fmt: skip
    return pairs


def _number(english: str, german: str) -> str:
    holes = _HOLE.findall(english)
    return _HOLE.sub(lambda hole: f"{{{holes.index(hole[0])}}}" if hole[0] in holes else "", german)


def _read(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    plain = re.findall(rf"^\s+(\w+): {_STRING},$", text, re.MULTILINE)
    plural = re.findall(rf"^\s+(\w+): \{{ one: {_STRING}, other: {_STRING} \}},$", text, re.MULTILINE)
    forms = [(f"{key} {form}", said) for key, one, other in plural for form, said in (("one", one), ("other", other))]
    return {key: said.replace(r"\'", "'") for key, said in [*plain, *forms]}
