"""The address at which remotes fetch the keys of invocation tokens, and its ways to fail."""

from __future__ import annotations

import threading
import time

from flask import Response, jsonify

from sandbox.host.forge.invocation import build_jwks
from sandbox.host.keys import KeyRing

BEHAVIOURS = ("sound", "error", "slow", "html", "empty")
_SLOW_SECONDS = 20.0


class JwksHost:
    """Serves the key set; the behaviour is kept in memory and counts are since the start."""

    def __init__(self, keys: KeyRing) -> None:
        self.keys = keys
        self.behaviour = "sound"
        self._lock = threading.Lock()
        self._fetches = 0

    @property
    def fetches(self) -> int:
        """How often the key set was asked for."""
        return self._fetches

    def answer(self) -> Response:
        """Count the request and answer as told."""
        with self._lock:
            self._fetches += 1
        if self.behaviour == "slow":
            time.sleep(_SLOW_SECONDS)
        if self.behaviour == "error":
            return Response("internal error\n", 503, mimetype="text/plain")
        if self.behaviour == "html":
            return Response("<!doctype html><title>Sign in</title>", mimetype="text/html")
        response = jsonify({"keys": []} if self.behaviour == "empty" else build_jwks(self.keys))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response
