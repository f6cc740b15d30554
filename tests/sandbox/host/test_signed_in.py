"""Who is signed in on the host page by role: the same account as long as it has the role."""

from __future__ import annotations

from sandbox.directory import Grant
from sandbox.host.people import People
from sandbox.organization import ORG_ADMIN
from sandbox.state import World
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
