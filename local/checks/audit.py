"""`python -m local.checks.audit [ADVISORIES]`: what is pinned, since when, and what is known of its holes.

Needs no network: pins come from the lock files, their age from the history of the project, holes from advisories that
are given as a path. Ends with 1 when a hole is known, or when the advisories leave open whether there is one; without
any it says what is not known.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from local.checks.advisories import NPM, PYPI, Advisories, Hole, Pin, find_holes, load_advisories
from local.errors import LocalError
from local.frontend import FRONTEND
from local.processes import ROOT

DEPLOYED = "requirements.txt"
LOCKS = (DEPLOYED, "requirements-dev.txt", "local/tools/uv.txt", "local/tools/node.txt", "local/tools/sbom.txt")
PAGE = "frontend/package-lock.json"
_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")


def main(arguments: list[str]) -> int:
    """Print what is known; see the text of this module for what it ends with."""
    if len(arguments) > 1:
        print("usage: python -m local.checks.audit [ADVISORIES]", file=sys.stderr)
        return 2
    try:
        advisories = load_advisories(Path(arguments[0])) if arguments else None
        pins = list_pins()
        print(describe_ages(pins, datetime.now(UTC).date()))
        print(describe_advisories(advisories, datetime.now(UTC).date()))
        holes = find_holes(pins, advisories) if advisories else []
    except LocalError as error:
        print(f"rollcall: {error}", file=sys.stderr)
        return 2
    if advisories is None:
        return 0
    print("\n".join(map(describe_hole, holes)) or "These advisories name no hole of what is pinned.")
    return int(bool(holes) or not advisories.is_complete())


def list_pins(root: Path = ROOT) -> list[Pin]:
    """Every pinned package, once for each version: those of the processes, of the page, and of the tools."""
    found: dict[tuple[str, str, str], Pin] = {}
    for file in LOCKS:
        for name, version in _PIN.findall(re.sub(r"(?m)^[\s#].*\n", "", (root / file).read_text("utf-8"))):
            found.setdefault((PYPI, name, version), Pin(PYPI, name, version, file, file == DEPLOYED))
    lock = json.loads((root / FRONTEND.relative_to(ROOT) / "package-lock.json").read_text("utf-8"))
    for path, told in lock["packages"].items():
        if path and not told.get("link"):
            name = told.get("name") or path.rpartition("node_modules/")[2]
            pin = Pin(NPM, name, told["version"], PAGE, not (told.get("dev") or told.get("devOptional")))
            key = (NPM, name, pin.version)
            found[key] = pin if pin.is_deployed else found.get(key, pin)
    return list(found.values())


def describe_ages(pins: Iterable[Pin], today: date) -> str:
    """How many are pinned in each file, and since when the oldest of them are."""
    lines = []
    by_file: dict[str, list[Pin]] = {}
    for pin in pins:
        by_file.setdefault(pin.file, []).append(pin)
    for file, mine in by_file.items():
        since = _read_ages(file)
        known = sorted((since[(one.name, one.version)], one.name) for one in mine if (one.name, one.version) in since)
        age = "since when is not known: there is no history here"
        if known:
            age = "the oldest pins: " + ", ".join(f"{name} ({(today - day).days} days)" for day, name in known[:3])
        lines.append(f"{file}: {len(mine)} packages, {sum(one.is_deployed for one in mine)} of them deployed; {age}")
    return "\n".join(lines)


def describe_advisories(advisories: Advisories | None, today: date) -> str:
    """Describe what the advisories can tell, and what they cannot."""
    if advisories is None:
        return (
            "Known holes: NOT KNOWN, because no advisories were given. Fetch OSV's records of PyPI and npm where\n"
            "there is a network, and give their path (a JSON file, a zip, a folder): make audit ADVISORIES=path"
        )
    newest = advisories.newest
    lines = ["Of which day the advisories are is NOT KNOWN, and so is what was published since."]
    if newest is not None:
        age = max(0, (today - newest).days)
        lines = [f"Advisories up to {newest}, {age} days ago: what was published since is NOT KNOWN."]
    for world in (PYPI, NPM):
        count = advisories.count(world)
        lines.append(f"{world}: {count} records" if count else f"{world}: NOT KNOWN, no record is about it")
    if advisories.unreadable:
        lines.append(f"{advisories.unreadable} records could not be read: what they say is NOT KNOWN.")
    return "\n".join(lines)


def describe_hole(hole: Hole) -> str:
    """One line for one hole."""
    pin = hole.pin
    where = "deployed" if pin.is_deployed else "a tool"
    fixed = f"; fixed in {', '.join(hole.fixed_in)}" if hole.fixed_in else "; no fixed version is told"
    certain = "" if hole.is_certain else " MAY BE AFFECTED, its range cannot be judged:"
    return f"{pin.world} {pin.name} {pin.version} ({where}, {pin.file}):{certain} {hole.id} {hole.summary}{fixed}"


def _read_ages(file: str) -> dict[tuple[str, str], date]:
    """Since when each package has its version in a lock file, by the history; nothing where there is none."""
    command = ["git", "blame", "--line-porcelain", "--", file]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - ours
    except OSError:
        return {}
    found: dict[tuple[str, str], date] = {}
    day, name = date.min, ""
    for line in answer.stdout.decode("utf-8", "replace").splitlines() if not answer.returncode else ():
        if line.startswith("committer-time "):
            day = datetime.fromtimestamp(int(line.partition(" ")[2]), UTC).date()
        if not line.startswith("\t"):
            continue
        text = line[1:]
        if pin := _PIN.match(text):
            found[(pin[1], pin[2])] = day
        elif entry := re.match(r'\s+"(?:.*node_modules/)?([^"]+)": \{$', text):
            name = entry[1]
        elif version := re.match(r'\s+"version": "([^"]+)",$', text):
            found[(name, version[1])] = max(day, found.get((name, version[1]), day))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
