"""The limit that a task gets when nobody says one: some more people than its first run would change."""

import math
from typing import Final

_HEADROOM: Final = 1.25
_LEAST: Final = 10


def propose_limit(affected_users: int) -> int:
    """A quarter more than would be affected today, rounded up to two leading digits, and at least 10."""
    wanted = max(_LEAST, affected_users * _HEADROOM)
    step: int = 10 ** max(0, math.floor(math.log10(wanted)) - 1)
    return math.ceil(wanted / step) * step
