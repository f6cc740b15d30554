"""The tokens that Forge's proxy adds to its calls: one is kept, for the report of accounts, and no other."""

from typing import Any

import sqlalchemy as sa

from app.models.mapping import Base
from app.services.tenancy.account_reports import system_token_place
from tests.platform.door import Door
from tests.platform.forge import FORGE, new_forge_site
from tests.platform.installations import read_installation


def test_of_forges_oauth_headers_one_is_kept_at_one_address_and_encrypted(door: Door) -> None:
    site = new_forge_site()
    oauth = {"x-forge-oauth-system": "system-token-of-forge", "x-forge-oauth-user": "user-token-of-forge"}
    door.page_call(site, path="/api/v1/me")

    def send(method: str, path: str, claims: dict[str, Any], body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {FORGE.sign(claims)}", **oauth}
        return door.client.open(path, method=method, headers=headers, json=body).status_code

    assert send("GET", "/api/v1/me", site.page_claims(door.now)) == 200
    assert send("POST", "/forge/lifecycle", site.event_claims(door.now), site.event_body()) == 204
    assert read_installation(door, site).encrypted_system_token is None
    assert send("POST", "/forge/tick", site.event_claims(door.now), {}) == 204

    kept = read_installation(door, site)
    assert kept.encrypted_system_token is not None
    assert kept.system_token_at == door.clock.now
    assert (
        door.keyring.decrypt(kept.encrypted_system_token, system_token_place(kept.tenant_id))
        == oauth["x-forge-oauth-system"]
    )
    assert not any("token-of-forge" in str(row) for row in dump_rows(door))
    door.tell_event("uninstall", site)
    assert read_installation(door, site).encrypted_system_token is None


def dump_rows(door: Door) -> list[Any]:
    """Every row of every table."""
    with door.database.system_session() as session:
        return [row for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table))]
