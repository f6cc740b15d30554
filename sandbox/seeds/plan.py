"""Seed plan: the named sizes, and the description of one organization to seed. Pure data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

NAMED_SIZES = {"small": 200, "rehearsal": 2_000, "large": 10_000, "huge": 100_000}
MANAGEMENT = ("centralized", "original")
MAX_USERS = 200_000
MIN_USERS = 60


class BadSeedError(ValueError):
    """A seed that cannot be built; `field` names the culprit."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """One organization. The same plan and `anchor` (ISO 8601, the seed's "now") always give the same organization."""

    anchor: str
    name: str = "Acme"
    users: int = 2_000
    seed: int = 1
    management: str = "centralized"

    def dump(self) -> dict[str, Any]:
        """Return the plan as JSON."""
        return asdict(self)

    @property
    def slug(self) -> str:
        """The name as it appears in site and domain names."""
        kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in self.name.lower())
        return kept.strip("-") or "acme"

    @property
    def group_count(self) -> int:
        """How many groups the organization gets."""
        return {200: 40, 2_000: 120}.get(self.users, min(40 + self.users // 25, 1_500))


def build_plan(row: dict[str, Any], anchor: str) -> SeedPlan:
    """Check JSON from outside: {seed|users, name, number, management}; raises BadSeedError."""
    allowed = {"seed", "users", "name", "number", "management"}
    for name in row:
        if name not in allowed:
            raise BadSeedError(name, f"a seed has no {name!r}; it has {', '.join(sorted(allowed))}")
    users = _user_count(row)
    name = row.get("name", "Acme")
    if not isinstance(name, str) or not 1 <= len(name) <= 60:
        raise BadSeedError("name", "name is text of 1 to 60 characters")
    management = row.get("management", "centralized")
    if management not in MANAGEMENT:
        raise BadSeedError("management", f"management is one of {', '.join(MANAGEMENT)}")
    number = row.get("number", 1)
    if isinstance(number, bool) or not isinstance(number, int):
        raise BadSeedError("number", "number is a whole number")
    return SeedPlan(anchor=anchor, name=name, users=users, seed=number, management=management)


def _user_count(row: dict[str, Any]) -> int:
    named = row.get("seed", "rehearsal")
    if named not in NAMED_SIZES:
        raise BadSeedError("seed", f"seed is one of {', '.join(NAMED_SIZES)}")
    users = row.get("users", NAMED_SIZES[named])
    if isinstance(users, bool) or not isinstance(users, int) or not MIN_USERS <= users <= MAX_USERS:
        raise BadSeedError("users", f"users is a whole number from {MIN_USERS} to {MAX_USERS}")
    return users
