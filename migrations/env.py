"""Runs migrations as the role that owns the tables, one process at a time (an advisory lock makes the others wait)."""

import sqlalchemy as sa
from alembic import context

from app.models import Base
from app.settings import load_migration_url

MIGRATION_LOCK = 7_165_502_341


def run() -> None:
    """Apply the requested migrations in one transaction."""
    engine = sa.create_engine(load_migration_url(), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=False)
        context.run_migrations()


run()
