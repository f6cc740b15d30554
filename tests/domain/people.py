"""A small organization for tests of the rules: two directories, some groups, two apps, a few people."""

from datetime import UTC, datetime

from app.domain.people.directory import ORG_ADMIN_ROLE, AppFacts, Catalogue, GroupFacts, UserFacts

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
JIRA = "ari:cloud:jira-software::site/1"
CONFLUENCE = "ari:cloud:confluence::site/1"
USER = "atlassian/user"

CATALOGUE = Catalogue(
    groups={
        "g-staff": GroupFacts("g-staff", "staff", "d1"),
        "g-jira": GroupFacts("g-jira", "jira-users", "d1", grants=frozenset({(JIRA, USER)})),
        "g-scim": GroupFacts("g-scim", "scim-jira", "d1", is_externally_managed=True, grants=frozenset({(JIRA, USER)})),
        "g-other": GroupFacts("g-other", "partners", "d2"),
        "g-admins": GroupFacts(
            "g-admins", "org-admins", "d1", grants=frozenset({("ari:cloud:platform::org/1", ORG_ADMIN_ROLE)})
        ),
    },
    apps={
        JIRA: AppFacts(JIRA, "Jira", "1", "acme"),
        CONFLUENCE: AppFacts(CONFLUENCE, "Confluence", "1", "acme"),
    },
    directories={"d1": "Acme", "d2": "Partners"},
)


def person(account_id: str = "a1", **facts: object) -> UserFacts:
    """An active member of the first directory who was added long ago; name what is different."""
    defaults: dict[str, object] = {
        "name": "Ada",
        "email": "ada@acme.example",
        "added_at": datetime(2020, 1, 1, tzinfo=UTC),
        "directories": {"d1": "active"},
    }
    return UserFacts(account_id, **(defaults | facts))  # type: ignore[arg-type]
