"""Answering ``POST /_sandbox/token``: which token, for which account of which installation.

Overrides change single claims, so that a script can ask for an expired or a wrong token without
knowing any secret; the shared secret itself is never answered.
"""

from __future__ import annotations

from typing import Any

from sandbox.host.hosts import Hosts
from sandbox.host.installations import Installation
from sandbox.host.problems import bad_field
from sandbox.host.tokens import KINDS, mint_context_token, mint_page_token


def mint_requested_token(hosts: Hosts, body: dict[str, Any]) -> dict[str, Any]:
    """Return ``{"token", "kind", "tenant", "account"}``; HostProblem names a wrong field.

    Besides ``tenant``, ``account`` and ``kind`` the body may hold ``claims`` (replaced claims;
    null drops one), ``lifetime_seconds``, and for a page ``method`` and ``url``.
    """
    kind = body.get("kind", "context")
    if kind not in KINDS:
        raise bad_field("kind", f"Kinds are {', '.join(KINDS)}.")
    if kind == "forge":
        return _mint_forge(hosts, body)
    installation = hosts.book.get(body.get("tenant"))
    account = hosts.people.resolve_account(installation.org_id, body.get("account"))
    changes = _claim_changes(hosts, body)
    if kind == "context":
        token = mint_context_token(installation, account, hosts.clock(), **changes)
    else:
        token = _mint_page(hosts, installation, account, {**body, "claims": changes})
    return {
        "token": token,
        "kind": kind,
        "tenant": installation.client_key,
        "account": account,
    }


def _mint_forge(hosts: Hosts, body: dict[str, Any]) -> dict[str, Any]:
    """An invocation token: of a page's call, or of an event when no account is named.

    ``module`` names the page or the trigger.
    """
    installation = hosts.forge.book.get(body.get("tenant"))
    account = hosts.people.resolve_account(installation.org_id, body.get("account"))
    module, changes = body.get("module"), _claim_changes(hosts, body)
    if module is not None and not isinstance(module, str):
        raise bad_field("module", "A module is named by its key.")
    if account is None:
        first = next((item.key for item in installation.manifest.triggers), "lifecycle")
        token = hosts.forge.mint_trigger_token(installation, module or first, **changes)
    else:
        token = hosts.forge.mint_ui_token(installation, module, account, **changes)
    return {"token": token, "kind": "forge", "tenant": installation.installation_id, "account": account}


def _claim_changes(hosts: Hosts, body: dict[str, Any]) -> dict[str, Any]:
    claims = body.get("claims", {})
    if not isinstance(claims, dict):
        raise bad_field("claims", "Claims to replace are a JSON object.")
    lifetime = body.get("lifetime_seconds")
    if lifetime is None:
        return dict(claims)
    if isinstance(lifetime, bool) or not isinstance(lifetime, (int, float)):
        raise bad_field("lifetime_seconds", "A lifetime is a number of seconds.")
    return {"exp": int(hosts.clock() + lifetime), **claims}


def _mint_page(hosts: Hosts, installation: Installation, account: str | None, body: dict[str, Any]) -> str:
    pages = installation.app.pages
    url = body.get("url", pages[0].url if pages else "/")
    method = body.get("method", "GET")
    if not isinstance(url, str) or not isinstance(method, str):
        raise bad_field("url", "A page token names a method and a URL, both text.")
    changes = {k: v for k, v in body["claims"].items() if k not in {"method", "url"}}
    return mint_page_token(installation, account, hosts.clock(), method=method, url=url, **changes)
