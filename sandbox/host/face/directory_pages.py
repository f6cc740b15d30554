"""The directory pages of the face: overview, users, groups, API keys, audit log."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from sandbox.host.face.directory_views import STATUSES, DirectoryViews, cut_page
from sandbox.host.face.frame import render_page
from sandbox.host.face.viewer import Viewer, read_viewer
from sandbox.host.hosts import Hosts
from sandbox.host.problems import not_found

_SHOWN_AUDIT_ENTRIES = 5000


def add_directory_pages(routes: Blueprint, hosts: Hosts) -> None:
    """Add the pages under ``/o/{orgId}`` that show the organization."""
    views = DirectoryViews(hosts.world)
    _add_user_pages(routes, hosts, views)
    _add_group_pages(routes, hosts, views)
    _add_organization_pages(routes, hosts, views)


def page_number() -> int:
    """The ``page`` parameter; anything that is no number counts as 1."""
    return request.args.get("page", 1, type=int)


def _add_user_pages(routes: Blueprint, hosts: Hosts, views: DirectoryViews) -> None:
    @routes.get("/o/<org_id>/users")
    def users(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        text, status = request.args.get("q", ""), request.args.get("status", "")
        found = views.users(hosts.people.get_organization(org_id), text, status, page_number())
        filters = {"q": text, "status": status}
        return render_page(hosts, "users.html", viewer, "users", page=found, filters=filters, statuses=STATUSES)

    @routes.get("/o/<org_id>/users/<account_id>")
    def user(org_id: str, account_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        found = views.user(hosts.people.get_organization(org_id), account_id)
        if found is None:
            raise not_found("account", account_id)
        writes = [row for row in _audit(hosts, viewer) if row["target"].get("account_id") == account_id]
        return render_page(hosts, "user.html", viewer, "users", writes=writes[:20], **found)


def _add_group_pages(routes: Blueprint, hosts: Hosts, views: DirectoryViews) -> None:
    @routes.get("/o/<org_id>/groups")
    def groups(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        text = request.args.get("q", "")
        found = views.groups(hosts.people.get_organization(org_id), text, page_number())
        return render_page(hosts, "groups.html", viewer, "groups", page=found, filters={"q": text})

    @routes.get("/o/<org_id>/groups/<group_id>")
    def group(org_id: str, group_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        found = views.group(hosts.people.get_organization(org_id), group_id, page_number())
        if found is None:
            raise not_found("group", group_id)
        return render_page(hosts, "group.html", viewer, "groups", **found)


def _add_organization_pages(routes: Blueprint, hosts: Hosts, views: DirectoryViews) -> None:
    @routes.get("/o/<org_id>/overview")
    def overview(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        facts = views.overview(hosts.people.get_organization(org_id))
        return render_page(hosts, "overview.html", viewer, "overview", facts=facts)

    @routes.get("/o/<org_id>/api-keys")
    def api_keys(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        with hosts.world.lock:
            keys = [key.dump() for key in hosts.people.get_organization(org_id).keys.values()]
        return render_page(hosts, "api_keys.html", viewer, "api-keys", keys=keys)

    @routes.get("/o/<org_id>/audit-log")
    def audit_log(org_id: str) -> Response:
        viewer = read_viewer(hosts, request, org_id)
        with hosts.world.lock:
            entries = cut_page(_audit(hosts, viewer), page_number())
            names = _names(hosts, org_id, entries.rows)
        return render_page(hosts, "audit_log.html", viewer, "audit-log", page=entries, names=names)


def _audit(hosts: Hosts, viewer: Viewer) -> list[dict[str, Any]]:
    """The newest writes of the organization, newest first."""
    with hosts.world.lock:
        found = hosts.world.audit.latest(_SHOWN_AUDIT_ENTRIES, org_id=viewer.org_id)
    return [entry.dump() for entry in found]


def _names(hosts: Hosts, org_id: str, entries: list[dict[str, Any]]) -> dict[str, str]:
    """Names of the users and groups that the entries mention by id."""
    organization = hosts.people.get_organization(org_id)
    names = {}
    for entry in entries:
        account_id, group_id = entry["target"].get("account_id"), entry["target"].get("group_id")
        if account_id in organization.users:
            names[account_id] = organization.users[account_id].name
        if group_id in organization.groups:
            names[group_id] = organization.groups[group_id].name
    return names
