"""Nothing secret in any log or reply (platform contract 8, I29): the whole attack suite, then grep."""

import io
from collections.abc import Iterator

import pytest

from tests.platform import install_attacks, page_attacks
from tests.platform.door import SIGNER, Door
from tests.platform.host import Site
from tests.platform.logged import TOKEN, captured_logs


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that the app logs."""
    with captured_logs() as printed:
        yield printed


def test_i29_no_token_secret_or_body_is_logged_or_answered(door: Door, acme: Site, logged: io.StringIO) -> None:
    replies = []
    for install in install_attacks.ATTACKS.values():
        body = acme.rotated().payload("installed", description="a-word-of-the-body")
        replies.append(door.tell("installed", body, install(door, acme)).text)
    for page in page_attacks.ATTACKS.values():
        token = page(door, acme)
        replies.append(door.get(f"{page_attacks.TARGET}&jwt={token}").text)
        replies.append(
            door.client.get("/api/v1/me", headers=[("Authorization", f"JWT {token}".encode().decode("latin-1"))]).text
        )
    bad_body = acme.payload("installed", sharedSecret="short-secret-value", description="a-word-of-the-body")
    replies.append(door.tell("installed", bad_body, install_token(door, acme)).text)
    replies.append(door.signed("installed", acme.rotated()).text)
    replies.append(door.open_page(acme.rotated()).text)
    replies.append(door.get("/boom?jwt=eyJabcdefghijklmnop").text)

    logs = logged.getvalue()

    assert logs.count("request_refused") > 100
    for text in (logs, *replies):
        assert not TOKEN.search(text)
        for secret in (
            acme.secret,
            acme.rotated().secret,
            "short-secret-value",
            "a-word-of-the-body",
            "an api key",
        ):
            assert secret not in text
    assert "the inside of the app" in logs
    assert not any("the inside of the app" in reply or "Traceback" in reply for reply in replies)


def install_token(door: Door, site: Site) -> str:
    return SIGNER.token(site.client_key, door.now, "/connect/installed")


def test_i29_an_error_names_the_field_and_not_its_value(door: Door) -> None:
    site = door.new_site()
    answer = door.tell("installed", site.payload("installed", key="value-of-somebody"), install_token(door, site))

    assert answer.status_code == 400
    assert "value-of-somebody" not in answer.text
    assert site.secret not in answer.text


def test_what_holds_a_secret_does_not_show_it(door: Door, acme: Site) -> None:
    assert acme.secret not in repr(door.keyring)
    with door.database.system_session() as session:
        from app.services.tenancy.tenants import find_installation

        found = find_installation(session, acme.client_key)
    assert found is not None
    assert found.encrypted_shared_secret is not None
    assert found.encrypted_shared_secret not in repr(found)
