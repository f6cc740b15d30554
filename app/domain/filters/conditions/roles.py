"""The condition `roles`: roles in the organization or on apps."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Texts, Word
from app.domain.filters.membership import judge_members, show_held
from app.domain.filters.verdicts import Verdict
from app.domain.filters.wording import join_names, name_role
from app.domain.people.directory import Catalogue, UserFacts


@dataclass(frozen=True, slots=True)
class Roles(Condition):
    """Holds any or none of the roles, in the organization or on any app (admin API contract 5.3; an open list).

    Example: {"type": "roles", "roles": ["atlassian/guest"], "match": "any"}
    """

    type: ClassVar[str] = "roles"
    facts: ClassVar[frozenset[str]] = frozenset({"platform_roles", "app_roles"})

    roles: Annotated[tuple[str, ...], Texts()]
    match: Annotated[str, Word(("any", "none"))] = "any"

    def _judge(self, case: Case) -> Verdict:
        return judge_members(self.match, self.roles, _roles_of(case.user), lambda _role: True)

    def _describe(self, _catalogue: Catalogue) -> str:
        noun = "role" if len(self.roles) == 1 else "roles"
        return f"{'without' if self.match == 'none' else 'with'} {noun} {join_names(map(name_role, self.roles))}"

    def _describe_value(self, case: Case) -> str:
        return f"holds {show_held(map(name_role, _roles_of(case.user)), 'no role')}"


def _roles_of(user: UserFacts) -> frozenset[str]:
    return user.platform_roles | {role for _app, role in user.app_roles}
