"""`python -m descriptor write` writes `atlassian-connect.json` and `manifest.yml`; `check` fails when they are stale.

`python -m descriptor manifest APP_ID BASE_URL [--listed]` prints the Forge manifest of one deployment, `--listed` that
of an app that is sold on the Marketplace. `python -m descriptor forge BASE_URL [--listed]` prepares a folder to deploy.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from descriptor.connect import build_template
from descriptor.deployment import Unpreparable, prepare_deployment
from descriptor.description import EXAMPLE_APP_ID, EXAMPLE_BASE_URL
from descriptor.manifest import build_manifest, render_manifest
from descriptor.manifest_rules import find_manifest_faults

_LISTED = "--listed"
ROOT = Path(__file__).parent.parent
TEMPLATE_PATH = ROOT / "atlassian-connect.json"
MANIFEST_PATH = ROOT / "manifest.yml"
_USAGE = "usage: python -m descriptor write | check | manifest APP_ID BASE_URL [--listed] | forge BASE_URL [--listed]\n"


def render() -> str:
    """The text of the Connect template."""
    return json.dumps(build_template(), indent=2) + "\n"


def render_files(folder: Path = ROOT) -> dict[Path, str]:
    """Render the checked-in files by their place."""
    manifest = render_manifest(build_manifest(EXAMPLE_APP_ID, EXAMPLE_BASE_URL))
    return {folder / TEMPLATE_PATH.name: render(), folder / MANIFEST_PATH.name: manifest}


def main(arguments: list[str], folder: Path = ROOT) -> int:
    """Carry out one command on the files in a folder and return the exit status."""
    match arguments:
        case ["write"]:
            for path, text in render_files(folder).items():
                path.write_text(text, encoding="utf-8")
            return 0
        case ["check"]:
            return _check(render_files(folder))
        case ["manifest", app_id, base_url, *flags] if flags in ([], [_LISTED]):
            return _print_manifest(app_id, base_url, is_licensed=bool(flags))
        case ["forge", base_url, *flags] if flags in ([], [_LISTED]):
            return _prepare(base_url, folder, is_licensed=bool(flags))
    sys.stderr.write(_USAGE)
    return 2


def _check(files: Mapping[Path, str]) -> int:
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        sys.stderr.write(f"{path.name} is not up to date: run python -m descriptor write\n")
    return 1 if stale else 0


def _print_manifest(app_id: str, base_url: str, *, is_licensed: bool) -> int:
    document = build_manifest(app_id, base_url, is_licensed=is_licensed)
    faults = find_manifest_faults(document)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if not faults:
        sys.stdout.write(render_manifest(document))
    return 1 if faults else 0


def _prepare(base_url: str, folder: Path, *, is_licensed: bool) -> int:
    try:
        sys.stdout.write(prepare_deployment(base_url, folder, is_licensed=is_licensed))
    except Unpreparable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
