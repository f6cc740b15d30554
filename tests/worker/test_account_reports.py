"""Accounts are reported to Atlassian: whoever is closed is erased everywhere, whoever has changed is read again."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.crypto import Keyring
from app.domain.people.erasure import FORMER_USER
from app.models import AuditEntry, DirectoryUser, Installation, NotificationChannel, SavedFilter, Tenant
from app.models.mapping import Base
from app.services.tenancy import settings as settings_service
from app.services.tenancy.erasure import erase_accounts
from app.services.tenancy.settings import NewProtectedEntry
from app.services.tenancy.tenants import secret_place
from tests.ground.desk import Desk
from tests.platform.deployment import deployed
from tests.platform.door import ENCRYPTION_KEYS
from tests.worker.people import people
from tests.worker.reporting import as_forge, change, find, somebody, standing
from worker.account_reports import report_part


def dump(desk: Desk) -> str:
    """Every row of every table, as one text."""
    with desk.context.database.system_session() as session:
        rows = [row for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table)).mappings()]
    return json.dumps([dict(row) for row in rows], default=str, ensure_ascii=False)


def write_everywhere(desk: Desk, person: DirectoryUser) -> list[str]:
    """Put the person's address into every text and JSON column of the tenant's rows that can take one; name them."""
    places: list[str] = []
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        for table in Base.metadata.sorted_tables:
            if "tenant_id" not in table.columns or table.name.startswith(("director", "app", "group_")):
                continue
            for column in table.columns:
                value = free_value(column, str(person.email).upper())
                own = (table.c.account_id == person.account_id,) if table.name == "operations" else ()
                if value is None:
                    continue
                one = sa.select(*table.primary_key).where(table.c.tenant_id == desk.tenant_id, *own).limit(1)
                keys = session.execute(one).one_or_none()
                if keys is not None:
                    this = [key == value for key, value in zip(table.primary_key, keys, strict=True)]
                    session.execute(sa.update(table).where(*this).values({column.name: value}))
                    places.append(f"{table.name}.{column.name}")
    return places


def free_value(column: sa.Column[Any], address: str) -> Any:
    """What holds the address in a column of that type; None for columns that take no free text."""
    fixed = (
        "state",
        "mode",
        "language",
        "status",
        "kind",
        "outcome",
        "confirmation",
        "trigger",
        "lease",
        "cursor",
        "schedule",
        "time_zone",
        "encrypted",
    )
    if column.primary_key or column.name.startswith(fixed) or column.name in ("account_id", "client_key", "value"):
        return None
    if isinstance(column.type, JSONB):
        return [f"x {address}"] if column.name in ("actions", "steps") else {"deep": [{"text": f"to {address}"}]}
    if isinstance(column.type, ARRAY):
        return [address] if isinstance(column.type.item_type, sa.Text) else None
    return f"of {address}." if isinstance(column.type, sa.Text) else None


@pytest.fixture
def with_history(synced: Desk) -> Callable[[DirectoryUser], None]:
    """What admins did about a person: a pasted list, a task with a run, a protection, and the audit of all that."""

    def make(person: DirectoryUser) -> None:
        specification = people(str(person.email), "712020:somebody-else")
        synced.run(synced.create_task(specification, {"type": "suspend_user"}))
        entry = NewProtectedEntry("user", str(person.email), f"asked for by {person.email}", None)
        synced.call(settings_service.add_protected, entry, by=synced.admin, now=synced.clock())

    return make


def test_a_closed_account_is_erased_everywhere(synced: Desk, with_history: Callable[[DirectoryUser], None]) -> None:
    person = somebody(synced)
    with_history(person)
    places = write_everywhere(synced, person)
    # Not a list of what is known today: every table that can hold an address is among them.
    assert {"saved_filters.specification", "runs.specification", "operations.error", "audit_entries.before",
            "protected_entries.reason", "tasks.name", "syncs.error"} <= set(places)  # fmt: skip
    before = dump(synced)
    assert str(person.email) in before.lower()
    assert person.name in before
    change(synced, person.account_id, account_status="closed")
    as_forge(synced)

    report_part(synced.context, synced.tenant_id)

    after = dump(synced)
    assert str(person.email).lower() not in after.lower()
    assert person.name not in after
    erased = find(synced, person.account_id)
    assert (erased.name, erased.email, erased.email_domain) == (FORMER_USER, None, None)
    assert after.count(person.account_id) >= before.count(person.account_id)


def test_a_pasted_list_keeps_matching_the_account(synced: Desk, with_history: Callable[[DirectoryUser], None]) -> None:
    person = somebody(synced)
    with_history(person)
    change(synced, person.account_id, account_status="closed")
    as_forge(synced)
    report_part(synced.context, synced.tenant_id)

    with synced.context.database.tenant_session(synced.tenant_id) as session:
        [saved] = session.scalars(sa.select(SavedFilter.specification))
    assert saved["root"]["values"] == [person.account_id, "712020:somebody-else"]


def test_what_is_erased_does_not_come_back_with_the_next_sync(synced: Desk) -> None:
    person = somebody(synced)
    change(synced, person.account_id, account_status="closed")
    synced.sync()
    # Until the report the mirror keeps what it had, so that the address is found elsewhere too.
    assert find(synced, person.account_id).email == person.email
    as_forge(synced)
    report_part(synced.context, synced.tenant_id)
    synced.sync()

    assert (find(synced, person.account_id).name, find(synced, person.account_id).email) == (FORMER_USER, None)
    assert str(person.email) not in dump(synced)


def test_an_account_that_changed_is_read_again(synced: Desk) -> None:
    person = somebody(synced)
    change(synced, person.account_id, name="Renamed Person")
    as_forge(synced)

    report_part(synced.context, synced.tenant_id)

    assert find(synced, person.account_id).name == "Renamed Person"


def test_a_cycle_reports_everybody_once_in_calls_of_ninety(synced: Desk) -> None:
    as_forge(synced)
    assert len(synced.sandbox.users(synced.org_id, limit="1000")) > 180

    report_part(synced.context, synced.tenant_id)

    cursor, due_at = standing(synced)
    assert cursor == 0
    assert timedelta(days=7) - timedelta(minutes=5) < due_at - synced.clock() <= timedelta(days=7)


def test_without_a_fresh_token_nothing_is_reported(synced: Desk) -> None:
    person = somebody(synced)
    as_forge(synced)
    synced.clock.advance(hours=4)
    change(synced, person.account_id, name="Renamed Person")

    report_part(synced.context, synced.tenant_id)

    assert find(synced, person.account_id).name == person.name
    assert standing(synced) == (0, None)


def test_a_connect_site_is_asked_with_a_token_of_its_own_secret(synced: Desk, redis_url: str) -> None:
    person = somebody(synced)
    with deployed(synced.sandbox, synced.context.settings.database_url, redis_url) as app_url:
        synced.sandbox.install(app_url)
    as_connect(synced)
    change(synced, person.account_id, account_status="closed")

    report_part(synced.context, synced.tenant_id)

    assert find(synced, person.account_id).name == FORMER_USER


def test_a_token_of_another_secret_is_refused_and_tried_again_in_an_hour(synced: Desk, redis_url: str) -> None:
    person = somebody(synced)
    with deployed(synced.sandbox, synced.context.settings.database_url, redis_url) as app_url:
        synced.sandbox.install(app_url)
    as_connect(synced, secret="another secret".ljust(48, "x"))
    change(synced, person.account_id, account_status="closed")

    report_part(synced.context, synced.tenant_id)

    assert find(synced, person.account_id).name == person.name
    cursor, due_at = standing(synced)
    assert cursor == 0
    assert timedelta(minutes=55) < due_at - synced.clock() <= timedelta(hours=1)


def as_connect(desk: Desk, secret: str | None = None) -> None:
    """The desk's tenant is the site that the sandbox has just installed the app on."""
    with desk.context.database.system_session() as session:
        query = sa.select(Installation).where(Installation.tenant_id != desk.tenant_id)
        installed = session.scalars(query).one()
        told = Keyring.parse(ENCRYPTION_KEYS).decrypt(
            str(installed.encrypted_shared_secret), secret_place(installed.tenant_id)
        )
        client_key = installed.client_key
        session.execute(sa.delete(Tenant).where(Tenant.id == installed.tenant_id))
        sealed = desk.context.keyring.encrypt(secret or told, secret_place(desk.tenant_id))
        own = sa.update(Installation).where(Installation.tenant_id == desk.tenant_id)
        session.execute(own.values(client_key=client_key, encrypted_shared_secret=sealed))


def test_a_channel_that_led_to_a_closed_account_is_switched_off_and_says_so(synced: Desk) -> None:
    person = somebody(synced)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        common: dict[str, Any] = {"tenant_id": synced.tenant_id, "events": ["key.dead"], "created_by": synced.admin}
        channels = {
            "alone": NotificationChannel(**common, kind="email", name="alone", recipients=[str(person.email).upper()]),
            "shared": NotificationChannel(
                **common, kind="email", name="shared", recipients=[str(person.email), "team@acme.example"]
            ),
            "hook": NotificationChannel(**common, kind="webhook", name="hook", url=f"https://x.example/{person.email}"),
            "other": NotificationChannel(**common, kind="webhook", name="other", url="https://x.example/"),
        }
        session.add_all(channels.values())
        session.flush()
        erase_accounts(session, synced.tenant_id, [person.account_id])
        found = {name: (row.is_active, row.recipients) for name, row in channels.items()}
        told = session.scalars(
            sa.select(AuditEntry.subject).where(AuditEntry.event == "channel.recipient_erased")
        ).all()

    assert found == {
        "alone": (False, []), "shared": (True, ["team@acme.example"]), "hook": (False, None), "other": (True, None),
    }  # fmt: skip
    assert sorted(map(str, told)) == ["alone", "hook", "shared"]
