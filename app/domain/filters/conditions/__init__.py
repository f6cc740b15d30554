"""Every type of condition, a module each, by its name in JSON. Its docstring holds an example, which a test loads."""

from collections.abc import Mapping
from typing import Final

from app.domain.filters.condition import Condition
from app.domain.filters.conditions.account_kind import AccountKind
from app.domain.filters.conditions.added import Added
from app.domain.filters.conditions.apps import Apps
from app.domain.filters.conditions.claim import Claim
from app.domain.filters.conditions.email_domain import EmailDomain
from app.domain.filters.conditions.groups import Groups
from app.domain.filters.conditions.inactive import Inactive
from app.domain.filters.conditions.never_active import NeverActive
from app.domain.filters.conditions.people import People
from app.domain.filters.conditions.roles import Roles
from app.domain.filters.conditions.sites import Sites
from app.domain.filters.conditions.status import Status
from app.domain.filters.conditions.text import Text

__all__ = ["CONDITIONS", "Condition"]

CONDITIONS: Final[Mapping[str, type[Condition]]] = {
    condition.type: condition
    for condition in (
        *(Inactive, NeverActive),
        *(Apps, Groups, Roles, Sites),
        *(EmailDomain, Status, Claim, AccountKind, Added, Text, People),
    )
}
