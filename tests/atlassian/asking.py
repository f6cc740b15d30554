"""What the tests of the endpoints share: the organization asked about, what was sent, and a problem as an answer."""

import json
from typing import Any, Final

from tests.atlassian.wire import Wire

ORG: Final = "6665kc2j-4644-14k8-j32c-68cc0b1d15b8"


def sent(wire: Wire, index: int = -1) -> Any:
    """The JSON body of a request, by default of the last one."""
    return json.loads(wire.asked[index].body or "null")


def problem(code: str, detail: str) -> dict[str, Any]:
    """A refusal in the form of the v2 endpoints."""
    return {"errors": [{"status": "400", "code": code, "detail": detail}]}
