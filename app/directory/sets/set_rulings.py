"""Filters as operations on sets of people: the third twin of `app.domain.filters` and of the SQL rulings.

Pure but for what `Sets` looks up. As in SQL, every condition says who surely matches and who surely does not; whoever
is in neither set is not known.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, Final, NamedTuple

from app.directory.sets.set_bits import Bits
from app.directory.sets.set_reading import Sets, union
from app.domain.filters import FilterSpec, Op, find_audience
from app.domain.filters.activity import Inactive, NeverActive
from app.domain.filters.conditions import Condition
from app.domain.filters.identity import (
    CLAIMS,
    STATUSES,
    AccountKind,
    Added,
    Claim,
    EmailDomain,
    People,
    Status,
    Text,
)
from app.domain.filters.membership import Apps, Groups, Roles, Sites
from app.domain.filters.specification import Node
from app.domain.people.accounts import KINDS, NON_PERSONS
from app.domain.words import fold_text


class SetRuling(NamedTuple):
    """Ruling on sets: users who surely match, and users who surely do not."""

    yes: Bits
    no: Bits

    def __invert__(self) -> "SetRuling":
        return SetRuling(self.no, self.yes)


_NOT_KNOWN: Final = SetRuling(0, 0)


def rule_sets(spec: FilterSpec, sets: Sets, now: datetime) -> Bits:
    """Those of everybody in the sets who surely match at `now` (aware)."""
    return _Ruler(sets, now).rule(spec.root).yes & sets.everybody & _find_audience(spec, sets)


def _find_audience(spec: FilterSpec, sets: Sets) -> Bits:
    """People, and whoever else the filter asks for: see `app.domain.filters.audience`."""
    audience = find_audience(spec)
    if audience.is_everybody:
        return sets.everybody
    people = sets.everybody & ~union(sets.get("kind", kind) for kind in NON_PERSONS)
    if not audience.account_ids and not audience.emails:
        return people
    return people | sets.listed(audience.account_ids, audience.emails)


class _Ruler:
    """Rules over sets at one moment."""

    def __init__(self, sets: Sets, now: datetime) -> None:
        self._sets = sets
        self._now = now

    def rule(self, node: Node) -> SetRuling:
        """A condition or a combination of them."""
        if isinstance(node, Condition):
            return _RULES[type(node)](self, node)
        rulings = [self.rule(child) for child in node.of]
        if node.op is Op.NOT:
            return ~rulings[0]
        return self._all(rulings) if node.op is Op.AND else self._any(rulings)

    def inactive(self, condition: Inactive) -> SetRuling:
        cutoff = self._days_ago(condition.days)
        if condition.apps:
            rulings = [self._inactive_in(app, cutoff) for app in condition.apps]
            return self._if_known(self._combine(condition.match, rulings))
        return self._if_known(self._dated(self._sets.everybody, "", cutoff))

    def never_active(self, condition: NeverActive) -> SetRuling:
        if condition.apps:
            ruling = self._combine(condition.match, [self._unused(app) for app in condition.apps])
        else:
            ruling = ~self._decide(self._sets.ever("active"))
        if condition.added_before_days is not None:
            ruling = self._all([ruling, self._added_until(self._days_ago(condition.added_before_days))])
        return self._if_known(ruling)

    def members(self, kind: str, match: str, ids: Iterable[str]) -> SetRuling:
        """Any, all or none of groups, apps or sites; what the mirror does not have is not known."""
        held = [self._sets.find(kind, one) for one in ids]
        rulings = [_NOT_KNOWN if one is None else self._decide(one) for one in held]
        if match == "all":
            return self._all(rulings)
        return self._any(rulings) if match == "any" else ~self._any(rulings)

    def roles(self, condition: Roles) -> SetRuling:
        held = self._decide(union(self._sets.get("role", role) for role in condition.roles))
        return held if condition.match == "any" else ~held

    def email_domain(self, condition: EmailDomain) -> SetRuling:
        told = self._sets.get("told", "domain")
        if condition.match == "is":
            return self._decide(union(self._sets.get("domain", one) for one in condition.domains), told)
        return self._decide(union(self._sets.ending(one) for one in condition.domains), told)

    def status(self, condition: Status) -> SetRuling:
        return self._one_of("status", condition.statuses, STATUSES)

    def claim(self, condition: Claim) -> SetRuling:
        return self._one_of("claim", (condition.claim,), CLAIMS)

    def account_kind(self, condition: AccountKind) -> SetRuling:
        return self._one_of("kind", condition.kinds, KINDS)

    def added(self, condition: Added) -> SetRuling:
        cutoff = self._days_ago(condition.days)
        if condition.comparison == "at_least_days_ago":
            return self._added_until(cutoff)
        return ~self._added_until(cutoff - timedelta(microseconds=1))

    def text(self, condition: Text) -> SetRuling:
        told = self._sets.get("told", "name") & self._sets.get("told", "email")
        return self._decide(self._sets.containing(fold_text(condition.contains)), told)

    def people(self, condition: People) -> SetRuling:
        told = self._sets.get("told", "email") if condition.emails else self._sets.everybody
        return self._decide(self._sets.listed(condition.account_ids, condition.emails), told)

    def _inactive_in(self, app: str, cutoff: datetime) -> SetRuling:
        there = self._there(app)
        dated = self._dated(there or 0, app, cutoff)  # asked also while the answer to `there` is not yet known
        if there is None:
            return _NOT_KNOWN
        return SetRuling(dated.yes, dated.no | self._sets.everybody & ~there)

    def _dated(self, people: Bits, app: str, cutoff: datetime) -> SetRuling:
        """Last active at the cutoff or before; who was never active is dated by the day they were added."""
        sets = self._sets
        used, added = sets.ever("active", app), self._added_until(cutoff)
        old = people & (sets.until("active", app, cutoff) | added.yes & ~used)
        return SetRuling(old, people & (used | added.yes | added.no) & ~old)

    def _unused(self, app: str) -> SetRuling:
        there = self._there(app)
        return _NOT_KNOWN if there is None else self._decide(there & ~self._sets.ever("active", app))

    def _there(self, app: str) -> Bits | None:
        """Those with access to the app or activity in it."""
        access, used = self._sets.find("access", app), self._sets.ever("active", app)
        return None if access is None else access | used

    def _added_until(self, moment: datetime) -> SetRuling:
        ever, until = self._sets.ever("added"), self._sets.until("added", "", moment)
        return SetRuling(until, ever & ~until)

    def _days_ago(self, days: int) -> datetime:
        return self._now - timedelta(days=days)

    def _if_known(self, ruling: SetRuling) -> SetRuling:
        known = self._sets.activity_known
        return SetRuling(ruling.yes & known, ruling.no & known)

    def _one_of(self, kind: str, words: Iterable[str], known: Iterable[str]) -> SetRuling:
        """One of the words; a word that is none of the known ones is not known."""
        told = union(self._sets.get(kind, word) for word in known)
        return self._decide(union(self._sets.get(kind, word) for word in words), told)

    def _decide(self, bits: Bits, told: Bits | None = None) -> SetRuling:
        """For what is known of everybody, or of those who are `told`."""
        return SetRuling(bits, (self._sets.everybody if told is None else told) & ~bits)

    def _combine(self, match: str, rulings: list[SetRuling]) -> SetRuling:
        return self._all(rulings) if match == "all" else self._any(rulings)

    def _all(self, rulings: Iterable[SetRuling]) -> SetRuling:
        start = SetRuling(self._sets.everybody, 0)
        return reduce(lambda one, other: SetRuling(one.yes & other.yes, one.no | other.no), rulings, start)

    def _any(self, rulings: Iterable[SetRuling]) -> SetRuling:
        return ~self._all([~ruling for ruling in rulings])


_RULES: Final[Mapping[type[Condition], Callable[[_Ruler, Any], SetRuling]]] = {
    Inactive: _Ruler.inactive,
    NeverActive: _Ruler.never_active,
    Apps: lambda ruler, condition: ruler.members("access", condition.match, condition.apps),
    Groups: lambda ruler, condition: ruler.members("group", condition.match, condition.groups),
    Roles: _Ruler.roles,
    Sites: lambda ruler, condition: ruler.members("site", condition.match, condition.sites),
    EmailDomain: _Ruler.email_domain,
    Status: _Ruler.status,
    Claim: _Ruler.claim,
    AccountKind: _Ruler.account_kind,
    Added: _Ruler.added,
    Text: _Ruler.text,
    People: _Ruler.people,
}
