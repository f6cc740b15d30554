"""Lifecycle calls of a Connect site."""

from datetime import UTC, datetime
from typing import Any

from app.crypto import Keyring
from app.db import Database
from app.services.tenancy.tenants import (
    InstalledEvent,
    record_installed,
    record_uninstalled,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


KEYRING = Keyring.parse("k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")


def install(database: Database, client_key: str, now: datetime = NOW, **changes: Any) -> int:
    event = InstalledEvent(
        **{
            "client_key": client_key,
            "shared_secret": "s" * 40,
            "base_url": "https://acme.atlassian.net",
            "display_url": None,
            "product_type": "jira",
            "signed_at": now,
            **changes,
        }
    )
    with database.system_session() as session:
        return record_installed(session, KEYRING, event, now)


def uninstall(database: Database, client_key: str, now: datetime) -> None:
    with database.system_session() as session:
        record_uninstalled(session, client_key, signed_at=now, now=now)
