"""One operation about to be carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.atlassian.admin import AdminApi
from app.domain.directory import Catalogue, UserFacts
from app.services.operations import OpenOperation


@dataclass(frozen=True, slots=True)
class Effect:
    """One operation about to be carried out for a user as they are now.

    save_steps stores the parts of a composite operation as they are done.
    is_applied reads the truth: True when the operation shows at Atlassian, None when that cannot be read; it
    raises Spared when nothing more may be done to the user. sleep waits so many seconds.
    """

    api: AdminApi
    operation: OpenOperation
    user: UserFacts
    catalogue: Catalogue
    save_steps: Callable[[tuple[dict[str, Any], ...]], None]
    is_applied: Callable[[], bool | None]
    sleep: Callable[[float], None]


class Spared(Exception):
    """A look at the user shows that they must not be changed any more; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
