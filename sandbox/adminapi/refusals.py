"""Refusals before any operation is asked: unknown paths, missing keys and scopes (admin API contract 2, 12)."""

from __future__ import annotations

from sandbox.adminapi.endpoints import Endpoint, Match
from sandbox.adminapi.wire.answers import Reply, account_error, application_error, proxy_error
from sandbox.world.directory import ApiKey


def no_endpoint(match: Match | None, *, base: str = "/admin") -> Reply:
    """Refuse what no operation answers; a path that exists with another method is told apart."""
    if not base:
        return account_error(404 if match is None else 405, "notFound")
    if match is None:
        return application_error(404, "ADMIN-404-1", "There is no such operation")
    return application_error(405, "ADMIN-405-1", "The method is not allowed here")


def unauthenticated(endpoint: Endpoint) -> Reply:
    """Refuse a call without a key that exists."""
    if endpoint.is_of_accounts:
        return account_error(401, "unauthorized")
    if endpoint.is_v1:
        return proxy_error(401, "Unauthorized")
    return application_error(401, "ADMIN-UAM-401-1", "You need to authenticate to submit this request")


def key_is_dead(endpoint: Endpoint) -> Reply:
    """Refuse a call with a key that has ended (contract 2, 13)."""
    return account_error(401, "unauthorized") if endpoint.is_of_accounts else proxy_error(401, "Unauthorized")


def missing_scope(key: ApiKey, endpoint: Endpoint) -> Reply | None:
    """Refuse keys with scopes where only keys without work; R1 answers them with an empty list (contract 12)."""
    if key.scopes is None or endpoint.name == "getOrgs" or (endpoint.scope and endpoint.scope in key.scopes):
        return None
    if endpoint.is_of_accounts:
        return account_error(403, "forbidden")  # names a scope that no key can have (contract 11)
    if not endpoint.is_v1:
        return application_error(403, "ADMIN-UAM-403-1", "The API key may not perform this request")
    if endpoint.name == "getUserLastActiveDates":
        return application_error(403, "ADMIN-403-3", "The API key may not perform this request")
    detail = "Insufficient scope. Create a new API Key for your Organization with the required scope."
    return application_error(401, "ADMIN-401-2", detail)
