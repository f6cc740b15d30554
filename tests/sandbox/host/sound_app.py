"""An app that answers attack mode as the platform contract asks, built with PyJWT and `atlassian-jwt` alone.

It shares no code with the sandbox or with Rollcall, so that a case which a sound app cannot pass shows up as a bug
of the case.
"""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import jwt
from atlassian_jwt.url_utils import hash_url
from flask import Flask, Response, request

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SITE = re.compile(r"https://[a-z0-9-]+\.atlassian\.net")
ACCOUNT = re.compile(r"[0-9A-Za-z_|:-]{1,128}")
UNVERIFIED = {"verify_signature": False}


class Refused(Exception):
    def __init__(self, status: int = 401) -> None:
        self.status = status


@dataclass
class Tenant:
    secret: str | None
    state: str
    signed_at: float


@dataclass
class SoundApp:
    base_url: str
    sandbox_url: str
    app_key: str
    list_admins: Callable[[], set[str]]
    tenants: dict[str, Tenant] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def build(self) -> Flask:
        app = Flask("sound-app")
        app.register_error_handler(Refused, lambda refusal: Response('{"title":"no"}', refusal.status))
        app.after_request(_add_headers)
        app.add_url_rule("/atlassian-connect.json", view_func=self.descriptor)
        for event in ("installed", "uninstalled"):
            app.add_url_rule(f"/connect/{event}", event, self.signed_event, methods=["POST"])
        for event in ("enabled", "disabled"):
            app.add_url_rule(f"/connect/{event}", event, self.notification, methods=["POST"])
        app.add_url_rule("/connect/admin", view_func=self.admin_page)
        app.add_url_rule("/api/v1/tasks", view_func=self.tasks)
        return app

    def descriptor(self) -> Any:
        return {
            "key": self.app_key,
            "baseUrl": self.base_url,
            "authentication": {"type": "jwt"},
            "lifecycle": {name: f"/connect/{name}" for name in ("installed", "uninstalled", "enabled", "disabled")},
            "modules": {"adminPages": [{"key": "admin", "url": "/connect/admin", "name": {"value": "Admin"}}]},
        }

    # -- doors ----------------------------------------------------------------------------------------------------

    def signed_event(self) -> Response:
        claims = self._verify_install(_header_token())
        body = self._read_body(claims["iss"])
        if request.path.endswith("uninstalled"):
            with self.lock:
                self.tenants[claims["iss"]] = Tenant(None, "uninstalled", claims["iat"])
            return Response(status=204)
        secret, url = body.get("sharedSecret"), body.get("baseUrl")
        if not isinstance(secret, str) or len(secret) < 32:
            raise Refused(400)
        if not isinstance(url, str) or not SITE.fullmatch(url):
            raise Refused(401)
        with self.lock:
            self.tenants[claims["iss"]] = Tenant(secret, "active", claims["iat"])
        return Response(status=204)

    def notification(self) -> Response:
        claims, tenant = self._verify_shared(_header_token(), hash_url(request.method, _target()))
        self._read_body(claims["iss"])
        tenant.state = "active" if request.path.endswith("enabled") else "disabled"
        return Response(status=204)

    def admin_page(self) -> Response:
        tokens = request.args.getlist("jwt")
        if tokens and ("Authorization" in request.headers or len(tokens) > 1):
            raise Refused
        token = tokens[0] if tokens else _header_token()
        claims, tenant = self._verify_shared(token, hash_url("GET", _target()))
        self._require_admin(claims, tenant)
        return Response("<!doctype html><p>page</p>", mimetype="text/html")

    def tasks(self) -> Response:
        claims, tenant = self._verify_shared(_header_token(), "context-qsh")
        self._require_admin(claims, tenant)
        return Response("[]", mimetype="application/json")

    # -- checks ---------------------------------------------------------------------------------------------------

    def _require_admin(self, claims: dict[str, Any], tenant: Tenant) -> None:
        if tenant.state != "active" or not isinstance(claims.get("sub"), str):
            raise Refused
        if not ACCOUNT.fullmatch(claims["sub"]):
            raise Refused
        if claims["sub"] not in self.list_admins():
            raise Refused(403)

    def _verify_install(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.get("alg") != "RS256" or not isinstance(kid, str) or not UUID.fullmatch(kid):
                raise Refused
            required = {"require": ["exp", "iat", "iss", "aud", "qsh"]}
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(kid),
                algorithms=["RS256"],
                audience=[self.base_url, self.base_url + "/"],
                leeway=30,
                options=required,  # type: ignore[arg-type]
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise Refused from error
        _check_life(claims, 3600)
        if claims["qsh"] != hash_url("POST", request.path):
            raise Refused
        return claims

    def _verify_shared(self, token: str, qsh: str) -> tuple[dict[str, Any], Tenant]:
        try:
            if jwt.get_unverified_header(token).get("alg") != "HS256":
                raise Refused
            issuer = jwt.decode(token, options=UNVERIFIED)["iss"]  # type: ignore[arg-type]
            tenant = self.tenants[issuer]
            if tenant.secret is None:
                raise Refused
            required = {"require": ["exp", "iat"], "verify_aud": False}
            claims: dict[str, Any] = jwt.decode(
                token,
                tenant.secret,
                algorithms=["HS256"],
                leeway=30,
                options=required,  # type: ignore[arg-type]
            )
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, OverflowError) as error:
            raise Refused from error
        _check_life(claims, 3600)
        if claims.get("qsh") != qsh:
            raise Refused
        return claims, tenant

    def _key(self, kid: str) -> str:
        if kid not in self.keys:
            try:
                with urllib.request.urlopen(f"{self.sandbox_url}/keys/{kid}", timeout=0.5) as response:
                    self.keys[kid] = response.read().decode()
            except urllib.error.HTTPError as problem:
                raise Refused(401 if problem.code == 404 else 503) from problem
            except OSError as problem:
                raise Refused(503) from problem
        return self.keys[kid]

    def _read_body(self, issuer: str) -> dict[str, Any]:
        try:
            body = json.loads(request.get_data())
        except (ValueError, RecursionError):
            raise Refused(400) from None
        if not isinstance(body, dict) or body.get("key") != self.app_key or not isinstance(body.get("clientKey"), str):
            raise Refused(400)
        if body.get("eventType") != request.path.rpartition("/")[2]:
            raise Refused(400)
        if body["clientKey"] != issuer:
            raise Refused
        return body


def _check_life(claims: dict[str, Any], longest: int) -> None:
    times = [claims["iat"], claims["exp"], claims.get("nbf", claims["iat"])]
    if not all(type(value) in (int, float) for value in times):
        raise Refused
    if not 0 < claims["exp"] - claims["iat"] <= longest or claims["iat"] > time.time() + 30:
        raise Refused
    if claims.get("nbf", 0) > claims["exp"]:
        raise Refused


def _target() -> str:
    parts = urlsplit(str(request.environ.get("RAW_URI") or request.environ["REQUEST_URI"]))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _header_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "JWT" or not token or "jwt" in request.args:
        raise Refused
    return token


def _add_headers(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    response.headers["Cache-Control"] = "no-cache, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
