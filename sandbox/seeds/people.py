"""The people of a seeded organization: who they are, where they belong, what they may use and when they used it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.seeds.names import pick_name, pick_nickname
from sandbox.seeds.plan import SeedPlan
from sandbox.seeds.skeleton import ADMIN, CITIES, DEPARTMENTS, USER, random_uuid, site_app
from sandbox.world.clock import format_instant
from sandbox.world.directory import Grant, Site, User
from sandbox.world.organization import ORG_ADMIN, SITE_ADMIN, USER_ACCESS_ADMIN, Organization

DAY_SECONDS = 86_400
NON_PERSONS = (
    ("service_account", "Release Robot", "jira-users"),
    ("service_account", "Backup Reader", "confluence-users"),
    ("service_account", "Desk Bridge", "jira-servicemanagement-users"),
    ("agent", "Release Notes Drafter", "confluence-users"),
    ("agent", "Work Item Organizer", "jira-users"),
)
ORDINARY_PEOPLE = 40
FOREIGN_DOMAINS = ("partner.example", "freelance.example", "mail.example", "consulting.test", "agency.example")
# Share of people per situation; the rest are ordinary employees. Drawn in this order from one number.
SHARES = (
    ("external", 0.10),
    ("suspended", 0.06),
    ("deactivated", 0.04),
    ("not_invited", 0.02),
    ("never_active", 0.08),
    ("guest", 0.03),
    ("for_deletion", 0.004),
    ("closed", 0.003),
)
# How long ago people were last active: share, from days, to days.
ACTIVITY = ((0.52, 0, 3), (0.16, 3, 21), (0.12, 21, 60), (0.08, 60, 120), (0.08, 120, 365), (0.04, 365, 1200))


@dataclass(slots=True)
class Cast:
    """Cast that people are drawn from while an organization is seeded."""

    org: Organization
    plan: SeedPlan
    rng: random.Random
    anchor: datetime
    sites: list[Site]
    groups: dict[str, str]
    topic_groups: list[str]
    topic_weights: list[float]


def add_people(org: Organization, plan: SeedPlan, rng: random.Random, anchor: datetime) -> None:
    """Fill the organization with `plan.users` accounts, then appoint the admins."""
    topics = [
        group.group_id
        for group in org.groups.values()
        if not org.group_grants.rights_of(group.group_id) and not group.defaults
    ]
    weights = [1 / (rank + 1) ** 0.9 for rank in range(len(topics))]
    total = 0.0
    cumulative = [total := total + weight for weight in weights]
    by_name = {group.name: group.group_id for group in org.groups.values()}
    cast = Cast(org, plan, rng, anchor, list(org.sites.values()), by_name, topics, cumulative)
    for number in range(plan.users):
        _add_person(cast, number, _situation_of(number, rng))
    _add_other_accounts(cast)


def _situation_of(number: int, rng: random.Random) -> str:
    """The first people are employees, then comes one of every kind, so that small organizations have them all."""
    if number < ORDINARY_PEOPLE:
        return "employee"
    if number < ORDINARY_PEOPLE + len(SHARES):
        return SHARES[number - ORDINARY_PEOPLE][0]
    return _situation(rng.random())


def _situation(chance: float) -> str:
    for name, share in SHARES:
        if chance < share:
            return name
        chance -= share
    return "employee"


def _account_id(rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.35:
        return f"{rng.getrandbits(96):024x}"
    return f"{'712020' if chance < 0.8 else '557058'}:{random_uuid(rng)}"


def _instant(cast: Cast, days_ago: float) -> str:
    return format_instant(cast.anchor - timedelta(days=days_ago))


def _add_person(cast: Cast, number: int, situation: str) -> None:
    user = _build_user(cast, number, situation)
    cast.org.index_user(user)
    if situation == "not_invited":
        return
    sites = _sites_of(cast)
    for site in sites:
        cast.org.in_directory.add(user.account_id, site.directory_id)
        if situation == "suspended" and (site is sites[0] or cast.rng.random() < 0.7):
            cast.org.suspended_in.add(user.account_id, site.directory_id)
    _join_groups(cast, user, situation, sites)
    if situation != "never_active":
        _use_apps(cast, user)


def _build_user(cast: Cast, number: int, situation: str) -> User:
    rng = cast.rng
    name = pick_name(rng)
    is_external = situation == "external" or (situation == "guest" and rng.random() < 0.7)
    city, zone = CITIES[int(rng.random() * len(CITIES))]
    added_days = 2 + rng.random() ** 1.5 * 1800 if rng.random() > 0.03 else rng.random() * 6
    user = User(
        account_id=_account_id(rng),
        name=name.display,
        nickname=pick_nickname(rng, name),
        email=_email(cast, number, f"{name.given_latin}.{name.family_latin}".lower(), is_external),
        added_at=_instant(cast, added_days),
        claim_status="unmanaged" if is_external else "managed",
        management_source=None if is_external else ("synced" if rng.random() < 0.55 else "invited"),
        is_mfa_enabled=not is_external and rng.random() < 0.7,
        is_email_verified=rng.random() < 0.97,
        department=None if rng.random() < 0.1 else DEPARTMENTS[int(rng.random() * len(DEPARTMENTS))],
        job_title=None if rng.random() < 0.2 else ("Engineer", "Analyst", "Manager", "Specialist")[number % 4],
        organization=None if is_external or rng.random() < 0.3 else cast.plan.name,
        location=None if rng.random() < 0.1 else city,
        time_zone=None if rng.random() < 0.05 else zone,
    )
    _set_lifecycle(cast, user, situation)
    return user


def _email(cast: Cast, number: int, local: str, is_external: bool) -> str | None:
    if not is_external:
        return f"{local}.{number}@{cast.plan.slug}.example"
    if number == ORDINARY_PEOPLE or cast.rng.random() < 0.15:
        return None
    return f"{local}{number}@{FOREIGN_DOMAINS[int(cast.rng.random() * len(FOREIGN_DOMAINS))]}"


def _set_lifecycle(cast: Cast, user: User, situation: str) -> None:
    if situation == "deactivated":
        user.account_status = "inactive"
        user.deactivated_on = _instant(cast, 1 + cast.rng.random() * 300)
    elif situation == "closed":
        user.account_status = "closed"
    elif situation == "for_deletion":
        user.is_for_deletion = True


def _sites_of(cast: Cast) -> list[Site]:
    main, labs = cast.sites
    chance = cast.rng.random()
    if chance < 0.68:
        return [main]
    return [main, labs] if chance < 0.93 else [labs]


def _join_groups(cast: Cast, user: User, situation: str, sites: list[Site]) -> None:
    rng = cast.rng
    for site in sites:
        if situation == "guest":
            _join(cast, user, f"confluence-guests-{site.name}")
            continue
        for prefix, share in (("jira-users", 0.83), ("confluence-users", 0.76), ("jpd-creators", 0.1)):
            if rng.random() < share:
                _join(cast, user, f"{prefix}-{site.name}")
        if rng.random() < 0.09:
            _join(cast, user, f"jira-servicemanagement-users-{site.name}")
    if situation != "external" and user.management_source == "synced":
        for name, share in (("okta-all-staff", 0.95), ("okta-jira-users", 0.15), ("okta-confluence-users", 0.2)):
            if rng.random() < share:
                _join(cast, user, name)
    for _ in range(int(rng.random() ** 2 * 7)):
        group_id = rng.choices(cast.topic_groups, cum_weights=cast.topic_weights)[0]
        _join_id(cast, user, group_id)
    _grant_directly(cast, user, situation, sites)


def _join(cast: Cast, user: User, name: str) -> None:
    group_id = cast.groups.get(name)
    if group_id is not None:
        _join_id(cast, user, group_id)


def _join_id(cast: Cast, user: User, group_id: str) -> None:
    if cast.org.in_directory.has(user.account_id, cast.org.groups[group_id].directory_id):
        cast.org.membership.add(user.account_id, group_id)


def _grant_directly(cast: Cast, user: User, situation: str, sites: list[Site]) -> None:
    if situation == "guest" or cast.rng.random() >= 0.06:
        return
    owner = "jira-software" if cast.rng.random() < 0.6 else "confluence"
    cast.org.user_grants.add(user.account_id, Grant(site_app(cast.org, sites[0], owner).resource_id, USER))


def _use_apps(cast: Cast, user: User) -> None:
    """Give last-active moments for most apps the user may use, and for a few that he no longer may."""
    rng = cast.rng
    apps = sorted({access.grant.resource_id for access in cast.org.iter_access(user.account_id)})
    if rng.random() < 0.03:
        apps.append(site_app(cast.org, cast.sites[1], "confluence").resource_id)
    for resource_id in apps:
        if "jira-admin" in resource_id or rng.random() < 0.07:
            continue
        moment = cast.anchor.timestamp() - _days_since_use(rng) * DAY_SECONDS
        user.activity[resource_id] = _nanosecond_instant(moment, rng)


def _days_since_use(rng: random.Random) -> float:
    chance = rng.random()
    for share, start, end in ACTIVITY:
        if chance < share:
            return start + rng.random() * (end - start)
        chance -= share
    return rng.random()


def _nanosecond_instant(moment: float, rng: random.Random) -> str:
    whole = datetime.fromtimestamp(int(moment), tz=UTC)
    digits = f"{int(rng.random() * 1e9):09d}" if rng.random() < 0.5 else f"{int(rng.random() * 1000):03d}"
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{digits}Z"


def _add_other_accounts(cast: Cast) -> None:
    """App and customer accounts: they exist for the v1 list of managed accounts only (contract 15)."""
    for number, account_type in enumerate(("app", "app", "customer")):
        cast.org.index_user(
            User(
                account_id=f"{cast.rng.getrandbits(96):024x}",
                name=f"{account_type.title()} account {number + 1}",
                nickname=account_type,
                email=f"{account_type}{number + 1}@{cast.plan.slug}.example",
                added_at=_instant(cast, 900),
                account_type=account_type,
            )
        )


def add_non_persons(org: Organization, plan: SeedPlan, anchor: datetime) -> None:
    """Service accounts and Rovo agents in the access groups; never active, since nobody is (contract 5.6)."""
    rng = random.Random(f"{plan.name}/{plan.seed}/{plan.management}/nobody")
    main = next(iter(org.sites.values()))
    groups = {group.name: group.group_id for group in org.groups.values()}
    for number, (kind, name, prefix) in enumerate(NON_PERSONS):
        local = name.lower().replace(" ", "-")
        user = User(
            account_id=f"712020:{random_uuid(rng)}",
            name=name,
            nickname=name,
            email=f"{local}-{rng.getrandbits(32):08x}@serviceaccount.atlassian.com" if "account" in kind else None,
            added_at=format_instant(anchor - timedelta(days=90 + 40 * number)),
            account_type=kind,
            claim_status="unmanaged",
            management_source=None,
        )
        org.index_user(user)
        org.in_directory.add(user.account_id, main.directory_id)
        org.membership.add(user.account_id, groups[f"{prefix}-{main.name}"])


def appoint_admins(org: Organization) -> None:
    """Make the first people admins: 3 of the organization, product admins, user-access admins, a site admin."""
    main = next(iter(org.sites.values()))
    people = [account_id for account_id in org.users if org.in_directory.has(account_id, main.directory_id)]
    people = [account_id for account_id in people if not org.suspended_in.rights_of(account_id)][:40]
    groups = {group.name: group.group_id for group in org.groups.values()}
    for account_id in people[:3]:
        org.user_grants.add(account_id, Grant(org.platform_resource_id, ORG_ADMIN))
        org.membership.add(account_id, groups["org-admins"])
    # The group is no longer authoritative: this member is no organization admin (contract 7.3).
    org.membership.add(people[3], groups["org-admins"])
    for account_id in people[4:8]:
        org.membership.add(account_id, groups[f"jira-admins-{main.name}"])
        org.membership.add(account_id, groups[f"confluence-admins-{main.name}"])
    org.user_grants.add(people[8], Grant(site_app(org, main, "jira-software").resource_id, ADMIN))
    org.user_grants.add(people[9], Grant(site_app(org, main, "jira-software").resource_id, USER_ACCESS_ADMIN))
    org.user_grants.add(people[10], Grant(site_app(org, main, "confluence").resource_id, USER_ACCESS_ADMIN))
    org.user_grants.add(people[11], Grant(f"ari:cloud:platform::site/{main.site_id}", SITE_ADMIN))
    key = next(iter(org.keys.values()))
    key.created_by = people[0]
