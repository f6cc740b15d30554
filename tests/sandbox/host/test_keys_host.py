"""The keys host: `GET /keys/{kid}` (platform contract 1.2 and 9.1)."""

from __future__ import annotations

import uuid

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.host.keys import KeyRing
from sandbox.world.state import World
from tests.sandbox.host.ground import Sandbox


def test_published_key_is_pem_text_under_a_uuid(sandbox: Sandbox) -> None:
    kid = sandbox.get("/_sandbox/keys").json()["keys"][-1]["kid"]
    reply = sandbox.get(f"/keys/{kid}")
    assert str(uuid.UUID(kid)) == kid
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/plain")
    assert load_pem_public_key(reply.body).key_size == 2048  # type: ignore[union-attr]


def test_unknown_kid_is_not_found(sandbox: Sandbox) -> None:
    assert sandbox.get(f"/keys/{uuid.uuid4()}").status == 404
    assert sandbox.get("/keys/..%2Fsecret").status == 404


def test_private_half_is_never_served(sandbox: Sandbox) -> None:
    kid = sandbox.get("/_sandbox/keys").json()["keys"][-1]["kid"]
    assert b"PRIVATE" not in sandbox.get(f"/keys/{kid}").body
    assert b"PRIVATE" not in sandbox.get("/_sandbox/keys").body


def test_key_is_made_once_and_survives_a_restart(world: World) -> None:
    first = KeyRing(world.documents("install_keys")).current()
    again = World()
    again.load(world.dump())
    second = KeyRing(again.documents("install_keys")).current()
    assert (second.kid, second.public_pem()) == (first.kid, first.public_pem())


def test_rotated_key_has_a_new_kid_and_the_old_one_stays_published(sandbox: Sandbox) -> None:
    before = sandbox.get("/_sandbox/keys").json()["keys"][-1]["kid"]
    after = sandbox.post("/_sandbox/keys/rotate").json()["kid"]
    assert after != before
    assert sandbox.get(f"/keys/{before}").status == 200
    assert sandbox.get(f"/keys/{after}").body != sandbox.get(f"/keys/{before}").body
    assert sandbox.get("/_sandbox/keys").json()["keys"][-1]["is_current"] is True


def test_fetches_of_a_key_are_counted(sandbox: Sandbox) -> None:
    kid = sandbox.get("/_sandbox/keys").json()["keys"][-1]["kid"]
    before = sandbox.get("/_sandbox/keys").json()["keys"][-1]["fetches"]
    sandbox.get(f"/keys/{kid}")
    assert sandbox.get("/_sandbox/keys").json()["keys"][-1]["fetches"] == before + 1
