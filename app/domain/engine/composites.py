"""The parts of an operation that needs several calls, as they are stored one by one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

FOUND: Final = "found"
"""What there was before anything was taken; it changed nothing itself."""
LEFT_GROUP: Final = "left_group"
"""The user was taken out of a group."""
REVOKED_ROLE: Final = "revoked_role"
"""A direct role was taken from the user."""


def list_done(steps: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The parts that changed something."""
    return tuple(dict(step) for step in steps if step["step"] != FOUND)
