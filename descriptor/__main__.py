"""`python -m descriptor write` writes `atlassian-connect.json` and `manifest.yml`; `check` fails when they are stale.

`python -m descriptor manifest APP_ID BASE_URL` prints the Forge manifest of one deployment.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from descriptor.connect import build_template
from descriptor.description import EXAMPLE_APP_ID, EXAMPLE_BASE_URL
from descriptor.manifest import build_manifest, render_manifest
from descriptor.manifest_rules import find_manifest_faults

ROOT = Path(__file__).parent.parent
TEMPLATE_PATH = ROOT / "atlassian-connect.json"
MANIFEST_PATH = ROOT / "manifest.yml"
_USAGE = "usage: python -m descriptor write|check|manifest APP_ID BASE_URL\n"


def render() -> str:
    """The text of the Connect template."""
    return json.dumps(build_template(), indent=2) + "\n"


def render_files(folder: Path = ROOT) -> dict[Path, str]:
    """What is checked in, by where it is."""
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
        case ["manifest", app_id, base_url]:
            return _print_manifest(app_id, base_url)
    sys.stderr.write(_USAGE)
    return 2


def _check(files: Mapping[Path, str]) -> int:
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        sys.stderr.write(f"{path.name} is not up to date: run python -m descriptor write\n")
    return 1 if stale else 0


def _print_manifest(app_id: str, base_url: str) -> int:
    document = build_manifest(app_id, base_url)
    faults = find_manifest_faults(document)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if not faults:
        sys.stdout.write(render_manifest(document))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
