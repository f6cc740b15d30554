"""`python -m descriptor write` writes `atlassian-connect.json`; `check` fails when the file is not up to date."""

import json
import sys
from pathlib import Path

from descriptor.connect import build_template

TEMPLATE_PATH = Path(__file__).parent.parent / "atlassian-connect.json"


def render() -> str:
    """The text of the template file."""
    return json.dumps(build_template(), indent=2) + "\n"


def main(arguments: list[str], path: Path = TEMPLATE_PATH) -> int:
    """Carry out one command on the template file and return the exit status."""
    if arguments == ["write"]:
        path.write_text(render(), encoding="utf-8")
        return 0
    if arguments == ["check"]:
        is_current = path.exists() and path.read_text(encoding="utf-8") == render()
        if not is_current:
            sys.stderr.write("atlassian-connect.json is not up to date: run python -m descriptor write\n")
        return 0 if is_current else 1
    sys.stderr.write("usage: python -m descriptor write|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
