"""`python -m app.api.openapi` writes the OpenAPI document to `app/api/openapi.json`; `--check` compares instead."""

import json
import sys
from pathlib import Path

from app.api.document import build_document
from app.composition import create_app
from app.settings import Settings

PATH = Path(__file__).with_name("openapi.json")
# Nothing is connected to: the document is made from the routes alone.
_SETTINGS = Settings(
    base_url="https://rollcall.example",
    database_url="postgresql://nobody@localhost/none",
    redis_url="redis://:nothing@localhost/0",
    encryption_keys="document:" + "A" * 43 + "=",
)


def main() -> int:
    """Write or check the document; 1 when the check fails."""
    text = json.dumps(build_document(create_app(_SETTINGS)), indent=2, sort_keys=True) + "\n"
    if "--check" not in sys.argv[1:]:
        PATH.write_text(text)
        return 0
    if PATH.exists() and PATH.read_text() == text:
        return 0
    sys.stderr.write("app/api/openapi.json is not up to date: run `make openapi`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
