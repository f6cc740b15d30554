"""The app of the doors' tests: a view behind each guard, a faulty one, and one without a guard."""

from collections.abc import Callable

from flask import Flask, Response, jsonify
from flask.typing import ResponseReturnValue

from app.platform import PlatformContext, register_platform
from app.platform.guards import (
    current_principal,
    find_caller_access,
    public,
    requires_account,
    requires_admin,
    requires_admin_for_change,
)


def build_app(context: PlatformContext) -> Flask:
    """An app as the composition root makes one, with a view behind each guard and a faulty one."""
    app = Flask("door", static_folder=None)
    register_platform(app, context)
    views: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
        ("GET", "/api/v1/me", _tell_me),
        ("GET", "/api/v1/things", _read_things),
        ("POST", "/api/v1/things", _change_things),
        ("GET", "/api/v1/file", _send_file),
        ("GET", "/health/live", _tell_health),
        ("GET", "/boom", _fail),
        ("GET", "/forgotten", _forgotten),
    ]
    for method, rule, view in views:
        app.add_url_rule(rule, view.__name__, view, methods=[method])
    return app


@requires_account
def _tell_me() -> ResponseReturnValue:
    principal = current_principal()
    return jsonify(
        tenant_id=principal.tenant_id,
        account_id=principal.account_id,
        surface=principal.surface,
        is_licensed=principal.is_licensed,
    )


def _find_via() -> str | None:
    access = find_caller_access()
    return None if access is None else access.via


@requires_admin
def _read_things() -> ResponseReturnValue:
    return jsonify(tenant_id=current_principal().tenant_id, via=_find_via())


@requires_admin
def _send_file() -> ResponseReturnValue:
    return Response(["Name\n", "Zoë\n"], content_type="text/csv; charset=utf-8")


@requires_admin_for_change
def _change_things() -> ResponseReturnValue:
    return jsonify(tenant_id=current_principal().tenant_id, via=_find_via())


@public
def _tell_health() -> ResponseReturnValue:
    return jsonify(status="alive")


@public
def _fail() -> ResponseReturnValue:
    raise RuntimeError("the inside of the app")


def _forgotten() -> ResponseReturnValue:
    return jsonify(secret="nobody may read this")
