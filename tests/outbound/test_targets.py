"""Where a webhook may go: to public https addresses, whatever they are written as."""

import ipaddress

import pytest

from app.outbound.targets import TargetRefused, check_addresses, is_permitted, is_public, parse_target

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0.0.0.0", "0.1.2.3"),
    *("169.254.169.254", "169.254.170.2", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:db8::1"),
    *("192.0.0.8", "192.0.0.192", "192.88.99.1", "168.63.129.16", "::ffff:168.63.129.16", "64:ff9b::a83f:8110"),
    *("::ffff:0:127.0.0.1", "5f00::1", "3fff::1", "4000::1", "a000::1", "1::1", "fe80::5efe:a00:1", "2001:2::1"),
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_private_networks_are_not_public(address: str) -> None:
    parsed = ipaddress.ip_address(address)

    assert not is_public(parsed)
    assert not is_permitted(parsed, allows_loopback=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_permitted(ipaddress.ip_address(address), allows_loopback=False)


@pytest.mark.parametrize("address", [one for one in PRIVATE if not ipaddress.ip_address(one).is_loopback])
def test_development_opens_this_machine_and_no_network(address: str) -> None:
    assert is_permitted(ipaddress.ip_address("127.0.0.1"), allows_loopback=True, is_https=False)
    assert not is_permitted(ipaddress.ip_address(address), allows_loopback=True)


def test_plain_http_never_leaves_the_machine() -> None:
    assert not is_permitted(ipaddress.ip_address("8.8.8.8"), allows_loopback=True, is_https=False)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "ftp://example.com/", "example.com/hook", "https://", "https:///x", "//example.com"),
        *("https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data"),
        *("https://localhost/", "https://a.localhost/", "https://user:word@example.com/", "https://user@example.com/"),
        *("https://example.com/#part", "https://example.com:0/", "https://example.com:99999/", "https://[::1"),
        *("https://exa mple.com/", "https://example.com/\r\nHost: evil", "https://exämple.com/", "https://[fe80::1]/"),
        "https://example.com/" + "x" * 2000,
    ],
)
def test_such_an_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(TargetRefused, match=r"\."):
        parse_target(url, allows_loopback=False)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8090/hook", "http://localhost:1/", "http://[::1]:9/", "https://localhost/"]
)
def test_development_may_call_this_machine(url: str) -> None:
    assert parse_target(url, allows_loopback=True).host in ("127.0.0.1", "localhost", "::1")
    with pytest.raises(TargetRefused):
        parse_target(url, allows_loopback=False)


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://example.com", "example.com", "/"),
        ("https://Example.com:8443/a/b?c=d", "example.com:8443", "/a/b?c=d"),
        ("https://[2606:4700:4700::1111]/x", "[2606:4700:4700::1111]", "/x"),
    ],
)
def test_the_parts_of_an_address_are_found(url: str, authority: str, path: str) -> None:
    target = parse_target(url, allows_loopback=False)

    assert (target.authority, target.path, target.is_https) == (authority, path, True)


def test_a_name_is_refused_when_one_of_its_addresses_is_private() -> None:
    target = parse_target("https://example.com/", allows_loopback=False)

    assert check_addresses(target, ["8.8.8.8", "1.1.1.1"], allows_loopback=False) == "8.8.8.8"
    for addresses in (["8.8.8.8", "10.0.0.1"], ["::1"], []):
        with pytest.raises(TargetRefused):
            check_addresses(target, addresses, allows_loopback=False)
