"""The sandbox's face: the host page that plays Atlassian Administration, with the app in a frame.

Everything is rendered here from templates and needs nothing from outside this machine.  The pages
of the directory are in ``face_directory``, those of the sandbox itself in ``face_sandbox``.
"""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.host.face.directory_pages import add_directory_pages
from sandbox.host.face.embedding import Showing, build_frame_url, find_page
from sandbox.host.face.frame import allow_frame, dress, render_page
from sandbox.host.face.sandbox_pages import add_sandbox_pages
from sandbox.host.face.viewer import DEFAULT_LOCALE, LOCALES, read_viewer
from sandbox.host.hosts import Hosts
from sandbox.host.origins import move_to_site, read_origin


def build_face(hosts: Hosts) -> Blueprint:
    """The blueprint of the host page, its assets and the Connect script."""
    routes = Blueprint("face", __name__, template_folder="templates", static_folder="static", static_url_path="/_face")
    dress(routes)
    _add_app_page(routes, hosts)
    _add_page_services(routes, hosts)
    add_directory_pages(routes, hosts)
    add_sandbox_pages(routes, hosts)
    return routes


def _add_app_page(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/")
    @routes.get("/o/<org_id>/apps/rollcall")
    def app_page(org_id: str | None = None) -> AnyResponse:
        viewer = read_viewer(hosts, request, org_id)
        through_forge = hosts.forge.book.find_shown(viewer.org_id)
        if through_forge is not None and not {"door", "tenant"} & set(request.args):
            return redirect(viewer.org_link(f"apps/forge/{through_forge.installation_id}"))
        installation = viewer.installation
        if installation is None or installation.state == "uninstalled":
            return render_page(hosts, "not_installed.html", viewer, "apps/rollcall")
        moved = move_to_site(request, installation.site)
        if moved is not None:
            return moved
        module = find_page(installation, request.args.get("module"))
        account = viewer.person.account_id if viewer.person else None
        response = render_page(
            hosts,
            "app.html",
            viewer,
            "apps/rollcall",
            installation=installation,
            module=module,
            forge_id=through_forge.installation_id if through_forge else None,
            app_origin=_origin(installation.app.base_url),
            frame_url=build_frame_url(
                installation, module, Showing(account, read_origin(request), hosts.clock(), viewer.locale)
            ),
        )
        allow_frame(response, _origin(installation.app.base_url))
        return response


def _add_page_services(routes: Blueprint, hosts: Hosts) -> None:
    @routes.get("/connect/all.js")
    def connect_script() -> Response:
        response = routes.send_static_file("all.js")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @routes.get("/_sandbox/frame")
    def frame() -> Response:
        installation = hosts.book.get(request.args.get("tenant"))
        account = hosts.people.resolve_account(installation.org_id, request.args.get("account"))
        module = find_page(installation, request.args.get("module"))
        locale = request.args.get("locale", DEFAULT_LOCALE)
        showing = Showing(account, read_origin(request), hosts.clock(), locale if locale in LOCALES else DEFAULT_LOCALE)
        url = build_frame_url(installation, module, showing)
        return jsonify(url=url, module=module.key)

    @routes.get("/_sandbox/people")
    def people() -> Response:
        viewer = read_viewer(hosts, request, request.args.get("org_id"))
        found = hosts.people.search(viewer.org_id, request.args.get("q", ""))
        return jsonify(people=[asdict(person) for person in found])

    @routes.get("/_sandbox/accounts")
    def accounts() -> Response:
        viewer = read_viewer(hosts, request, request.args.get("org_id"))
        choices = hosts.people.sign_in_choices(viewer.org_id)
        return jsonify(accounts={role: asdict(person) for role, person in choices.items()})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
