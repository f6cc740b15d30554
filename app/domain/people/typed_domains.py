"""Domains as an admin types them: understood where one thing can be meant, refused with the reason where it can not.

What could never match anybody must not be listed as if it protected somebody.
"""

from collections.abc import Set as AbstractSet
from typing import Final

from app.domain.mistakes import MistakeCode
from app.domain.words import fold_domain, is_of_domain, strip_unseen

_QUOTES: Final = "'\"`´‘’“”„«»<>"


def read_domain(text: str) -> tuple[str, MistakeCode | None]:
    """(the domain in small letters, None), or (what was typed, why nobody can be there)."""
    typed = strip_unseen(text).strip(_QUOTES).strip()
    problem = _find_problem(typed.removeprefix("@"))
    domain = fold_domain(typed).removeprefix("@")
    if problem is None and all(map(_is_label, domain.split("."))):
        return domain, None
    return typed, problem or "not_a_domain"


def read_ending(text: str) -> tuple[str, MistakeCode | None]:
    """Like `read_domain`, for the end of a domain, such as `.acme.com` or `@acme.com`; `*.acme.com` is `.acme.com`."""
    typed = strip_unseen(text).strip(_QUOTES).strip()
    if typed.startswith("*."):
        typed = typed[1:]
    problem = _find_problem(typed.removeprefix("@"))
    ending = fold_domain(typed)
    bare = ending[1:] if ending.startswith(("@", ".")) else ending
    if problem is None and all(map(is_of_domain, bare.split("."))):
        return ending, None
    return typed, problem or "not_a_domain"


def is_under(domain: str, listed: AbstractSet[str]) -> bool:
    """True when the domain is listed, or a parent of it with a dot in front, which means all of its subdomains."""
    if domain in listed:
        return True
    labels = domain.split(".")
    return any(f".{'.'.join(labels[start:])}" in listed for start in range(1, len(labels)))


def _is_label(label: str) -> bool:
    return is_of_domain(label) and not label.startswith("-") and not label.endswith("-")


def _find_problem(typed: str) -> MistakeCode | None:
    if "://" in typed or "/" in typed:
        return "domain_is_url"
    if "*" in typed or "?" in typed or "%" in typed:
        return "domain_wildcard"
    if "@" in typed:
        return "domain_is_address"
    return "not_a_domain" if not typed or " " in typed else None
