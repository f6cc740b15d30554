"""Writes at Atlassian: one class per action, found by its word in `WRITES`."""

from worker.engine.writes.registry import WRITES
from worker.engine.writes.write import Look, Sight, Write

__all__ = ["WRITES", "Look", "Sight", "Write"]
