"""What a look at Atlassian long after a run found of each change, and how far these looks have come."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("operations", sa.Column("confirmation", sa.Text()))
    op.add_column("operations", sa.Column("confirmed_at", sa.DateTime(timezone=True)))
    # Not valid first: the rows there are need not be read under the lock, for all of them hold null.
    op.execute(
        "alter table operations add constraint ck_operations_confirmation_word "
        "check (confirmation in ('confirmed', 'not_applied', 'untold', 'came_back')) not valid"
    )
    op.execute("alter table operations validate constraint ck_operations_confirmation_word")
    op.add_column("runs", sa.Column("check_after", sa.DateTime(timezone=True)))
    op.add_column("runs", sa.Column("checked_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_runs_unchecked", "runs", ["finished_at", "id"],
        postgresql_where=sa.text("checked_at is null and finished_at is not null"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_runs_unchecked", table_name="runs")
    op.drop_column("runs", "checked_at")
    op.drop_column("runs", "check_after")
    op.drop_constraint("ck_operations_confirmation_word", "operations")
    op.drop_column("operations", "confirmed_at")
    op.drop_column("operations", "confirmation")
