"""Spending of tenants: what each has used lately, and gets back little by little."""

import math
from collections.abc import Callable


class Spending:
    """Spending of each tenant that it has not got back yet, `most` of it."""

    def __init__(self, refill: float, timer: Callable[[], float], most: float = math.inf) -> None:
        self._refill, self._timer, self._most = refill, timer, most
        self._spent: dict[str, tuple[float, float]] = {}

    def add(self, tenant: str, seconds: float) -> None:
        """So much was used."""
        spent = min(self._most, self.find(tenant) + max(0.0, seconds))
        if spent:
            self._spent[tenant] = (spent, self._timer())

    def find(self, tenant: str) -> float:
        """Seconds that have not come back."""
        spent, at = self._spent.get(tenant, (0.0, 0.0))
        left = max(0.0, spent - (self._timer() - at) * self._refill)
        if not left:
            self._spent.pop(tenant, None)
        return left
