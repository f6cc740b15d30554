"""HTTP routes of the keys host and the Connect host's control plane.

``GET /keys/{kid}`` is what the app calls; everything under ``/_sandbox`` is for people, scripts
and tests.  Control routes take JSON only, so that no foreign web page can fire them blindly.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.host.hosts import Hosts
from sandbox.host.installations import check_site
from sandbox.host.keys import SigningKey, new_signing_key
from sandbox.host.problems import bad_field
from sandbox.host.token_requests import mint_requested_token

_SLOW_SECONDS = 20.0
_PEM = "text/plain; charset=utf-8"


def json_body() -> dict[str, Any]:
    """The request's JSON object; HostProblem 400 when it is anything else."""
    content = request.get_json(silent=True) if request.is_json else None
    if not isinstance(content, dict):
        raise bad_field("body", "Send a JSON object with Content-Type application/json.")
    return content


def build_connect_routes(hosts: Hosts) -> Blueprint:
    """The blueprint of the keys host, installations and tokens."""
    routes = Blueprint("connect_host", __name__)
    _add_key_routes(routes, hosts)
    _add_installation_routes(routes, hosts)

    @routes.post("/_sandbox/token")
    def mint_token() -> Response:
        return jsonify(mint_requested_token(hosts, json_body()))

    return routes


def _add_key_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/keys/<kid>")
    def public_key(kid: str) -> Response:
        behaviour = hosts.install_keys.record_fetch(kid)
        if behaviour is not None:
            return _answer_planted(behaviour, hosts.install_keys.current())
        key = hosts.install_keys.find(kid)
        if key is None:
            return Response("key not found\n", 404, mimetype=_PEM)
        return Response(key.public_pem(), mimetype=_PEM)

    @routes.get("/_sandbox/keys")
    def list_keys() -> Response:
        ring = hosts.install_keys
        current = ring.current().kid
        return jsonify(
            keys=[
                {"kid": key.kid, "is_current": key.kid == current, "fetches": ring.fetch_count(key.kid)}
                for key in ring.all_keys()
            ]
        )

    @routes.post("/_sandbox/keys/rotate")
    def rotate_key() -> Response:
        return jsonify(kid=hosts.install_keys.rotate().kid)


def _answer_planted(behaviour: str, current: SigningKey) -> Response:
    """A planted kid's answer: what a broken, lying or healed key host would send."""
    if behaviour == "slow":
        time.sleep(_SLOW_SECONDS)
    if behaviour == "error":
        return Response("internal error\n", 500, mimetype=_PEM)
    if behaviour == "html":
        return Response("<!doctype html><title>Sign in</title>", mimetype="text/html")
    if behaviour == "other_key":
        return Response(new_signing_key().public_pem(), mimetype=_PEM)
    if behaviour == "sound":
        return Response(current.public_pem(), mimetype=_PEM)
    return Response("key not found\n", 404, mimetype=_PEM)


def _add_installation_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/_sandbox/installations")
    def list_installations() -> Response:
        return jsonify(installations=[item.describe() for item in hosts.book.list_all()])

    @routes.post("/_sandbox/installations")
    def install() -> Response:
        body = json_body()
        app_url = body.get("app_url")
        if not isinstance(app_url, str):
            raise bad_field("app_url", "Give the address at which the app answers.")
        org_id, site, cloud_id = hosts.people.place_for(body.get("org_id"), body.get("site"))
        installation = hosts.connect.install(
            app_url,
            org_id,
            check_site(site),
            cloud_id=cloud_id,
            keep_secret=bool(body.get("keep_secret", False)),
        )
        return jsonify(installation.describe())

    @routes.get("/_sandbox/installations/<tenant>")
    def show_installation(tenant: str) -> Response:
        return jsonify(hosts.book.get(tenant).describe())

    @routes.delete("/_sandbox/installations/<tenant>")
    def uninstall(tenant: str) -> Response:
        installation = hosts.connect.act(hosts.book.get(tenant), "uninstall", {})
        return jsonify(installation.describe())

    @routes.post("/_sandbox/installations/<tenant>/<action>")
    def act(tenant: str, action: str) -> Response:
        installation = hosts.connect.act(hosts.book.get(tenant), action, json_body())
        return jsonify(installation.describe())
