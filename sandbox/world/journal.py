"""Persistence: a checkpoint plus an append-only journal of everything that was applied since.

Every entry is handed to the operating system before the writer is answered, so that killing the process loses no
acknowledged write (a power cut may: nothing is synced to disk per write). A torn last line is ignored on replay.
The checkpoint is a seed (rebuilt, not stored) or, after compaction, the whole state.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sandbox.seeds import build_organization
from sandbox.seeds.plan import SeedPlan
from sandbox.world.state import World

Json = dict[str, Any]
CHECKPOINT = "checkpoint.json"
COMPACT_ABOVE_BYTES = 64 * 1024 * 1024


class CorruptDataError(RuntimeError):
    """The data folder cannot be read; the message names the file."""


class Journal:
    """The files of one data folder. Not thread-safe: the world's lock guards every call."""

    def __init__(self, folder: Path, compact_above_bytes: int = COMPACT_ABOVE_BYTES) -> None:
        self.folder = folder
        self.compact_above_bytes = compact_above_bytes
        self._sequence = 0
        self._file: int | None = None
        self._size = 0
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def _journal_path(self) -> Path:
        return self.folder / f"journal-{self._sequence}.jsonl"

    def exists(self) -> bool:
        """Tell whether the folder holds a world already."""
        return (self.folder / CHECKPOINT).exists()

    def start(self, plans: list[SeedPlan]) -> None:
        """Begin a new folder whose checkpoint is a list of seeds."""
        self._write_checkpoint({"plans": [plan.dump() for plan in plans]})

    def read_into(self, world: World) -> int:
        """Rebuild the world from checkpoint and journal; returns how many entries were replayed."""
        checkpoint = self._read_checkpoint()
        self._sequence = checkpoint["sequence"]
        if "plans" in checkpoint:
            for row in checkpoint["plans"]:
                world.add_organization(build_organization(SeedPlan(**row)))
        else:
            world.load(checkpoint["state"])
        return self._replay(world)

    def _read_checkpoint(self) -> Json:
        path = self.folder / CHECKPOINT
        try:
            checkpoint: Json = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CorruptDataError(f"{path} is not JSON") from error
        return checkpoint

    def _replay(self, world: World) -> int:
        count, good_bytes = 0, 0
        if self._journal_path.exists():
            with self._journal_path.open("rb") as lines:
                for line in lines:
                    entry = _parse_line(line)
                    if entry is None:
                        break
                    world.replay(entry)
                    count += 1
                    good_bytes += len(line)
            os.truncate(self._journal_path, good_bytes)
        self._open()
        return count

    def append(self, entry: Json) -> None:
        """Write one entry before returning."""
        if self._file is None:
            self._open()
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        view = memoryview(line)
        while view:
            view = view[os.write(self._descriptor(), view) :]
        self._size += len(line)

    def is_empty(self) -> bool:
        """Tell whether nothing was written since the checkpoint."""
        return self._size == 0

    def is_large(self) -> bool:
        """Tell whether compaction pays."""
        return self._size > self.compact_above_bytes

    def restart(self, state: Json) -> None:
        """Make `state` the checkpoint and begin an empty journal."""
        self._write_checkpoint({"state": state})

    def close(self) -> None:
        """Close the journal file; the folder stays as it is."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write_checkpoint(self, checkpoint: Json) -> None:
        self.close()
        previous = self._journal_path
        self._sequence += 1
        self._journal_path.unlink(missing_ok=True)
        fresh = self.folder / f"{CHECKPOINT}.new"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            # One `dumps` is several times faster than `dump`, which is written in Python.
            out.write(json.dumps({"sequence": self._sequence, **checkpoint}, ensure_ascii=False))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.folder / CHECKPOINT)
        previous.unlink(missing_ok=True)
        self._open()

    def _open(self) -> None:
        self._file = os.open(self._journal_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = self._journal_path.stat().st_size

    def _descriptor(self) -> int:
        if self._file is None:
            raise RuntimeError("the journal is closed")
        return self._file


def _parse_line(line: bytes) -> Json | None:
    """Return the entry, or None for a line that was cut off when the process died."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry: Json = json.loads(line)
    except ValueError:
        return None
    return entry


def open_world(folder: Path | None, plans: list[SeedPlan], world: World | None = None) -> World:
    """Return a world: rebuilt from `folder` if it holds one, else seeded (and persisted, with a folder)."""
    world = world or World()
    if folder is None:
        for plan in plans:
            world.add_organization(build_organization(plan))
        return world
    journal = Journal(folder)
    if not journal.exists():
        journal.start(plans)
    journal.read_into(world)
    world.journal = journal
    return world


def compact(world: World) -> None:
    """Write the whole state as checkpoint, when the world is persisted."""
    with world.lock:
        if world.journal is not None:
            world.journal.restart(world.dump())


def close_world(world: World) -> None:
    """Compact (if anything was written) and close, for a clean stop."""
    with world.lock:
        if isinstance(world.journal, Journal):
            if not world.journal.is_empty():
                compact(world)
            world.journal.close()
        world.journal = None
