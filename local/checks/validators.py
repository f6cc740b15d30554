"""`python -m local.checks.validators`: lets Atlassian's own rules judge `manifest.yml` and `atlassian-connect.json`.

Judged are the checked-in files and what `make forge` writes, for a listed app and for one that is not. The rules come
from npm as a tool (descriptor/validators), those of `forge lint` among them; nothing of them is kept in the project.
What was found sound is not judged again until it, or the rules, change.
"""

import fcntl
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from descriptor.deployment import RESOURCE as DEPLOYED_RESOURCE
from descriptor.description import EXAMPLE_APP_ID, RESOURCE_PATH
from descriptor.manifest import build_manifest, render_manifest
from local.errors import LocalError
from local.node import TOOLS, get_node_folder
from local.packages import hash_files, install_packages, is_stamped, node_environment
from local.processes import ROOT

VALIDATORS: Final = ROOT / "descriptor" / "validators"
JUDGED: Final = ("manifest.yml", "atlassian-connect.json")
_RESOURCES: Final = (RESOURCE_PATH, DEPLOYED_RESOURCE)
_EXAMPLE_URL: Final = "https://rollcall.example.org"
_TIMEOUT_SECONDS: Final = 300


def main() -> int:
    """Judge the checked-in files; return the exit code."""
    checked_in = {name: (ROOT / name).read_text(encoding="utf-8") for name in JUDGED}
    candidates = [checked_in, *(checked_in | {JUDGED[0]: text} for text in build_deployed_manifests())]
    stamp = TOOLS / "validated-from"
    rules = hash_files([VALIDATORS / name for name in ("validate.cjs", "package-lock.json")])
    wanted = hashlib.sha256(f"{rules}{candidates}".encode()).hexdigest()
    if is_stamped(stamp, wanted):
        return 0
    try:
        faults = [fault for faults in judge(candidates) for fault in faults]
    except LocalError as error:
        print(f"rollcall: {error}", file=sys.stderr)
        return 1
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        stamp.write_text(wanted, encoding="ascii")
    return 1 if faults else 0


def build_deployed_manifests() -> list[str]:
    """The manifests that `make forge` writes: of an app that is listed on the Marketplace, and of one that is not."""
    return [
        render_manifest(build_manifest(EXAMPLE_APP_ID, _EXAMPLE_URL, is_licensed=is_listed, resource=DEPLOYED_RESOURCE))
        for is_listed in (True, False)
    ]


def judge(candidates: list[dict[str, str]]) -> list[list[str]]:
    """The faults of each pair of files (name → text), by Atlassian's rules. Raises LocalError."""
    node = get_node_folder()
    with _alone():
        install_packages(node, VALIDATORS, "Atlassian's validators")
    with tempfile.TemporaryDirectory() as scratch:
        folders = [_lay_out(Path(scratch) / str(number), files) for number, files in enumerate(candidates)]
        answer = subprocess.run(  # noqa: S603 - the tool that was found for this
            [str(node / "node"), str(VALIDATORS / "validate.cjs"), *map(str, folders)],
            env=node_environment(node),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    if answer.returncode:
        raise LocalError(f"Atlassian's validators could not be run: {answer.stderr.strip()}")
    told: list[list[str]] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _lay_out(folder: Path, files: dict[str, str]) -> Path:
    """A folder as the validator wants it: it looks for the page's files, of which none are read."""
    for resource in _RESOURCES:
        (folder / resource).mkdir(parents=True)
        (folder / resource / "index.html").touch()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def _alone() -> Iterator[None]:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "validators.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
