"""The roles that somebody holds on an app, read before and after they are changed."""

from app.atlassian import errors as atlassian
from app.domain.engine import reasons
from app.domain.states import StepOutcome
from app.services.engine.operations import Outcome
from worker.engine.certainty import InDoubt
from worker.engine.effect import Effect
from worker.live.roles import HeldRoles, read_roles


class StepFailed(Exception):
    """A part of an operation could not be done; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def look_at_roles(effect: Effect, resource_id: str) -> HeldRoles:
    """Read the roles that are held now. Raises AtlassianError."""
    return read_roles(effect.api, effect.user.account_id, effect.user.directories, resource_id)


def read_roles_before(effect: Effect, resource_id: str) -> HeldRoles:
    """Read the roles that are held before anything is changed."""
    try:
        return look_at_roles(effect, resource_id)
    except (atlassian.KeyRejected, atlassian.RateLimited):
        raise
    except atlassian.AtlassianError as error:
        if effect.operation.is_begun:
            raise InDoubt(error.detail, status=error.status) from error
        raise StepFailed(Outcome(StepOutcome.FAILED, reasons.ATLASSIAN_UNAVAILABLE, error.detail)) from error


def name_changed_app(resource_id: str) -> str:
    """Jira Administration is listed as jira-admin but changed as jira (contract 5.1, bug ID-8887)."""
    return resource_id.replace("ari:cloud:jira-admin::", "ari:cloud:jira::", 1)
