"""Sending the requests of a case and keeping what came back, whatever door they are aimed at."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from sandbox.host.attack.case import Attempt
from sandbox.host.attack.forged import describe_token
from sandbox.host.hosts import Hosts
from sandbox.host.outgoing import Answer, AppUnreachable, Outgoing, send

_LONGEST_WAIT_SECONDS = 10.0
_TRIES = 3


class Sender:
    """Fires requests; remembers every attempt of one case, and the secrets that no answer may repeat."""

    def __init__(self, hosts: Hosts, options: dict[str, Any]) -> None:
        self.hosts = hosts
        self.options = options
        self.attempts: list[Attempt] = []
        self.secrets: list[str] = []

    def now(self) -> int:
        """The present second."""
        return int(self.hosts.clock())

    def clean_up(self) -> None:
        """Undo what the case left behind; nothing here."""

    def fire(self, name: str, request: Outgoing, expected: Sequence[int]) -> Attempt:
        """Send one request, keep the attempt and return it."""
        answer, error = self._send(request, is_patient=429 not in expected)
        attempt = Attempt(
            name=name,
            sent=_describe_request(request),
            expected=tuple(expected),
            answer=answer,
            error=error,
            is_leak=answer is not None and self._leaks(request, answer),
        )
        return self.keep(attempt)

    def keep(self, attempt: Attempt) -> Attempt:
        """Add an attempt to those of the case."""
        self.attempts.append(attempt)
        return attempt

    def _send(self, request: Outgoing, *, is_patient: bool = True) -> tuple[Answer | None, str | None]:
        """Send; a patient sender who is told to wait (429) tries again."""
        for last in (*[False] * (_TRIES - 1), True):
            try:
                answer = send(request, timeout_seconds=float(self.options.get("timeout_seconds", 30)))
            except AppUnreachable as problem:
                return None, str(problem)
            if answer.status != 429 or last or not is_patient:
                return answer, None
            time.sleep(_wait_seconds(answer))
        raise AssertionError("the last try returns")

    def _leaks(self, request: Outgoing, answer: Answer) -> bool:
        text = answer.text() + "\n".join(value for _, value in answer.headers)
        tokens = [value.partition(" ")[2] for name, value in request.headers if name == "Authorization"]
        return any(len(item) > 20 and item in text for item in tokens + self.secrets)


def _wait_seconds(answer: Answer) -> float:
    told = answer.header("Retry-After") or "1"
    return min(float(told) if told.isdigit() else 1.0, _LONGEST_WAIT_SECONDS)


def _describe_request(request: Outgoing) -> dict[str, Any]:
    """Describe the request, with every token reduced to its header and claims and every secret left out."""
    shown: dict[str, Any] = {"method": request.method, "target": request.target[:300], "headers": {}}
    path, mark, query = request.target.partition("jwt=")
    if mark:
        token, _, rest = query.partition("&")
        shown["target"] = f"{path}jwt=<token>{'&' + rest if rest else ''}"[:600]
        shown["token_in_query"] = describe_token(token)
    for name, value in request.headers:
        scheme, _, token = value.partition(" ")
        is_token = name.lower() == "authorization" and token
        shown["headers"][name] = {"scheme": scheme, **describe_token(token)} if is_token else value[:200]
    if request.body is not None:
        shown["body"] = _describe_body(request.body)
    return shown


def _describe_body(body: bytes) -> Any:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are not JSON"
    if isinstance(content, dict) and "sharedSecret" in content:
        content["sharedSecret"] = "<secret>"
    return content
