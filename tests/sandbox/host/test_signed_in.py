"""Who is signed in on the host page by role: the same account as long as it has the role."""

from __future__ import annotations

import pytest

from sandbox.control.organization_routes import seed_organization
from sandbox.control.people import describe_user
from sandbox.host.people import ROLES, People
from sandbox.world.directory import Grant
from sandbox.world.organization import ORG_ADMIN
from sandbox.world.state import World
from tests.ground.people import holds_admin_role, is_active
from tests.sandbox.host.ground import ORG_ID


def test_who_is_signed_in_stays_when_somebody_else_gets_the_role_and_goes_when_it_is_lost(world: World) -> None:
    people = People(world)
    organization = world.organizations[ORG_ID]
    grant = Grant(organization.platform_resource_id, ORG_ADMIN)

    def signed_in() -> str:
        return people.find_by_role(ORG_ID, "organization-admin").account_id

    assert signed_in() == "712020:admin"
    organization.user_grants.add("712020:access", grant)
    assert signed_in() == "712020:admin", "the other one comes first by id"
    organization.user_grants.remove("712020:admin", grant)
    assert signed_in() == "712020:access"


@pytest.mark.parametrize("number", range(101, 131))
def test_an_ordinary_user_administers_nothing_and_each_role_is_found_in_every_seed(number: int) -> None:
    """Whoever the sandbox offers as "User" must be one for the app as well, whichever organization was seeded."""
    world = World()
    organization = seed_organization(world, {"users": 60, "name": f"Acme {number - 100}", "number": number})
    world.add_organization(organization)
    people = People(world)
    chosen = people.sign_in_choices(organization.org_id)
    assert list(chosen) == list(ROLES)
    told = {role: describe_user(organization, organization.users[one.account_id]) for role, one in chosen.items()}
    assert [role for role, user in told.items() if not holds_admin_role(user)] == ["user"]
    assert all(is_active(user) for user in told.values())
