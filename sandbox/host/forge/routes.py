"""HTTP routes of the Forge host: key set, installations, events, the remote proxy, and Custom UI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.host.connect.connect_routes import json_body
from sandbox.host.face.frame import allow_frame, render_page
from sandbox.host.face.viewer import Viewer, read_viewer
from sandbox.host.forge.custom_ui import SANDBOX, serve_file
from sandbox.host.forge.installations import LICENSES, ForgeInstallation
from sandbox.host.forge.jwks import BEHAVIOURS
from sandbox.host.forge.manifest import UiModule
from sandbox.host.forge.plain_yaml import UnreadableYaml, parse_plain_yaml
from sandbox.host.forge.remote_calls import Invocation, InvocationRejected
from sandbox.host.hosts import Hosts
from sandbox.host.installations import check_site
from sandbox.host.origins import move_to_site, page_origin, read_origin, ui_origin
from sandbox.host.problems import HostProblem, bad_field

_MANIFEST_NAMES = {"manifest.yml", "manifest.yaml", "manifest.json"}


def build_forge_routes(hosts: Hosts) -> Blueprint:
    """The blueprint of the Forge host."""
    routes = Blueprint("forge", __name__)
    _add_key_routes(routes, hosts)
    _add_installation_routes(routes, hosts)
    _add_timetable_routes(routes, hosts)
    _add_call_routes(routes, hosts)
    _add_page_routes(routes, hosts)
    return routes


def _add_key_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/forge/jwks.json")
    @routes.get("/.well-known/jwks.json")
    def jwks() -> Response:
        return hosts.jwks.answer()

    @routes.get("/_sandbox/forge/jwks")
    def show_jwks() -> Response:
        kids = [key.kid for key in hosts.forge.keys.all_keys()]
        return jsonify(behaviour=hosts.jwks.behaviour, fetches=hosts.jwks.fetches, kids=kids)

    @routes.post("/_sandbox/forge/jwks")
    def change_jwks() -> Response:
        body = json_body()
        behaviour = body.get("behaviour", hosts.jwks.behaviour)
        if behaviour not in BEHAVIOURS:
            raise bad_field("behaviour", f"One of {', '.join(BEHAVIOURS)}.")
        hosts.jwks.behaviour = behaviour
        if body.get("rotate"):
            hosts.forge.keys.rotate()
        return show_jwks()


def _add_installation_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/_sandbox/forge/installations")
    def list_installations() -> Response:
        return jsonify(installations=[item.describe() for item in hosts.forge.book.list_all()])

    @routes.post("/_sandbox/forge/installations")
    def install() -> Response:
        body = json_body()
        org_id, site, cloud_id = hosts.people.place_for(body.get("org_id"), body.get("site"))
        installer = hosts.people.resolve_account(org_id, body.get("installer", "organization-admin"))
        place = org_id, check_site(site), cloud_id or f"sandbox-cloud-{site}"
        answer = hosts.forge.install(_read_manifest(body), place, {**body, "installer": installer})
        hosts.timetable.enrol(answer["installation_id"])
        return jsonify(answer)

    @routes.get("/_sandbox/forge/installations/<tenant>")
    def show(tenant: str) -> Response:
        return jsonify(hosts.forge.book.get(tenant).describe())

    @routes.post("/_sandbox/forge/installations/<tenant>/<action>")
    def act(tenant: str, action: str) -> Response:
        installation, body = hosts.forge.book.get(tenant), json_body()
        if action == "upgrade":
            return jsonify(hosts.forge.upgrade(installation, body))
        if action == "uninstall":
            return jsonify(hosts.forge.uninstall(installation, body))
        if action == "license":
            return jsonify(_change_license(hosts, installation, body))
        raise bad_field("action", "Actions are upgrade, uninstall and license.")

    @routes.post("/_sandbox/forge/installations/<tenant>/scheduled/<key>")
    def run_scheduled(tenant: str, key: str) -> Response:
        return jsonify(hosts.forge.run_scheduled(hosts.forge.book.get(tenant), key, json_body()))

    @routes.post("/_sandbox/forge/installations/<tenant>/events/<name>")
    def send_event(tenant: str, name: str) -> Response:
        return jsonify(hosts.forge.send_event(hosts.forge.book.get(tenant), name, json_body()))


def _add_timetable_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/_sandbox/forge/timetable")
    def show_timetable() -> Response:
        return jsonify(triggers=hosts.timetable.describe())

    @routes.post("/_sandbox/forge/timetable/run")
    def run_due() -> Response:
        return jsonify(fired=hosts.timetable.run_due(json_body()))


def _change_license(hosts: Hosts, installation: ForgeInstallation, body: dict[str, Any]) -> dict[str, Any]:
    wanted = body.get("license")
    if wanted not in LICENSES:
        raise bad_field("license", f"One of {', '.join(LICENSES)}.")
    return hosts.forge.change_license(installation, str(wanted)).describe()


def _add_call_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.post("/_sandbox/forge/invoke")
    def invoke() -> Response:
        body = json_body()
        installation = hosts.forge.book.get(body.get("installation"))
        account = hosts.people.resolve_account(installation.org_id, body.get("account"))
        try:
            answer = hosts.forge.invoke(installation, body.get("module"), account, _read_invocation(body))
        except InvocationRejected as rejection:
            return jsonify(rejected=str(rejection))
        return jsonify(answer)


def _read_invocation(body: dict[str, Any]) -> Invocation:
    wanted = body.get("request")
    if not isinstance(wanted, dict) or not isinstance(wanted.get("path"), str):
        raise bad_field("request", "A request has a path.")
    headers = wanted.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise bad_field("request.headers", "Headers are texts by name.")
    return Invocation(str(wanted.get("method", "GET")).upper(), wanted["path"], headers, wanted.get("body"))


def _read_manifest(body: dict[str, Any]) -> Any:
    """The manifest from ``manifest`` (an object), ``manifest_text``, or ``manifest_path`` (a file on this machine)."""
    if "manifest" in body:
        return body["manifest"]
    text, path = body.get("manifest_text"), body.get("manifest_path")
    if text is None and isinstance(path, str):
        if Path(path).name not in _MANIFEST_NAMES or not Path(path).is_file():
            raise bad_field("manifest_path", "There is no manifest.yml under this path.")
        text = Path(path).read_text(encoding="utf-8")
    if not isinstance(text, str):
        raise bad_field("manifest", "Give the manifest, its text or its path.")
    try:
        return json.loads(text) if text.lstrip().startswith("{") else parse_plain_yaml(text)
    except (UnreadableYaml, ValueError) as problem:
        raise bad_field("manifest", str(problem)) from problem


def _add_page_routes(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/forge/ui/<tenant>/<module>/")
    @routes.get("/forge/ui/<tenant>/<module>/<path:path>")
    def custom_ui(tenant: str, module: str, path: str = "index.html") -> Response:
        installation = hosts.forge.book.get(tenant)
        origin = page_origin(request, installation.site)
        return serve_file(installation, hosts.forge.get_page(installation, module), path, origin)

    @routes.get("/o/<org_id>/apps/forge/<tenant>")
    def forge_page(org_id: str, tenant: str) -> AnyResponse:
        installation = hosts.forge.book.get(tenant)
        if installation.state != "installed" or installation.org_id != org_id:
            raise HostProblem(404, "Not installed", "The app is not installed in this organization.")
        moved = move_to_site(request, installation.site)
        if moved is not None:
            return moved
        viewer = read_viewer(hosts, request, org_id)
        page = hosts.forge.get_page(installation, request.args.get("module"))
        theming = hosts.forge.switches_of(installation)["theme_attributes"]
        facts = _describe_frame(installation, page, viewer) | {"theme_attributes": theming}
        response = render_page(
            hosts,
            "forge_app.html",
            viewer,
            "apps/rollcall",
            facts=facts,
            site=installation.site,
            environment=installation.environment,
        )
        remotes = [installation.remote_url(key) for key in installation.manifest.client_remotes]
        allow_frame(response, ui_origin(request), *remotes)
        return response


def _describe_frame(installation: ForgeInstallation, page: UiModule, viewer: Viewer) -> dict[str, Any]:
    """Describe the frame for the page's script: addresses, who is signed in, and ``view.getContext()``'s answer."""
    manifest = installation.manifest
    account = viewer.person.account_id if viewer.person else None
    shown_by = urlencode({"host": read_origin(request)})
    return {
        "installation_id": installation.installation_id,
        "module": page.key,
        "title": page.title,
        "account": account,
        "sandbox": SANDBOX,
        "frame_url": f"{ui_origin(request)}/forge/ui/{installation.installation_id}/{page.key}/?{shown_by}",
        "remotes": {key: installation.remote_url(key) for key in manifest.remotes},
        "client_remotes": list(manifest.client_remotes),
        "context": {
            "accountId": account,
            "cloudId": installation.cloud_id,
            "siteUrl": f"https://{installation.site}.atlassian.net",
            "moduleKey": page.key,
            "environmentId": installation.environment_id,
            "environmentType": installation.environment,
            "localId": f"{installation.installation_ari}/{page.key}",
            "locale": viewer.locale,
            "extension": {"type": page.kind},
        },
    }
