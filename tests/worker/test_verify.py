"""`python -m worker.verify` says what it found about a log, and ends accordingly."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.models import AuditEntry, Tenant
from app.services.records.audit import Change, record_change
from app.services.records.seals import find_head
from tests.ground.desk import KEYS
from worker.verify import main


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def test_the_command_names_what_was_altered(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    with database.system_session() as session:
        tenant = Tenant()
        session.add(tenant)
        session.flush()
        record_change(session, tenant.id, "anna", Change("task.updated", "one"))
    for name, value in {
        "ENV": "development", "BASE_URL": "http://x", "DATABASE_URL": database_url, "REDIS_URL": "redis://x",
        "ENCRYPTION_KEYS": KEYS,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with database.tenant_session(tenant.id) as session:
        head = find_head(session, tenant.id)
        entry = session.scalars(sa.select(AuditEntry.id)).one()
    assert head is not None
    assert main([str(tenant.id), "--head", f"{head.position}:{head.link}"]) == 0
    assert f"head: {head.position}:{head.link}" in capsys.readouterr().out
    with database.tenant_session(tenant.id) as session:
        session.execute(sa.text("update audit_entries set subject = 'x'"))
    assert main([str(tenant.id)]) == 1
    assert f"audit entry {entry} is not as it was written" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([str(tenant.id), "--head", "nonsense"])
