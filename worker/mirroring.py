"""Writes what an operation has just changed into the mirror, in the transaction that records its outcome."""

from sqlalchemy.orm import Session

from app.directory.outcomes import (
    mirror_app_access_removed,
    mirror_app_role,
    mirror_group_membership,
    mirror_membership_status,
)
from app.domain import actions as act
from app.domain.planning import split_role_target
from app.services.operations import OpenOperation, Outcome


def mirror_outcome(session: Session, tenant_id: int, operation: OpenOperation, outcome: Outcome) -> None:
    """Bring the mirror to what Atlassian confirmed; steps of a composite that failed half-way count too."""
    account_id, target = operation.account_id, operation.target
    for step in outcome.steps:
        if step["step"] == "left_group":
            mirror_group_membership(session, tenant_id, account_id, step["group_id"], is_member=False)
    if outcome.outcome != "succeeded":
        return
    if operation.action in act.GROUP_ACTIONS:
        is_member = operation.action == act.ADD_TO_GROUPS
        mirror_group_membership(session, tenant_id, account_id, target.id, is_member=is_member)
    elif operation.action == act.REMOVE_APP_ACCESS:
        mirror_app_access_removed(session, tenant_id, account_id, target.id)
    elif operation.action in act.ROLE_ACTIONS:
        resource_id, role = split_role_target(target.id)
        is_held = operation.action == act.GRANT_APP_ROLE
        mirror_app_role(session, tenant_id, account_id, (resource_id, role), is_held=is_held)
    else:
        status = "suspended" if operation.action == act.SUSPEND_USER else "active"
        mirror_membership_status(session, tenant_id, account_id, target.id, status)
