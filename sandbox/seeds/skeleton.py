"""The organization without its people: directories, sites, apps, groups and what the groups grant."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from sandbox.seeds.plan import SeedPlan
from sandbox.world.clock import format_instant
from sandbox.world.directory import ApiKey, App, Directory, Domain, Grant, Group, Site
from sandbox.world.organization import ORG_ADMIN, Organization

USER, ADMIN, GUEST = "atlassian/user", "atlassian/admin", "atlassian/guest"
DEPARTMENTS = (
    "Engineering", "Support", "Finance", "Legal", "Marketing", "Sales", "People", "Design",
    "Operations", "Security", "Data", "Research", "Facilities", "Procurement",
)  # fmt: skip
CITIES = (
    ("Amsterdam", "Europe/Amsterdam"), ("Austin", "America/Chicago"), ("Berlin", "Europe/Berlin"),
    ("Bengaluru", "Asia/Kolkata"), ("Sydney", "Australia/Sydney"), ("Tokyo", "Asia/Tokyo"),
    ("São Paulo", "America/Sao_Paulo"), ("Kraków", "Europe/Warsaw"), ("Haifa", "Asia/Jerusalem"),
)  # fmt: skip
PROJECTS = ("apollo", "borealis", "cascade", "dune", "ember", "fjord", "granite", "harbor", "iris", "juniper")


def random_uuid(rng: random.Random) -> str:
    """Return a UUID drawn from `rng`."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def random_org_id(rng: random.Random) -> str:
    """Return an organization id: looks like a UUID but is none, as live ones (admin API contract 5.1)."""
    letters = "0123456789abcdefghjk"
    blocks = ["".join(rng.choice(letters) for _ in range(size)) for size in (8, 4, 4, 4, 12)]
    blocks[3] = "j32k"
    return "-".join(blocks)


def build_skeleton(plan: SeedPlan, rng: random.Random, anchor: datetime) -> Organization:
    """Return an organization with everything but users."""
    org = Organization(random_org_id(rng), plan.name)
    org.seed = plan.dump()
    _add_key(org, rng, anchor)
    _add_places(org, plan, rng)
    _add_apps(org, plan, rng, anchor)
    _add_access_groups(org, rng)
    _add_managed_groups(org, plan, rng)
    _add_topic_groups(org, plan, rng)
    return org


def _add_key(org: Organization, rng: random.Random, anchor: datetime) -> None:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
    secret = "ATCTT3xFfGN0" + "".join(rng.choice(letters) for _ in range(92))
    key = ApiKey(
        key_id=random_uuid(rng),
        secret=secret,
        label="Rehearsal",
        expires_at=format_instant(anchor + timedelta(days=360)),
    )
    org.keys[key.key_id] = key


def _add_places(org: Organization, plan: SeedPlan, rng: random.Random) -> None:
    names = (plan.slug, f"{plan.slug}-labs")
    shared = random_uuid(rng)
    for name in names:
        directory_id = shared if plan.management == "centralized" else random_uuid(rng)
        title = plan.name if plan.management == "centralized" else f"{name}.atlassian.net"
        org.directories[directory_id] = Directory(directory_id, title)
        site = Site(random_uuid(rng), name, f"https://{name}.atlassian.net", directory_id)
        org.sites[site.site_id] = site
    for index, (name, status) in enumerate(((f"{plan.slug}.example", "verified"), (f"{plan.slug}.test", "unverified"))):
        domain = Domain(f"{rng.getrandbits(40):x}{index}", name, "dns" if index == 0 else "http", status)
        org.domains[domain.domain_id] = domain


def _add_apps(org: Organization, plan: SeedPlan, rng: random.Random, anchor: datetime) -> None:
    created = format_instant(anchor - timedelta(days=2000))
    main, labs = org.sites.values()
    for site in (main, labs):
        _add_app(org, site, "jira-software", name="Jira", created=created, plan="Premium")
        _add_app(org, site, "confluence", name="Confluence", created=created, plan="Standard")
        _add_app(org, site, "jira-admin", name="Jira Administration", created=created, plan="Free")
    desk = _add_app(org, main, "jira-servicedesk", name="Jira Service Management", created=created, plan="Premium")
    desk.seat_limit = 0  # set to "three seats free" once the people are known
    _add_app(org, labs, "jira-product-discovery", name="Jira Product Discovery", created=created, plan="Standard")
    trial_site = random_uuid(rng)
    trial = _add_app(
        org, main, "confluence", name="Confluence Sandbox", created=created, plan="Premium", site_id=trial_site
    )
    trial.is_sandbox, trial.site_id = True, None
    trial.host_url = f"https://{plan.slug}-sandbox.atlassian.net/wiki"


def _add_app(
    org: Organization, site: Site, owner: str, *, name: str, created: str, plan: str, site_id: str | None = None
) -> App:
    cloud_id = site_id or site.site_id
    keys = {"jira-servicedesk": "jira-service-desk", "jira-admin": "jira-core"}
    app = App(
        resource_id=f"ari:cloud:{owner}::site/{cloud_id}",
        owner=owner,
        activity_key=keys.get(owner, owner),
        name=f"{site.name} {name}",
        site_id=site.site_id,
        directory_id=site.directory_id,
        seat_limit=None,
        plan=plan,
        created_at=created,
        host_url=f"{site.url}/wiki" if owner == "confluence" else site.url,
        role_resource_id=f"ari:cloud:jira::site/{cloud_id}" if owner == "jira-admin" else None,
    )
    org.apps[app.resource_id] = app
    return app


def site_app(org: Organization, site: Site, owner: str) -> App:
    """Return the app of that kind on a site; raises KeyError."""
    return org.apps[f"ari:cloud:{owner}::site/{site.site_id}"]


def add_group(org: Organization, rng: random.Random, directory_id: str, name: str, **fields: object) -> Group:
    """Add a group; `fields` are further fields of the record."""
    row = {"group_id": random_uuid(rng), "directory_id": directory_id, "name": name, "description": "", **fields}
    group = Group.load(row)
    org.groups[group.group_id] = group
    return group


def _add_access_groups(org: Organization, rng: random.Random) -> None:
    kinds = (
        ("jira-users", "jira-software", USER, True),
        ("jira-admins", "jira-admin", ADMIN, False),
        ("confluence-users", "confluence", USER, True),
        ("confluence-admins", "confluence", ADMIN, False),
        ("confluence-guests", "confluence", GUEST, False),
        ("jira-servicemanagement-users", "jira-servicedesk", USER, True),
        ("jira-servicemanagement-customers", "jira-servicedesk", "atlassian/customer", False),
        ("jpd-creators", "jira-product-discovery", USER, True),
    )
    for site in org.sites.values():
        for prefix, owner, role, is_default in kinds:
            app = org.apps.get(f"ari:cloud:{owner}::site/{site.site_id}")
            if app is None:
                continue
            group = add_group(
                org,
                rng,
                site.directory_id,
                f"{prefix}-{site.name}",
                description=f"Grants {role.removeprefix('atlassian/')} access to {app.name}.",
                is_deletable=not is_default,
                defaults={app.resource_id: role} if is_default else {},
            )
            org.group_grants.add(group.group_id, Grant(app.resource_id, role))


def _add_managed_groups(org: Organization, plan: SeedPlan, rng: random.Random) -> None:
    """Externally managed groups: a sixth of all; synced ones, teams, and the org-admins group."""
    main = next(iter(org.sites.values()))
    admins = add_group(
        org,
        rng,
        main.directory_id,
        "org-admins",
        description="Organization admins",
        is_modifiable=False,
        is_deletable=False,
    )
    org.group_grants.add(admins.group_id, Grant(org.platform_resource_id, ORG_ADMIN))
    names = ["okta-all-staff", "okta-jira-users", "okta-confluence-users", "okta-contractors"]
    names += [f"okta-{department.lower()}" for department in DEPARTMENTS]
    wanted = plan.group_count // 6
    teams = max(wanted // 5, 1)
    for name in _numbered(names, wanted - teams - 1):
        synced = add_group(
            org, rng, main.directory_id, name, description="Provisioned by your identity provider",
            managed_by="external", is_external_synced=True, is_modifiable=False, is_deletable=False,
        )  # fmt: skip
        if name in ("okta-jira-users", "okta-confluence-users"):
            owner = "jira-software" if "jira" in name else "confluence"
            org.group_grants.add(synced.group_id, Grant(site_app(org, main, owner).resource_id, USER))
    for name in _numbered([f"team-{project}" for project in PROJECTS], teams):
        add_group(
            org, rng, main.directory_id, name, description="A team", managed_by="team-members",
            is_modifiable=False, is_deletable=False, group_type="TEAM",
        )  # fmt: skip


def _add_topic_groups(org: Organization, plan: SeedPlan, rng: random.Random) -> None:
    names = [f"dept-{department.lower()}" for department in DEPARTMENTS]
    names += [f"city-{city.lower().replace(' ', '-')}" for city, _ in CITIES]
    names += [f"project-{project}" for project in PROJECTS] + ["Ingénieurs d'Été", "开发团队", "فريق التصميم"]
    directories = list(org.directories)
    for index, name in enumerate(_numbered(names, max(plan.group_count - len(org.groups), 0))):
        add_group(
            org, rng, directories[index % len(directories)], name, managed_by="open" if index % 9 == 0 else "admins"
        )


def _numbered(names: list[str], count: int) -> list[str]:
    return [
        names[index] if index < len(names) else f"{names[index % len(names)]}-{index // len(names) + 1}"
        for index in range(count)
    ]
