"""One operation about to be carried out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.atlassian.admin import AdminApi
from app.domain.automation.actions import Action
from app.domain.engine.recent import Changes
from app.domain.people.directory import Catalogue, UserFacts
from app.services.engine.operations import OpenOperation


@dataclass(frozen=True, slots=True)
class Effect:
    """One operation about to be carried out for a user as they are now.

    action: the configured step it belongs to. save_steps stores the parts of a composite operation as they are done.
    is_applied reads the truth: True when the operation shows at Atlassian, None when that cannot be read.
    recent is what runs have written to the user so lately that reads may not show it.
    """

    api: AdminApi
    operation: OpenOperation
    action: Action
    user: UserFacts
    catalogue: Catalogue
    save_steps: Callable[[tuple[dict[str, Any], ...]], None]
    is_applied: Callable[[], bool | None]
    recent: Changes = field(default_factory=dict)
