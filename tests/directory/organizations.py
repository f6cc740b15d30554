"""Random small organizations and filters, full of edges: moments on the second, missing facts, odd names."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from app.domain.filters import CONDITIONS
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts

NOW = datetime(2026, 10, 1, 12, 30, 15, tzinfo=UTC)
DAYS = (1, 2, 30)
APPS = tuple(f"ari:cloud:{key}::site/{site}" for site in ("s1", "s2") for key in ("jira-software", "confluence"))
GROUPS = ("g1", "g2", "g3")
SITES = ("s1", "s2")
ROLES = ("atlassian/user", "atlassian/admin", "atlassian/guest")
PLATFORM_ROLES = ("atlassian/org-admin", "atlassian/site-admin")
STATUSES = ("active", "suspended", "deactivated", "not_invited", "for_deletion")
ODD_STATUSES = (*STATUSES, "unknown", "quarantined")
KINDS = ("person", "service_account", "agent", "app", "customer")
ODD_KINDS = (None, *KINDS, "other")
NAMES = (
    "Ann Smith", "ann%smith", "Zoë ÅNGSTRÖM", "Zoe\u0308 A\u030angstro\u0308m", "İpek_Yılmaz", "ΣΊΣΥΦΟΣ", "back\\slash",
    "O'Neil", "", "김민준", "\u1100\u1175\u11b7민준", "Ａｎｎ\u3000Ｓｍｉｔｈ", "An\u200bn\u00a0Smith", "Straße Łukasz",
)  # fmt: skip
EMAILS = (
    None,
    "ann@acme.com",
    "Ann@ACME.com",
    "bob@sub.acme.com",
    "c_d@notacme.com",
    "no-at-sign",
    "nobody@",
    "",
    "ü@münchen.de",
    "ü@xn--mnchen-3ya.de",
    "u\u0308@mu\u0308nchen.de",
)

CATALOGUE = Catalogue(
    groups={one: GroupFacts(one, f"Group {one}", "d1") for one in GROUPS},
    apps={one: AppFacts(one, one.split(":")[2], one[-2:], f"Site {one[-2:]}") for one in APPS},
    directories={"d1": "Main", "d2": "Partners"},
)

_AROUND = (
    timedelta(0), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(seconds=1),
    timedelta(seconds=-1), timedelta(hours=7),
)  # fmt: skip
MOMENTS = tuple(NOW - timedelta(days=days) + delta for days in DAYS for delta in _AROUND)


def make_people(seed: int, size: int) -> list[UserFacts]:
    """Random users, the same for the same seed."""
    dice = Random(seed)
    return [_make_user(dice, f"712020:a{number}") for number in range(size)]


def _make_user(dice: Random, account_id: str) -> UserFacts:
    return UserFacts(
        account_id=account_id,
        name=dice.choice(NAMES),
        email=dice.choice(EMAILS),
        status=dice.choice(ODD_STATUSES),
        claim=dice.choice((None, "managed", "unmanaged", "quarantined")),
        kind="person" if dice.random() < 0.5 else dice.choice(ODD_KINDS),
        added_at=dice.choice((None, *dice.sample(MOMENTS, 3))),
        is_activity_known=dice.random() < 0.8,
        platform_roles=_subset(dice, PLATFORM_ROLES, 0.2),
        directories={one: dice.choice(("active", "suspended")) for one in ("d1", "d2") if dice.random() < 0.6},
        groups=_subset(dice, GROUPS, 0.4),
        app_roles=frozenset((app, role) for app in APPS for role in ROLES if dice.random() < 0.2),
        activity={app: dice.choice(MOMENTS) for app in APPS if dice.random() < 0.3},
    )


def _subset(dice: Random, values: tuple[str, ...], share: float) -> frozenset[str]:
    return frozenset(value for value in values if dice.random() < share)


def filters(*, are_stored: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """A specification as JSON: any condition, nested under AND, OR and NOT, also with ids that are gone.

    are_stored: also with what is not taken any more.
    """
    nodes = st.recursive(conditions(are_stored=are_stored), _combine, max_leaves=6)
    return st.builds(lambda root: {"version": 1, "root": root}, nodes)


def conditions(*, are_stored: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Any one condition; every shape comes up equally often."""
    names = _CONDITIONS.keys() if are_stored else _CONDITIONS.keys() - {"stored_domain"}
    return st.sampled_from(sorted(names)).flatmap(lambda name: _CONDITIONS[name])


def _combine(nodes: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    combine = st.fixed_dictionaries
    return (
        combine({"op": st.just("and"), "of": st.lists(nodes, max_size=3)})
        | combine({"op": st.just("or"), "of": st.lists(nodes, min_size=1, max_size=3)})
        | combine({"op": st.just("not"), "of": st.lists(nodes, min_size=1, max_size=1)})
    )


def _some(*values: str, empty: bool = False) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=0 if empty else 1, max_size=len(values), unique=True)


_MATCH = st.sampled_from(("any", "all", "none"))
_DAYS = st.sampled_from(DAYS)
_TEXTS = (
    "ann", "SMITH", "김민", "zoe a", "strasse", "lukasz", "ａｎｎ s", "ann  smith", "munchen", "%", "_", "\\",
    "zoë å", "ngström", "ipek", "σ", "ΊΣΥ", "@acme",
    "'", "ann@acme.com", "n\u00a0s",
)  # fmt: skip
_PEOPLE = (
    "712020:a0",
    "712020:a3",
    "712020:A1",
    "ANN@acme.com",
    "ü@MÜNCHEN.de",
    "Ü <ü@XN--MNCHEN-3YA.de>",
    "no-at-sign",
    "x",
)
_SHAPES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "inactive": {
        "days": _DAYS,
        "apps": _some(*APPS, "gone", empty=True),
        "match": st.sampled_from(("any", "all")),
    },
    "never_active": {
        "apps": _some(*APPS, "gone", empty=True),
        "match": st.sampled_from(("any", "all")),
        "added_before_days": st.none() | _DAYS,
    },
    "apps": {"apps": _some(*APPS, "gone"), "match": _MATCH},
    "groups": {"groups": _some(*GROUPS, "gone"), "match": _MATCH},
    "roles": {"roles": _some(*ROLES, *PLATFORM_ROLES, "x/y"), "match": st.sampled_from(("any", "none"))},
    "sites": {"sites": _some(*SITES, "gone"), "match": _MATCH},
    "email_domain": {
        "match": st.sampled_from(("is", "ends_with")),
        "domains": _some("acme.com", "ACME.com.", "@acme.com", "mu\u0308nchen.de", "XN--MNCHEN-3YA.de"),
    },
    "email_ending": {
        "type": st.just("email_domain"),
        "match": st.just("ends_with"),
        "domains": _some(".acme.com", "*.acme.com", "nchen.de", "@xn--mnchen-3ya.de", "e.com", "com"),
    },
    "stored_domain": {
        "type": st.just("email_domain"),
        "match": st.sampled_from(("is", "ends_with")),
        "domains": _some("localhost", "*.acme.com", "%acme.com", "_cme.com", "acme.*", "10.0.0.1", "acme.com"),
    },
    "status": {"statuses": _some(*STATUSES)},
    "account_kind": {"kinds": _some(*KINDS)},
    "claim": {"claim": st.sampled_from(("managed", "unmanaged"))},
    "added": {"comparison": st.sampled_from(("at_least_days_ago", "at_most_days_ago")), "days": _DAYS},
    "text": {"contains": st.sampled_from(_TEXTS)},
    "people": {"values": _some(*_PEOPLE)},
}
assert CONDITIONS.keys() <= _SHAPES.keys()
_CONDITIONS = {name: st.fixed_dictionaries({"type": st.just(name), **fields}) for name, fields in _SHAPES.items()}
