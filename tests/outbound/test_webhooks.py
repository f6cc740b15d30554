"""Sending a webhook over a real connection: pinned, bounded, without redirects, and what an admin reads of it."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.outbound.lookups import Lookups, resolve_name
from app.outbound.webhooks import WebhookSender
from tests.ground.receivers import Receiver, make_certificate, running_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def test_a_webhook_arrives_with_its_headers_and_body(receiver: Receiver) -> None:
    answer = WebhookSender(allows_loopback=True).send(receiver.url + "?a=b", b'{"x":1}', {"webhook-id": "msg_1"})

    assert (answer.status, answer.error, answer.is_delivered) == (204, None, True)
    [one] = receiver.received
    assert (one.path, one.body, one.headers["webhook-id"]) == ("/hook?a=b", b'{"x":1}', "msg_1")
    assert one.headers["Host"] == f"127.0.0.1:{receiver.port}"


def test_in_production_this_machine_is_not_called(receiver: Receiver) -> None:
    for url in (receiver.url, f"https://127.0.0.1:{receiver.port}/hook", f"https://localhost:{receiver.port}/"):
        answer = WebhookSender(allows_loopback=False).send(url, b"{}", {})
        assert (answer.status, answer.is_delivered) == (None, False)
    assert receiver.received == []


def test_a_name_that_resolves_to_a_private_address_is_not_called(receiver: Receiver) -> None:
    sender = WebhookSender(allows_loopback=False, lookups=Lookups(lambda _host, _port: ["127.0.0.1"]))

    answer = sender.send(f"https://hook.example:{receiver.port}/", b"{}", {})

    assert "private network" in (answer.error or "")
    assert receiver.received == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_what_is_called(tmp_path: Path) -> None:
    """A second look-up could lead elsewhere: DNS rebinding. The name is still what the certificate is for."""
    certificate = make_certificate(tmp_path, "hook.example")
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with running_receiver(certificate.server) as receiver:
        sender = WebhookSender(allows_loopback=True, lookups=Lookups(resolve), tls=certificate.client)
        answer = sender.send(f"https://hook.example:{receiver.port}/", b"{}", {})

        assert (answer.status, asked) == (204, ["hook.example"])
        assert receiver.received[0].headers["Host"] == f"hook.example:{receiver.port}"


def test_a_certificate_for_another_name_is_not_accepted(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "other.example")

    with running_receiver(certificate.server) as receiver:
        sender = WebhookSender(
            allows_loopback=True, lookups=Lookups(lambda _host, _port: ["127.0.0.1"]), tls=certificate.client
        )
        answer = sender.send(f"https://hook.example:{receiver.port}/", b"secret", {})

        assert "certificate" in (answer.error or "")
        assert receiver.received == []


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    with running_receiver() as elsewhere:
        receiver.statuses, receiver.headers = [307], {"Location": elsewhere.url}

        answer = WebhookSender(allows_loopback=True).send(receiver.url, b"{}", {})

        assert (answer.status, answer.is_delivered) == (307, False)
        assert "redirect" in (answer.error or "")
        assert elsewhere.received == []


@pytest.mark.parametrize(
    ("status", "is_delivered"), [(200, True), (202, True), (400, False), (410, False), (500, False)]
)
def test_only_an_answer_of_the_two_hundreds_counts_as_taken(
    receiver: Receiver, status: int, is_delivered: bool
) -> None:
    receiver.statuses = [status]

    answer = WebhookSender(allows_loopback=True).send(receiver.url, b"{}", {})

    assert (answer.status, answer.is_delivered) == (status, status < 300)


@pytest.mark.parametrize("drips", [False, True], ids=["silent", "drop by drop"])
def test_a_receiver_cannot_hold_the_sender_up(receiver: Receiver, drips: bool) -> None:
    receiver.delay_seconds, receiver.drips = (0.0, True) if drips else (2.0, False)
    started = time.monotonic()

    answer = WebhookSender(allows_loopback=True, total_seconds=0.3).send(receiver.url, b"{}", {})

    assert time.monotonic() - started < 1.5
    assert (answer.status, answer.error) == (None, "The server did not answer in time.")


def test_nobody_at_home_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    answer = WebhookSender(allows_loopback=True).send(f"http://127.0.0.1:{port}/", b"{}", {})
    unknown = WebhookSender(allows_loopback=True, lookups=Lookups(lambda _host, _port: [])).send(
        "https://no.example/", b"", {}
    )

    assert "could not be reached" in (answer.error or "")
    assert "could not be found" in (unknown.error or "")


def test_the_systems_own_look_up_knows_this_machine_and_no_nonsense() -> None:
    assert "127.0.0.1" in resolve_name("127.0.0.1", 80)
    assert resolve_name("x" * 300, 80) == []
