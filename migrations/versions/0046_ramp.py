"""How many people the first live run of a task changes before the others."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("runs", sa.Column("first_people", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "first_people")
