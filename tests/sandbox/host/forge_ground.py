"""A manifest, and a remote that verifies invocation tokens as the platform contract asks (PyJWT alone)."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import jwt
from flask import Flask, Response, request

from tests.sandbox.host.fake_app import FakeApp, Received
from tests.sandbox.host.ground import Sandbox

APP_UUID = "11111111-2222-4333-8444-555555555555"
APP_ID = f"ari:cloud:ecosystem::app/{APP_UUID}"
MANIFEST = f"""
# A remote app with one page of each kind.
app:
  id: {APP_ID}
  runtime:
    name: nodejs22.x
  licensing:
    enabled: true
modules:
  jira:adminPage:
    - key: admin
      resource: admin-ui
      resolver:
        endpoint: api
      title: "Roll: call"
  endpoint:
    - key: api
      remote: backend
      auth:
        appUserToken:
          enabled: true
    - key: lifecycle
      remote: backend
      route:
        path: /forge/lifecycle
      auth:
        appSystemToken:
          enabled: true
  trigger:
    - key: on-install
      endpoint: lifecycle
      events:
        - avi:forge:installed:app
        - avi:forge:upgraded:app
  preUninstall:
    - key: on-uninstall
      endpoint: lifecycle
  scheduledTrigger:
    - key: hourly
      endpoint: lifecycle
      interval: hour
resources:
  - key: admin-ui
    path: build
remotes:
  - key: backend
    baseUrl: https://rollcall.example.com
    operations: [storage, compute, fetch]
permissions:
  scopes: ['read:app-system-token']
  content:
    styles: [unsafe-inline]
  external:
    fetch:
      client:
        - remote: backend
"""


class Refused(Exception):
    def __init__(self, status: int = 401) -> None:
        self.status = status


@dataclass
class SoundRemote:
    jwks_url: str
    admins: set[str]
    keys: dict[str, Any] = field(default_factory=dict)
    fetched_at: float = 0.0

    def build(self) -> Flask:
        app = Flask("sound-remote")
        app.register_error_handler(Refused, lambda refusal: ({"title": "no"}, refusal.status))
        app.register_error_handler(404, lambda _: ({"title": "not found"}, 404))
        app.add_url_rule("/api/v1/tasks", view_func=self.tasks)
        app.add_url_rule("/forge/lifecycle", view_func=self.lifecycle, methods=["POST"])
        return app

    def tasks(self) -> Any:
        claims = self._verify(is_page=True)
        if not isinstance(claims.get("principal"), str) or not 0 < len(claims["principal"]) <= 128:
            raise Refused(403)
        app = claims["app"]
        if app["environment"]["type"] == "PRODUCTION" and not app.get("license", {}).get("active"):
            raise Refused(402)
        if claims["principal"] not in self.admins:
            raise Refused(403)
        return {"tasks": []}

    def lifecycle(self) -> Response:
        self._verify(is_page=False)
        return Response(status=204)

    def _verify(self, *, is_page: bool) -> dict[str, Any]:
        values = request.headers.getlist("Authorization")
        scheme, _, token = (values or [""])[0].partition(" ")
        if len(values) != 1 or scheme.lower() != "bearer" or request.args.get("jwt"):
            raise Refused
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != "RS256":
                raise Refused
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(header.get("kid")),
                algorithms=["RS256"],
                audience=APP_ID,
                issuer="forge/invocation-token",
                leeway=10,
                options={"require": ["iat", "nbf", "exp", "jti", "iss", "aud"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError) as error:
            raise Refused from error
        _check_app(claims)
        if is_page and "principal" not in claims:
            raise Refused
        if not is_page and ("principal" in claims or "Page" in str(claims["app"].get("module"))):
            raise Refused
        return claims

    def _key(self, kid: object) -> Any:
        if kid not in self.keys and time.monotonic() - self.fetched_at > 60:
            self.fetched_at = time.monotonic()
            with urllib.request.urlopen(self.jwks_url, timeout=2) as response:
                found = json.load(response)["keys"]
            self.keys = {item["kid"]: jwt.PyJWK(item).key for item in found}
        if kid not in self.keys:
            raise Refused
        return self.keys[kid]


def _check_app(claims: dict[str, Any]) -> None:
    app = claims.get("app")
    if (
        not isinstance(app, dict)
        or claims["aud"] not in (app.get("id"), [app.get("id")])
        or "icLabel" in {*app, *claims}
    ):
        raise Refused
    installation, environment = app.get("installation"), app.get("environment")
    if not isinstance(installation, dict) or not isinstance(environment, dict):
        raise Refused
    if not isinstance(app.get("installationId"), str) or app["installationId"] != installation.get("id"):
        raise Refused
    if environment.get("type") not in {"DEVELOPMENT", "STAGING", "PRODUCTION"}:
        raise Refused
    cloud_id = (claims.get("context") or {}).get("cloudId")
    if cloud_id is not None and not str(app.get("apiBaseUrl")).rstrip("/").endswith("/" + cloud_id):
        raise Refused


def install(sandbox: Sandbox, app: FakeApp, **options: Any) -> dict[str, Any]:
    body = {"manifest_text": MANIFEST, "app_url": app.base_url, "retry_seconds": 0, **options}
    reply = sandbox.post("/_sandbox/forge/installations", body)
    assert reply.status == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def bearer(call: Received) -> str:
    return call.headers["authorization"].removeprefix("Bearer ")


def verify(sandbox: Sandbox, token: str) -> dict[str, Any]:
    found = {item["kid"]: item for item in sandbox.get("/forge/jwks.json").json()["keys"]}
    key = jwt.PyJWK(found[jwt.get_unverified_header(token)["kid"]])
    return jwt.decode(
        token,
        key.key,
        algorithms=["RS256"],
        audience=APP_ID,
        issuer="forge/invocation-token",
        options={"require": ["iat", "nbf", "exp", "jti"]},
    )


def invoke(sandbox: Sandbox, installation: dict[str, Any], **request: Any) -> dict[str, Any]:
    body = {
        "installation": installation["installation_id"],
        "account": request.pop("account", "712020:user"),
        "request": {"path": "/api/v1/tasks", **request},
    }
    reply = sandbox.post("/_sandbox/forge/invoke", body)
    assert reply.status == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer
