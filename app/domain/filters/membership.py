"""Base of the conditions about apps, groups, roles and sites: any, all or none of some ids.

A group, app or site that the mirror does not have makes no member and no non-member: to exclude the
members of a group that is gone must not turn into "everybody".
"""

from collections.abc import Callable, Iterable
from typing import Final

from app.domain.filters.verdicts import Verdict, all_of, any_of, decide
from app.domain.filters.wording import join_names

MATCHES: Final = ("any", "all", "none")


def judge_members(match: str, wanted: Iterable[str], held: frozenset[str], is_known: Callable[[str], bool]) -> Verdict:
    """Whether any, all or none of the wanted ids are held; of one that is not known nobody can tell."""
    verdicts = [decide(one in held) if is_known(one) else Verdict.UNKNOWN for one in wanted]
    if match == "all":
        return all_of(verdicts)
    return any_of(verdicts) if match == "any" else ~any_of(verdicts)


def show_held(names: Iterable[str], nothing: str) -> str:
    """Memberships of the user, by name."""
    return join_names(sorted(names), "and") or nothing
