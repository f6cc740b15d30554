"""Small persisted JSON documents for other parts of the sandbox, e.g. the installations of the Connect host."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]


class Documents(Mapping[str, Json]):
    """One section of documents by key. Reads return copies; only `put` and `delete` change (and persist) anything."""

    def __init__(self, rows: dict[str, Json], record: Callable[[str, Json | None], None]) -> None:
        self._rows = rows
        self._record = record

    def __getitem__(self, key: str) -> Json:
        return copy.deepcopy(self._rows[key])

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._rows))

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, key: str, document: Json) -> None:
        """Store a document under `key`, replacing what was there."""
        self._record(key, copy.deepcopy(document))

    def delete(self, key: str) -> None:
        """Forget a document; unknown keys are no error."""
        if key in self._rows:
            self._record(key, None)
