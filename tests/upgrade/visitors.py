"""Somebody who looks at the product all the time, while it is being replaced under him."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import requests

from tests.chaos.customers import Customer

LOOKS = ("/me", "/tasks", "/filters", "/runs", "/settings", "/mirror", "/groups", "/protected", "/dashboard", "/audit")
PAUSE_SECONDS = 0.1


@dataclass
class Visitor:
    """Asks one address after another in turn, as a balancer would send him; every answer that is no success counts."""

    customer: Customer
    addresses: list[str]
    failures: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    """How many good ones there were, by address."""

    def __post_init__(self) -> None:
        self._is_over = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._look_around)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def leave(self, address: str) -> None:
        """Ask there no more; what was asked has been answered."""
        with self._turn:
            self.addresses.remove(address)

    def _look_around(self) -> None:
        number = 0
        with requests.Session() as http:
            while not self._is_over.wait(PAUSE_SECONDS):
                with self._turn:
                    address = self.addresses[number % len(self.addresses)]
                    path = LOOKS[number // len(self.addresses) % len(LOOKS)]
                    self._look(http, address, path)
                number += 1

    def _look(self, http: requests.Session, address: str, path: str) -> None:
        token = self.customer.stack.sandbox.token(self.customer.tenant, self.customer.admin)
        began = time.monotonic()
        try:
            answer = http.get(f"{address}/api/v1{path}", headers={"Authorization": f"JWT {token}"}, timeout=30)
        except requests.RequestException as error:
            self.failures.append(f"{address}{path}: {error!r} after {time.monotonic() - began:.1f} s")
            return
        if answer.ok:
            self.answers[address] += 1
        else:
            self.failures.append(f"{address}{path}: {answer.status_code} {answer.text[:300]}")
