"""Single direct roles: only an undo gives or takes them, nobody can configure that."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from app.domain.automation.actions.kind import Action, ActionKind
from app.domain.automation.actions.records import ChangedKind, Element, State, Thing, tell_state
from app.domain.automation.actions.steps import PLANNED, Target, Verdict, split_role_target
from app.domain.engine import reasons
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome

GRANT_APP_ROLE: Final = "grant_app_role"
REVOKE_APP_ROLE: Final = "revoke_app_role"


class RoleAction(ActionKind):
    """Base of both: the target names an app and a role."""

    is_configurable = False
    after: ClassVar[State]

    def list_targets(self, user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
        """None of its own: the steps of an undo bring theirs."""
        del user, action, catalogue
        yield from ()

    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """Direct roles are not told in bulk, so the call itself finds out whether the step is needed."""
        del user, action
        resource_id, _role = split_role_target(target.id)
        return PLANNED if resource_id in catalogue.apps else Verdict(StepOutcome.FAILED, reasons.UNKNOWN_APP)

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """With the role, or without it."""
        del action, catalogue
        pair = frozenset({split_role_target(target.id)})
        return replace(user, app_roles=user.app_roles | pair if self.leaves_it else user.app_roles - pair)

    def name_thing(self, target_id: str) -> Thing:
        """Access to the app that the role is on."""
        return "app", split_role_target(target_id)[0]

    def name_element(self, target: Target) -> Element:
        """The role, whatever the kind of the target says."""
        return "role", target.id

    def tell(self, found: Mapping[str, Any]) -> tuple[ChangedKind, State, State]:
        """By whether the role was seen."""
        return "role", tell_state(found.get("was_held"), "held", "not_held"), self.after


class GrantAppRole(RoleAction):
    """Give a direct role back."""

    word = GRANT_APP_ROLE
    verb = "Give back {targets}"
    opposite = REVOKE_APP_ROLE
    undo_place = 2
    leaves_it = True
    after = "held"


class RevokeAppRole(RoleAction):
    """Take a direct role that an undo gave."""

    word = REVOKE_APP_ROLE
    verb = "Take {targets} away"
    is_destructive = True
    is_removal = True
    opposite = GRANT_APP_ROLE
    undo_place = 4
    leaves_it = False
    after = "not_held"


KINDS: Final = (GrantAppRole(), RevokeAppRole())
