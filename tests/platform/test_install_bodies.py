"""What a correctly signed lifecycle event may say (platform contract 8, I15-I17, I19, I24, I27)."""

from typing import Any

import pytest

from app.db import Database
from tests.platform.door import SIGNER, Door
from tests.platform.host import Site
from tests.platform.keyhost import KeyHost


def send(door: Door, site: Site, body: Any, event: str = "installed", **options: Any) -> Any:
    token = SIGNER.token(site.client_key, door.now, f"/connect/{event}")
    return door.client.post(
        f"/connect/{event}", headers={"Authorization": f"JWT {token}"}, **({"json": body} | options)
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"installed"', b"7", b"\xff\xfe\x00", b"key=x&clientKey=y", b"[" * 60_000]
)
def test_i16_a_body_that_is_no_json_object_is_a_bad_request(body: bytes, door: Door) -> None:
    answer = send(door, door.new_site(), None, json=None, data=body)

    assert answer.status_code == 400
    assert answer.json["code"] == "invalid_body"
    assert answer.json["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", None),
        ("key", "com.other.app"),
        ("key", ["com.rollcall.app"]),
        ("eventType", None),
        ("eventType", "uninstalled"),
        ("eventType", {"installed": True}),
        ("clientKey", None),
        ("clientKey", 7),
        ("sharedSecret", None),
        ("sharedSecret", ""),
        ("sharedSecret", "fifteen-letters"),
        ("sharedSecret", "x" * 513),
        ("sharedSecret", "\x00" * 40),
        ("sharedSecret", "é" * 40),
        ("sharedSecret", "\ud800" * 40),
        ("sharedSecret", 12345678901234567890123456789012345),
        ("sharedSecret", "-----BEGIN PUBLIC KEY-----" + "A" * 32),
        ("baseUrl", None),
        ("baseUrl", 7),
    ],
)
def test_i16_a_wrong_field_is_a_bad_request_that_names_it(field: str, value: Any, door: Door) -> None:
    site = door.new_site()

    answer = send(door, site, site.payload("installed", **{field: value}))

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json["errors"]] == [f"/{field}"]
    assert door.read(site).status_code == 401


@pytest.mark.parametrize(
    "base_url",
    [
        "http://acme.atlassian.net",
        "https://acme.example.com",
        "https://atlassian.net",
        "https://.atlassian.net",
        "https://acme.atlassian.net.evil.com",
        "https://acmeatlassian.net",
        "https://evil.com/acme.atlassian.net",
        "https://evil.com?x=.atlassian.net",
        "https://evil.com#.atlassian.net",
        "https://evil.com\\.atlassian.net",
        "https://evil.com%2F.atlassian.net",
        "https://acme.atlassian.net@evil.com",
        "https://user:word@acme.atlassian.net",
        "https://acme.atlassian.net:8443",
        "https://acme.atlassian.net?x=1",
        "https://acme.atlassian.net/../x",
        "https://acme.atlassian.net\n",
        "https://acme.jira-dev.com",
        "https://аcme.atlassian.net",
        "javascript://acme.atlassian.net",
        "//acme.atlassian.net",
        "",
        "https://" + "a" * 300 + ".atlassian.net",
    ],
)
def test_i17_only_a_plain_https_url_of_an_allowed_host_installs(base_url: str, door: Door) -> None:
    site = door.new_site()

    answer = send(door, site, site.payload("installed", baseUrl=base_url))

    assert answer.status_code == 401
    assert door.read(site).status_code == 401


@pytest.mark.parametrize(
    "base_url", ["https://acme.atlassian.net", "https://ACME.atlassian.net/", "https://a-b.jira.com/wiki"]
)
def test_i17_hosts_of_the_product_may_install(base_url: str, door: Door) -> None:
    site = door.new_site()

    assert send(door, site, site.payload("installed", baseUrl=base_url)).status_code == 204


def test_i27_a_development_host_is_refused_and_does_not_choose_the_key_host(door: Door, key_host: KeyHost) -> None:
    site = door.new_site()
    before = key_host.fetches.total()

    answer = send(door, site, site.payload("installed", baseUrl="https://acme.jira-dev.com"))

    assert answer.status_code == 401
    assert key_host.fetches.total() == before + 1


def test_i27_a_development_host_installs_where_it_is_configured(
    database: Database, key_host: KeyHost, frontend: Any
) -> None:
    door = Door(database, key_host, frontend, connect_hosts=("*.jira-dev.com",))
    site = door.new_site()

    assert send(door, site, site.payload("installed", baseUrl="https://acme.jira-dev.com")).status_code == 204
    assert send(door, site, site.payload("installed")).status_code == 401


@pytest.mark.parametrize("event", ["installed", "uninstalled"])
def test_i15_i19_i24_a_tenant_cannot_speak_for_another(event: str, door: Door, acme: Site, globex: Site) -> None:
    """A token of globex with a body about acme: the body is not believed."""
    stolen = acme.rotated()

    answer = send(door, globex, stolen.payload(event), event)

    assert answer.status_code == 401
    assert door.read(acme).status_code == 200
    assert door.read(stolen).status_code == 401
    assert door.read(globex, "admin-2").status_code == 200


def test_a_notification_of_one_tenant_does_not_disable_another(door: Door, acme: Site, globex: Site) -> None:
    token = globex.page_token(door.now, "/connect/disabled", None, method="POST")

    assert door.tell("disabled", acme.payload("disabled"), token).status_code == 401
    assert door.read(acme).status_code == 200


@pytest.mark.parametrize("event", ["enabled", "disabled"])
def test_an_install_token_is_no_notification(event: str, door: Door, acme: Site) -> None:
    token = SIGNER.token(acme.client_key, door.now, f"/connect/{event}")

    assert door.tell(event, acme.payload(event), token).status_code == 401


def test_a_context_token_is_no_notification(door: Door, acme: Site) -> None:
    assert door.tell("disabled", acme.payload("disabled"), acme.context_token(door.now)).status_code == 401
    assert door.read(acme).status_code == 200


def test_unknown_fields_and_odd_optional_ones_do_no_harm(door: Door) -> None:
    site = door.new_site()
    body = site.payload("installed", displayUrl="javascript:alert(1)", productType="<b>", surprise=[1, {"a": None}])

    assert send(door, site, body).status_code == 204


def test_a_body_beyond_64_kilobytes_is_not_read(door: Door) -> None:
    site = door.new_site()

    answer = send(door, site, site.payload("installed", description="x" * 70_000))

    assert answer.status_code == 413
    assert door.read(site).status_code == 401


@pytest.mark.parametrize("event", ["installed", "uninstalled", "enabled", "disabled"])
def test_other_methods_than_post_are_not_answered(event: str, door: Door, acme: Site) -> None:
    token = SIGNER.token(acme.client_key, door.now, f"/connect/{event}")

    answer = door.call("GET", f"/connect/{event}", token)

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
