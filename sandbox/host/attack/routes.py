"""Firing cases by name: ``GET /_sandbox/attack`` lists them, ``POST /_sandbox/attack/{case}`` runs one.

Options of a run: ``tenant`` (the victim: clientKey or site), ``account``, ``api_path``, ``module``,
``host_origin``, ``web_processes``, ``patience_seconds``, ``timeout_seconds``, ``production``.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.host.attack import context_tokens, install_states, install_tokens, invocation_tokens, page_tokens
from sandbox.host.attack.attacker import Attacker
from sandbox.host.attack.case import CASES, Case, sorted_cases
from sandbox.host.attack.forge_attacker import ForgeAttacker
from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.hosts import Hosts
from sandbox.host.installations import Installation
from sandbox.host.problems import HostProblem, bad_field, not_found

CATALOGUE = (install_tokens, install_states, page_tokens, context_tokens, invocation_tokens)
"""The modules whose import fills ``CASES``."""

_NUMBERS = ("web_processes", "patience_seconds", "timeout_seconds")
_TEXTS = ("api_path", "module", "host_origin")
_LARGEST_NUMBER = 600


def build_attack_routes(hosts: Hosts) -> Blueprint:
    """The blueprint of attack mode."""
    routes = Blueprint("attack", __name__)

    @routes.get("/_sandbox/attack")
    def list_cases() -> Response:
        return jsonify(cases=[item.describe() for item in sorted_cases()])

    @routes.post("/_sandbox/attack/<name>")
    def fire(name: str) -> Response:
        case = CASES.get(name)
        if case is None:
            raise not_found("case", name)
        options = request.get_json(silent=True) if request.is_json else None
        if not isinstance(options, dict):
            raise bad_field("body", "Send the options as a JSON object; {} will do.")
        return jsonify(run_case(hosts, case, _check_options(options)))

    return routes


def run_case(hosts: Hosts, case: Case, options: dict[str, Any]) -> dict[str, Any]:
    """Run one case and describe what came of it; ``as_expected`` is the verdict over all its attempts.

    ``sent``, ``status``, ``headers`` and ``body`` are those of the first attempt that went wrong, else of
    the last one.
    """
    attacker = _find_attacker(hosts, case, options)
    try:
        case.run(attacker)
    finally:
        attacker.clean_up()
    attempts = [attempt.describe() for attempt in attacker.attempts]
    told = next((item for item in attempts if not item["as_expected"]), attempts[-1])
    return {
        **case.describe(),
        "as_expected": all(item["as_expected"] for item in attempts),
        **{name: told[name] for name in ("sent", "status", "headers", "body")},
        "header_faults": sorted({fault for item in attempts for fault in item["header_faults"]}),
        "attempts": attempts,
    }


def _check_options(options: dict[str, Any]) -> dict[str, Any]:
    for name in _NUMBERS:
        value = options.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LARGEST_NUMBER:
            raise bad_field(name, f"A number from 0 to {_LARGEST_NUMBER}.")
    for name in _TEXTS:
        if name in options and not isinstance(options[name], str):
            raise bad_field(name, "This option is text.")
    if not str(options.get("api_path", "/")).startswith("/"):
        raise bad_field("api_path", "A path starts with a slash.")
    return options


def _find_attacker(hosts: Hosts, case: Case, options: dict[str, Any]) -> Attacker | ForgeAttacker:
    """Find the attacker: F cases are aimed at a Forge installation, all others at a Connect one."""
    if case.name.startswith("F"):
        return ForgeAttacker(hosts, _find_forge_victim(hosts, options.get("tenant")), options)
    return Attacker(hosts, _find_victim(hosts, options.get("tenant")), options)


def _find_forge_victim(hosts: Hosts, tenant: object) -> ForgeInstallation:
    if tenant is not None:
        return hosts.forge.book.get(tenant)
    installed = [item for item in hosts.forge.book.list_all() if item.state == "installed"]
    if not installed:
        raise HostProblem(409, "Nothing to attack", "No Forge app is installed: install one first.")
    return installed[-1]


def _find_victim(hosts: Hosts, tenant: object) -> Installation:
    if tenant is not None:
        return hosts.book.get(tenant)
    enabled = [item for item in hosts.book.list_all() if item.state == "enabled"]
    if not enabled:
        raise HostProblem(409, "Nothing to attack", "No app is installed and enabled: install one first.")
    return enabled[0]
