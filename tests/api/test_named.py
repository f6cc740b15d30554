"""Lists read only the part of the catalogue that is named in them, and say the same as with all of it."""

import random
from typing import Any

import pytest

from app.directory.facts import load_catalogue, load_named
from app.domain.automation.actions import describe_action, list_words, parse_actions
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.gone import warn_of_gone
from app.domain.filters import read_filter
from app.domain.filters.description import describe
from app.domain.naming import list_all_named, list_named, list_names
from app.domain.people.directory import Catalogue
from app.models import App, DirectoryGroup, GoneThing, GroupGrant
from tests.api.ground import Office

ACTIONS = ("add_to_groups", "remove_from_groups", "remove_app_access")


GROUP_ACTIONS = list_words(lambda kind: kind.field == "groups")


@pytest.fixture(scope="module")
def catalogue(shared_office: Office) -> Catalogue:
    """Acme's, with groups that share their names, that give apps, and with names of what is gone."""
    tenant = shared_office.acme.tenant_id
    with shared_office.database.tenant_session(tenant) as session:
        apps = session.query(App).order_by(App.id).all()
        for number in range(24):
            row = DirectoryGroup(
                tenant_id=tenant,
                group_id=f"twin-{number}",
                directory_id="directory",
                name=f"Twin {number % 8}",
                is_externally_managed=number % 3 == 0,
            )
            session.add(row)
            session.flush()
            for app in apps[number % len(apps) : number % len(apps) + number % 3]:
                session.add(GroupGrant(tenant_id=tenant, group_row_id=row.id, app_row_id=app.id, role="atlassian/user"))
        for number in range(12):
            session.add(GoneThing(tenant_id=tenant, kind="group", thing_id=f"gone-{number}", name=f"Twin {number}"))
        session.add(GoneThing(tenant_id=tenant, kind="app", thing_id="gone-app", name="Old app"))
    with shared_office.database.tenant_session(tenant) as session:
        return load_catalogue(session, tenant)


def tell(actions: Any, spec: Any, catalogue: Catalogue) -> dict[str, Any]:
    """All that lists say of a task and its filter."""
    return {
        "sentences": [describe_action(action, catalogue) for action in actions],
        "names": list_names(catalogue, actions, spec),
        "gone": warn_of_gone(actions, catalogue, spec),
        "cautions": find_cautions(actions, catalogue),
        "filter": describe(spec, catalogue),
    }


@pytest.mark.parametrize("seed", range(60))
def test_lists_say_the_same_with_the_part_and_with_the_whole(
    shared_office: Office, catalogue: Catalogue, seed: int
) -> None:
    dice, tenant = random.Random(seed), shared_office.acme.tenant_id
    groups = [*sorted(catalogue.groups), *(f"gone-{n}" for n in range(12)), "never-there"]
    apps = [*sorted(catalogue.apps), "gone-app"]

    def pick(dice: random.Random, kind: str) -> list[str]:
        return dice.sample(groups if kind in GROUP_ACTIONS else apps, dice.randint(1, 2))

    actions = parse_actions(
        [
            {"type": kind, "groups" if kind in GROUP_ACTIONS else "apps": pick(dice, kind)}
            for kind in dice.sample(ACTIONS, dice.randint(0, 3))
        ]
        or [{"type": "suspend_user"}]
    )
    parts = [
        {"type": "groups", "match": "any", "groups": dice.sample(groups, 2)},
        {"type": "apps", "match": "none", "apps": dice.sample(apps, 2)},
    ]
    spec = read_filter({"version": 1, "root": {"op": "and", "of": dice.sample(parts, dice.randint(0, 2))}})
    with shared_office.database.tenant_session(tenant) as session:
        part = load_named(session, tenant, list_named(actions) | list_all_named([spec]))
    assert tell(actions, spec, part) == tell(actions, spec, catalogue)
    assert len(part.groups) < len(catalogue.groups)
