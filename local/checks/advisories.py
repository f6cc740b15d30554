"""Known holes of pinned packages, read from advisories in the OSV format that are given as files.

What cannot be judged is said and never taken for "no": an advisory whose range is told in commits alone, a version
that is none, a record that cannot be read, a world (PyPI, npm) of which no record is there.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from local.errors import LocalError

PYPI: Final = "PyPI"
NPM: Final = "npm"
_SEMVER: Final = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")


@dataclass(frozen=True, slots=True)
class Pin:
    """A package in the one version that is pinned. `file`: the lock file; `is_deployed`: whether customers run it."""

    world: str
    name: str
    version: str
    file: str
    is_deployed: bool


@dataclass(frozen=True, slots=True)
class Hole:
    """An advisory that is about a pinned package. `is_certain`: False when its ranges cannot be judged."""

    pin: Pin
    id: str
    summary: str
    fixed_in: tuple[str, ...]
    is_certain: bool


@dataclass(slots=True)
class Advisories:
    """Records by world and name; how many could not be read; the newest change among them."""

    records: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    unreadable: int = 0
    newest: date | None = None

    def count(self, world: str) -> int:
        """How many records are about packages of a world."""
        return sum(len(found) for (one, _name), found in self.records.items() if one == world)

    def is_complete(self) -> bool:
        """Whether every record was read and each world has some."""
        return not self.unreadable and all(self.count(world) for world in (PYPI, NPM))


def load_advisories(path: Path) -> Advisories:
    """The records of a file (one or a list), of a folder or of a zip. Raises LocalError when nothing is there."""
    if not path.exists():
        raise LocalError(f"There is no file or folder {path} to read advisories from.")
    found = Advisories()
    for text in _list_texts(path):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            found.unreadable += 1
            continue
        for record in told if isinstance(told, list) else [told]:
            _add(found, record)
    return found


def find_holes(pins: Iterable[Pin], advisories: Advisories) -> list[Hole]:
    """The advisories that are, or may be, about the pinned versions."""
    return [
        hole
        for pin in pins
        for record in advisories.records.get((pin.world, fold_name(pin.world, pin.name)), ())
        if (hole := _judge(pin, record)) is not None
    ]


def fold_name(world: str, name: str) -> str:
    """A name as its world compares it."""
    return re.sub(r"[-_.]+", "-", name).lower() if world == PYPI else name


def _list_texts(path: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist() if name.endswith(".json"))
    elif path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.suffix in (".json", ".zip"):
                yield from _list_texts(one)
    else:
        yield path.read_bytes()


def _add(found: Advisories, record: Any) -> None:
    try:
        if record.get("withdrawn"):
            return
        names = {(one["package"]["ecosystem"].partition(":")[0], one["package"]["name"])
                 for one in record.get("affected", []) if "package" in one}  # fmt: skip
        if not isinstance(record["id"], str):
            raise TypeError("an id is a text")
    except (AttributeError, KeyError, TypeError):
        found.unreadable += 1
        return
    if (told := _read_day(record.get("modified"))) is not None:
        found.newest = max(found.newest or told, told)
    for world, name in names:
        found.records.setdefault((world, fold_name(world, name)), []).append(record)


def _read_day(text: object) -> date | None:
    """The day of a change; None for what is no moment, or one that cannot have been yet."""
    try:
        day = datetime.fromisoformat(str(text)).astimezone(UTC).date()
    except (ValueError, OverflowError):
        return None
    return day if day <= datetime.now(UTC).date() + timedelta(days=1) else None


def _judge(pin: Pin, record: dict[str, Any]) -> Hole | None:
    """Judge a version by a record; None when it is not affected."""
    verdicts, fixed = [], []
    for one in record["affected"]:
        package = one.get("package", {})
        told = package.get("ecosystem", "").partition(":")[0], package.get("name", "")
        if (told[0], fold_name(*told)) == (pin.world, fold_name(pin.world, pin.name)):
            try:
                verdicts.append(_is_affected(pin, one))
                fixed += [event["fixed"] for part in one.get("ranges", []) if part["type"] != "GIT"
                          for event in part["events"] if "fixed" in event]  # fmt: skip
            except (AttributeError, KeyError, TypeError, ValueError):
                verdicts.append(None)
    if all(one is False for one in verdicts):
        return None
    summary = str(record.get("summary") or record.get("details") or "")[:120].replace("\n", " ")
    return Hole(pin, record["id"], summary, tuple(dict.fromkeys(fixed)), is_certain=True in verdicts)


def _is_affected(pin: Pin, affected: dict[str, Any]) -> bool | None:
    """By the rules of OSV: a version that is listed, or inside of a range. None when neither can be judged."""
    if pin.version in affected.get("versions", []):
        return True
    ranges = [one for one in affected.get("ranges", []) if one["type"] in ("ECOSYSTEM", "SEMVER")]
    if any(_is_inside(pin, one["events"]) for one in ranges):
        return True
    return False if ranges or affected.get("versions") else None


def _is_inside(pin: Pin, events: list[dict[str, str]]) -> bool:
    """Whether the version lies behind an `introduced` and before what ends it. Raises ValueError for odd versions."""
    version = _read_version(pin.world, pin.version)
    moments = []
    for event in events:
        for kind, told in event.items():
            if kind == "introduced" and told == "0":
                moments.append((0, version, kind))  # before every version
            elif kind in ("introduced", "fixed", "last_affected"):
                moments.append((1, _read_version(pin.world, told), kind))
    is_inside = False
    for order, moment, kind in sorted(moments, key=lambda one: one[:2]):
        if kind == "introduced":
            is_inside = is_inside or order == 0 or version >= moment
        elif version > moment or (kind == "fixed" and version == moment):
            is_inside = False
    return is_inside


def _read_version(world: str, text: str) -> Any:
    if world == PYPI:
        try:
            return Version(text)
        except InvalidVersion as error:
            raise ValueError(text) from error
    found = _SEMVER.fullmatch(text)
    if found is None:
        raise ValueError(text)
    early = found[4].split(".") if found[4] else None
    # A release comes behind what leads to it; numbers come before words.
    parts = tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in early or ())
    return (*(int(one) for one in found.group(1, 2, 3)), early is None, parts)
