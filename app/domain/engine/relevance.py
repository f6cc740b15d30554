"""Facts of a user that a plan can depend on: users who share them are planned once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.automation.actions import Action
from app.domain.engine.protection import Protection, grants_org_admin
from app.domain.people.directory import Catalogue
from app.domain.rights import gives_admin_role


@dataclass(frozen=True, slots=True)
class Relevance:
    """Relevance: facts of a user that the plan of some actions reads, beside directories, kind and org admin or not.

    groups: ids of the groups, resources: ids of the apps whose membership or roles count.
    accounts: who is judged by their own account. minimum_age_days: 0 when the age does not count.
    has_accounts: the state of the account and whose it is count.
    """

    groups: frozenset[str]
    resources: frozenset[str]
    accounts: frozenset[str]
    has_domains: bool
    minimum_age_days: int
    has_accounts: bool = False


def find_relevance(actions: Sequence[Action], catalogue: Catalogue, protection: Protection) -> Relevance:
    """Find the facts that these actions read under these safety rules, of people in no group that makes admins.

    With such a group other apps of a site count too (`automation.collateral`); its members are planned alone.
    """
    targets = {one for action in actions for one in action.groups}
    apps = {one for action in actions for one in action.apps}
    granting = {
        group.group_id
        for group in catalogue.groups.values()
        if grants_org_admin(group.group_id, catalogue) or any(app in apps for app, _role in group.grants)
    }
    return Relevance(
        groups=frozenset(protection.groups | targets | granting),
        resources=frozenset(apps),
        accounts=frozenset(protection.users | protection.delegates | protection.restored | protection.exempt),
        has_domains=bool(protection.domains),
        minimum_age_days=protection.minimum_age_days,
        has_accounts=any(action.kind.reads_account for action in actions),
    )


def gives_seats(actions: Sequence[Action], catalogue: Catalogue) -> bool:
    """Whether the actions may make admins: then what one user's plan comes to may depend on the others'."""
    targets = {one for action in actions for one in action.joined}
    return any(gives_admin_role(catalogue.groups[one]) for one in targets if one in catalogue.groups)
