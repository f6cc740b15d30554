"""Channels, their secrets, tests and the delivery log, as the settings page sees them."""

from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from app.composition import create_app
from tests.api.ground import Office, pointers
from tests.ground.receivers import Receiver, running_receiver
from worker.deliveries import deliver_due

EVENTS = ["run.failed", "run.partial"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def hook(url: str = "http://127.0.0.1:1/hook", **fields: Any) -> dict[str, Any]:
    return {"kind": "webhook", "name": "Ops", "events": EVENTS, "url": url} | fields


def deliver(office: Office) -> int:
    return deliver_due(office.acme.desk.context, office.acme.tenant_id)


def log(office: Office) -> Any:
    return office.ask("GET", "/notifications")["items"]


def test_a_secret_is_shown_once_and_never_again(office: Office) -> None:
    added = office.ask("POST", "/channels", hook())
    new = office.ask("POST", f"/channels/{added['id']}/secret")

    assert added["secret"].startswith("whsec_")
    assert added["secret"] != new["secret"]
    assert new["old_secret_until"] is not None
    for path in ("/channels", "/audit", "/notifications", "/settings"):
        text = office.request("GET", path).text
        assert added["secret"] not in text
        assert new["secret"] not in text
    with office.database.system_session() as session:
        stored = session.connection().exec_driver_sql("select * from notification_channels").all()
    assert added["secret"] not in str(stored)
    assert new["secret"] not in str(stored)


def test_a_test_takes_the_same_way_as_everything_else(office: Office, receiver: Receiver) -> None:
    channel = office.ask("POST", "/channels", hook(receiver.url))
    office.ask("POST", f"/channels/{channel['id']}/test")
    assert office.refuse(409, "POST", f"/channels/{channel['id']}/test")["code"] == "test_waiting"

    deliver(office)

    [one] = receiver.received
    headers = {name.lower(): value for name, value in one.headers.items()}
    assert Webhook(channel["secret"]).verify(one.body, headers)["type"] == "test"
    [line] = log(office)
    assert (line["event"], line["state"], line["channel_name"]) == ("test", "delivered", "Ops")
    assert [one["status"] for one in line["tries"]] == [204]
    assert office.ask("GET", "/notifications", as_=office.globex.admin)["items"] == []


def test_only_what_was_given_up_can_be_repeated(office: Office, receiver: Receiver) -> None:
    receiver.statuses = [500]
    channel = office.ask("POST", "/channels", hook(receiver.url))
    test_id = office.ask("POST", f"/channels/{channel['id']}/test")["notification_id"]
    deliver(office)
    assert office.refuse(409, "POST", f"/notifications/{test_id}/repeat")["code"] == "not_failed"
    while log(office)[0]["state"] == "waiting":
        office.advance(hours=12, seconds=1)
        deliver(office)

    office.ask("POST", f"/notifications/{test_id}/repeat")
    assert log(office)[0]["state"] == "waiting"
    receiver.statuses = [200]
    deliver(office)
    assert [one["status"] for one in log(office)[0]["tries"]][-2:] == [500, 200]


def test_a_channel_is_changed_switched_off_and_removed(office: Office) -> None:
    channel = office.ask("POST", "/channels", hook())
    path = f"/channels/{channel['id']}"

    changed = office.ask("PATCH", path, {"events": ["run.held"], "name": "Night watch", "is_active": False})
    assert (changed["events"], changed["name"], changed["is_active"]) == (["run.held"], "Night watch", False)
    assert changed["url"] == channel["url"]
    assert office.refuse(409, "POST", f"{path}/test")["code"] == "channel_off"
    office.ask("DELETE", path)
    office.refuse(404, "PATCH", path, {"name": "Gone"})
    assert office.ask("GET", "/channels")["items"] == []


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (hook("http://example.com/"), "/url"),
        (hook("https://10.0.0.1/"), "/url"),
        (hook("https://169.254.169.254/latest"), "/url"),
        (hook("https://user:word@example.com/"), "/url"),
        (hook("nonsense"), "/url"),
        (hook(""), "/url"),
        ({"kind": "webhook", "name": "x", "events": EVENTS}, "/url"),
        (hook(events=[]), "/events"),
        (hook(events=["moon.landed"]), "/events/0"),
        (hook(name=" "), "/name"),
        (hook(kind="pigeon"), "/kind"),
        (hook(secret="mine"), "/secret"),
    ],
)  # fmt: skip
def test_a_wrong_channel_is_named_and_nothing_is_stored(draft: Any, wrong: str, shared_office: Office) -> None:
    problem = shared_office.refuse(422, "POST", "/channels", draft)

    assert pointers(problem) == [wrong]
    assert shared_office.ask("GET", "/channels")["items"] == []


def test_in_production_no_webhook_leads_to_this_machine(office: Office) -> None:
    """The rule is the deployment's: the same call that development allows."""
    rules = office.app.extensions["rollcall_api"].channel_rules
    assert (rules.allows_loopback, rules.is_email_available) == (True, False)
    office.ask("POST", "/channels", hook())

    settings = office.app.extensions["rollcall_platform"].settings
    public = {
        "base_url": "https://rollcall.example", "connect_keys_url": "https://keys.example",
        "connect_script_url": "https://script.example/all.js", "atlassian_api_base": "https://api.example",
        "forge_jwks_url": "https://forge.example/keys.json", "frame_ancestors": ("https://*.atlassian.net",),
    }  # fmt: skip
    fields = {name: getattr(settings, name) for name in settings.__dataclass_fields__}
    production = create_app(
        type(settings)(**fields | public | {"is_production": True, "redis_url": "redis://:word@127.0.0.1:1/0"})
    )

    assert not production.extensions["rollcall_api"].channel_rules.allows_loopback


def test_email_is_refused_where_the_operator_has_set_up_none(shared_office: Office) -> None:
    draft = {"kind": "email", "name": "Ops", "events": EVENTS, "recipients": ["ops@acme.example"]}

    assert shared_office.ask("GET", "/channels")["is_email_available"] is False
    assert shared_office.refuse(409, "POST", "/channels", draft)["code"] == "email_unavailable"


def test_there_are_ten_channels_at_most(office: Office) -> None:
    for number in range(10):
        office.ask("POST", "/channels", hook(name=f"Hook {number}"))

    assert office.refuse(409, "POST", "/channels", hook())["code"] == "too_many_channels"


def test_the_delivery_log_is_read_page_by_page(office: Office) -> None:
    channel = office.ask("POST", "/channels", hook())
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.connection().exec_driver_sql(
            "insert into notifications (tenant_id, channel_id, event, subject, data, most_tries, state)"
            " select tenant_id, id, 'test', n::text, '{\"path\": \"/\"}', 8, 'failed'"
            " from notification_channels, generate_series(1, 60) n"
        )

    first = office.ask("GET", "/notifications")
    second = office.ask("GET", f"/notifications?cursor={first['next_cursor']}")

    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (50, 10, None)
    ids = [one["id"] for one in (*first["items"], *second["items"])]
    assert ids == sorted(ids, reverse=True)
    assert {one["channel_id"] for one in first["items"]} == {channel["id"]}
    office.refuse(422, "GET", "/notifications?cursor=!")
