"""The sandbox's command line: `serve` runs it, everything else drives a running one over its control plane."""

from __future__ import annotations

import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
DEFAULT_URL = "http://127.0.0.1:8090"
TIMEOUT_SECONDS = 120


class CommandError(RuntimeError):
    """The sandbox refused or did not answer; the message is for the terminal."""


def call_sandbox(url: str, method: str, path: str, body: Json | None = None) -> Any:
    """Call the control plane of a running sandbox; raises CommandError."""
    if not url.startswith(("http://", "https://")):
        raise CommandError(f"SANDBOX_URL {url!r} is no http address")
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        url.rstrip("/") + path, data=data, method=method, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise CommandError(_explain(error)) from error
    except (OSError, ValueError) as error:
        raise CommandError(f"no sandbox answers at {url}: {error}") from error


def _explain(error: urllib.error.HTTPError) -> str:
    try:
        problem = json.loads(error.read())
    except ValueError:
        return f"the sandbox answered {error.code}"
    where = f" ({problem['field']})" if problem.get("field") else ""
    return f"{problem.get('detail', error.code)}{where}"


def _org_path(arguments: argparse.Namespace) -> str:
    """Return the path of the organization that was named, else of the first one."""
    org_id = arguments.org
    if org_id is None:
        rows = call_sandbox(arguments.url, "GET", "/_sandbox/organizations")["organizations"]
        if not rows:
            raise CommandError("there is no organization; seed one first")
        org_id = rows[0]["org_id"]
    return f"/_sandbox/organizations/{urllib.parse.quote(org_id)}"


def _parse_value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _pairs(texts: Sequence[str]) -> Json:
    pairs: Json = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise CommandError(f"{text!r} is not name=value")
        pairs[name] = _parse_value(value)
    return pairs


# -- commands -------------------------------------------------------------------------------------------------


def _serve(arguments: argparse.Namespace) -> Any:
    from sandbox.server.launch import Options, run

    switches = _pairs(arguments.switch)
    if arguments.no_limits:
        switches["rate_limits"] = "off"
    if arguments.no_lag:
        switches.update(member_lag_seconds=0, role_lag_seconds=0, suspension_lag_seconds=0)
    seed = {"seed": arguments.seed, "name": arguments.name, "management": arguments.management}
    if arguments.users is not None:
        seed["users"] = arguments.users
    run(Options(arguments.port, Path(arguments.data) if arguments.data else None, seed, switches))


def _seed(arguments: argparse.Namespace) -> Any:
    body = {"seed": arguments.seed, "name": arguments.name, "management": arguments.management}
    body.update({name: value for name, value in (("users", arguments.users), ("number", arguments.number)) if value})
    return call_sandbox(arguments.url, "POST", "/_sandbox/organizations", body)


def _fault(arguments: argparse.Namespace) -> Any:
    if arguments.kind is None:
        return call_sandbox(arguments.url, "GET", "/_sandbox/faults")
    if arguments.kind == "clear":
        return call_sandbox(arguments.url, "DELETE", "/_sandbox/faults")
    body: Json = {"kind": arguments.kind, "endpoint": arguments.endpoint, "params": _pairs(arguments.param)}
    for name in ("after", "times", "percent", "seed"):
        if getattr(arguments, name) is not None:
            body[name] = getattr(arguments, name)
    if arguments.org is not None:
        body["org_id"] = arguments.org
    return call_sandbox(arguments.url, "POST", "/_sandbox/faults", body)


def _switch(arguments: argparse.Namespace) -> Any:
    path = f"{_org_path(arguments)}/switches"
    if not arguments.values:
        return call_sandbox(arguments.url, "GET", path)
    return call_sandbox(arguments.url, "PATCH", path, _pairs(arguments.values))


def _reset(arguments: argparse.Namespace) -> Any:
    return call_sandbox(
        arguments.url, "POST", "/_sandbox/reset", {"keep_documents": not arguments.forget_installations}
    )


def _time(arguments: argparse.Namespace) -> Any:
    body: Json = {}
    if arguments.advance is not None:
        body["advance_seconds"] = arguments.advance
    if arguments.now is not None:
        body["now"] = arguments.now
    if arguments.freeze or arguments.unfreeze:
        body["is_frozen"] = arguments.freeze
    return call_sandbox(arguments.url, "POST" if body else "GET", "/_sandbox/time", body or None)


def _snapshot(arguments: argparse.Namespace) -> Any:
    path = f"/_sandbox/snapshots/{urllib.parse.quote(arguments.name, safe='')}"
    if arguments.command == "restore":
        return call_sandbox(arguments.url, "POST", f"{path}/restore", {})
    return call_sandbox(arguments.url, "PUT", path, {})


def _scenario(arguments: argparse.Namespace) -> Any:
    if arguments.name is None:
        return call_sandbox(arguments.url, "GET", "/_sandbox/scenarios")
    path = f"{_org_path(arguments)}/scenarios/{urllib.parse.quote(arguments.name, safe='')}"
    return call_sandbox(arguments.url, "POST", path, {})


def _users(arguments: argparse.Namespace) -> Any:
    filters = {"search": arguments.search, "role": arguments.role, "status": arguments.status, "limit": arguments.limit}
    query = urllib.parse.urlencode({name: value for name, value in filters.items() if value is not None})
    return call_sandbox(arguments.url, "GET", f"{_org_path(arguments)}/users?{query}")


def _org_read(arguments: argparse.Namespace) -> Any:
    return call_sandbox(arguments.url, "GET", f"{_org_path(arguments)}/{arguments.command}")


def _read(arguments: argparse.Namespace) -> Any:
    return call_sandbox(arguments.url, "GET", f"/_sandbox/{arguments.command}")


def _sync(arguments: argparse.Namespace) -> Any:
    return call_sandbox(arguments.url, "POST", f"{_org_path(arguments)}/identity-provider-sync", {})


def _key(arguments: argparse.Namespace) -> Any:
    path = f"{_org_path(arguments)}/keys"
    if arguments.action == "create":
        return call_sandbox(arguments.url, "POST", path, {"scopes": arguments.scope} if arguments.scope else {})
    keys = call_sandbox(arguments.url, "GET", path.removesuffix("/keys"))["keys"]
    chosen = next((key["key_id"] for key in keys if arguments.key_id in (None, key["key_id"])), None)
    if chosen is None:
        raise CommandError("there is no such key")
    state = {"revoke": "revoked", "expire": "expired", "activate": "active"}[arguments.action]
    return call_sandbox(arguments.url, "PATCH", f"{path}/{chosen}", {"state": state})


def _token(arguments: argparse.Namespace) -> Any:
    from sandbox.host.tokens import TokenRefused, fetch_token

    try:
        return fetch_token(arguments.url, tenant=arguments.tenant, account=arguments.account, kind=arguments.kind)
    except TokenRefused as error:
        raise CommandError(str(error)) from error


# -- the parser -----------------------------------------------------------------------------------------------


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m sandbox`."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--url", default=os.environ.get("SANDBOX_URL", DEFAULT_URL), help="a running sandbox")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_serve(commands)
    _add_state_commands(commands)
    _add_trouble_commands(commands)
    _add_read_commands(commands)
    return parser


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], Any], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _add_seed_options(parser: argparse.ArgumentParser) -> None:
    from sandbox.seeds.plan import MANAGEMENT, NAMED_SIZES

    parser.add_argument("--seed", default="rehearsal", choices=list(NAMED_SIZES), help="size of the organization")
    parser.add_argument("--users", type=int, help="another number of users")
    parser.add_argument("--name", default="Acme", help="name of the organization and its sites")
    parser.add_argument("--management", default="centralized", choices=MANAGEMENT, help="user management")


def _add_serve(commands: Any) -> None:
    serve = _command(commands, "serve", _serve, "run the sandbox on 127.0.0.1 until it is stopped")
    serve.add_argument("--port", type=int, default=8090)
    serve.add_argument("--data", help="folder for journal and checkpoint; without it nothing is kept")
    _add_seed_options(serve)
    serve.add_argument("--no-limits", action="store_true", help="no rate limits")
    serve.add_argument("--no-lag", action="store_true", help="searches show writes at once")
    serve.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="any switch of a new seed")


def _add_state_commands(commands: Any) -> None:
    seed = _command(commands, "seed", _seed, "add an organization")
    _add_seed_options(seed)
    seed.add_argument("--number", type=int, help="another number gives other people")
    reset = _command(commands, "reset", _reset, "seed every organization anew")
    reset.add_argument("--forget-installations", action="store_true")
    for name, text in (("snapshot", "keep the whole state"), ("restore", "go back to a kept state")):
        _command(commands, name, _snapshot, text).add_argument("name")
    move = _command(commands, "time", _time, "show or move the sandbox's clock")
    move.add_argument("--advance", type=float, metavar="SECONDS")
    move.add_argument("--now", metavar="ISO8601")
    move.add_argument("--freeze", action="store_true")
    move.add_argument("--unfreeze", action="store_true")
    scenario = _command(commands, "scenario", _scenario, "bring a named situation about, or list them")
    scenario.add_argument("name", nargs="?")
    scenario.add_argument("--org")
    _command(commands, "idp-sync", _sync, "let the identity provider undo changes").add_argument("--org")


def _add_trouble_commands(commands: Any) -> None:
    fault = _command(commands, "fault", _fault, "list faults, switch one on, or `clear` them all")
    fault.add_argument("kind", nargs="?")
    fault.add_argument("--endpoint", default="*", help="R4, searchDirectoryUsers, reads, searches, writes or *")
    fault.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    fault.add_argument("--after", type=int)
    fault.add_argument("--times", type=int)
    fault.add_argument("--percent", type=float)
    fault.add_argument("--seed", type=int)
    fault.add_argument("--org")
    switch = _command(commands, "switch", _switch, "show or turn the switches of an organization")
    switch.add_argument("values", nargs="*", metavar="NAME=VALUE")
    switch.add_argument("--org")
    key = _command(commands, "key", _key, "create, revoke, expire or activate an API key")
    key.add_argument("action", choices=["create", "revoke", "expire", "activate"])
    key.add_argument("--key-id")
    key.add_argument("--scope", action="append")
    key.add_argument("--org")


def _add_read_commands(commands: Any) -> None:
    for name in ("health", "organizations", "requests", "audit"):
        _command(commands, name, _read, f"show {name}")
    for name in ("groups", "roles"):
        _command(commands, name, _org_read, f"show the true {name} of an organization").add_argument("--org")
    users = _command(commands, "users", _users, "show the true users of an organization")
    for option in ("--org", "--search", "--role", "--status", "--limit"):
        users.add_argument(option)
    token = _command(commands, "token", _token, "print a token for scripts")
    token.add_argument("--tenant", required=True)
    token.add_argument("--account")
    token.add_argument("--kind", default="context", choices=["context", "page", "forge"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parsed = build_parser().parse_args(arguments)
    try:
        result = parsed.run(parsed)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if isinstance(result, str):
        sys.stdout.write(f"{result}\n")
    elif result is not None:
        sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    return 0
