"""Domains as an admin types them: understood where one thing can be meant, refused with the reason where it can not.

What could never match anybody must not be listed as if it protected somebody.
"""

import ipaddress
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from app.domain.mistakes import MistakeCode
from app.domain.people.pasted import to_ascii
from app.domain.words import fold_domain, is_of_domain, strip_unseen

_QUOTES: Final = "'\"`´‘’“”„«»<>"
MAX_NAME: Final = 253
MAX_LABEL: Final = 63
"""What the domain name system allows, in punycode."""
_NOWHERE: Final = frozenset({"localhost", "invalid"})
"""Top levels that are kept for the machine itself and for nothing at all: no mail ever gets there."""


def read_domain(text: str, *, with_subdomains: bool = False) -> tuple[str, MistakeCode | None]:
    """(the domain in small letters, None), or (what was typed, why nobody can be there, or below)."""
    typed = _strip(text)
    domain = fold_domain(typed).removeprefix("@")
    problem = _find_problem(typed.removeprefix("@")) or _judge_name(domain.split("."), may_be_top=with_subdomains)
    return (domain, None) if problem is None else (typed, problem)


def read_ending(text: str) -> tuple[str, MistakeCode | None]:
    """Like `read_domain`, for the end of a domain, such as `.acme.com` or `@acme.com`; `*.acme.com` is `.acme.com`."""
    typed = _strip(text)
    if typed.startswith("*."):
        typed = typed[1:]
    ending = fold_domain(typed)
    problem = _find_problem(typed.removeprefix("@")) or _judge_ending(ending)
    return (ending, None) if problem is None else (typed, problem)


def is_under(domain: str, listed: AbstractSet[str]) -> bool:
    """True when the domain is listed, or a parent of it with a dot in front, which means all of its subdomains."""
    if domain in listed:
        return True
    labels = domain.split(".")
    return any(f".{'.'.join(labels[start:])}" in listed for start in range(1, len(labels)))


def _strip(text: str) -> str:
    return strip_unseen(text).strip(_QUOTES).strip()


def _find_problem(typed: str) -> MistakeCode | None:
    """Find the problem of a text that is no name at all."""
    if _is_number(unicodedata.normalize("NFKC", typed)):
        return "domain_is_number"
    if "://" in typed or "/" in typed:
        return "domain_is_url"
    if "*" in typed or "?" in typed or "%" in typed:
        return "domain_wildcard"
    if "@" in typed:
        return "domain_is_address"
    return "not_a_domain" if not typed or " " in typed else None


def _is_number(typed: str) -> bool:
    """Whether it is the address of a machine or a network, as it stands in an email address or in a list of these."""
    bare = typed.strip("[]").casefold().removeprefix("ipv6:").partition("%")[0]
    try:
        ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return False
    return True


def _judge_name(labels: Sequence[str], *, may_be_top: bool = False) -> MistakeCode | None:
    """Judge a whole name as the email domain of an account; nobody is at a top level itself."""
    if not all(map(_is_label, labels)):
        return "not_a_domain"
    is_bare = len(labels) == 1 and (not may_be_top or labels[0] in _NOWHERE)
    return "domain_without_dot" if is_bare else _judge_end(labels)


def _judge_ending(ending: str) -> MistakeCode | None:
    """Judge an ending of email domains. With its sign in front it is a whole name, else it may begin anywhere."""
    if ending.startswith("@"):
        return _judge_name(ending[1:].split("."))
    labels = ending.removeprefix(".").split(".")
    first = labels[0] if ending.startswith(".") else f"a{labels[0]}"
    return _judge_end(labels) if labels[0] and all(map(_is_label, [first, *labels[1:]])) else "not_a_domain"


def _judge_end(labels: Sequence[str]) -> MistakeCode | None:
    if labels[-1] in _NOWHERE:
        return "not_a_domain"
    if labels[-1].isdecimal():
        # No top level is a number; what ends in one is read as the address of a machine.
        return "domain_is_number" if all(one.isdecimal() for one in labels) else "not_a_domain"
    name = to_ascii(".".join(labels))
    is_long = len(name) > MAX_NAME or any(len(one) > MAX_LABEL for one in name.split("."))
    return "domain_too_long" if is_long else None


def _is_label(label: str) -> bool:
    """Whether a name may have it from dot to dot: no sign but hyphens between, no mark without its letter."""
    if not is_of_domain(label) or "_" in label or label.startswith("-") or label.endswith("-"):
        return False
    return unicodedata.category(label[0])[0] != "M"
