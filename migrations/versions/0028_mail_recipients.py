"""Recipients of email, who confirm that they want it, and how many addresses each try went to."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on mail_recipients using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def upgrade() -> None:
    op.create_table(
        "mail_recipients",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("asked_times", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("token_digest", sa.Text()),
        sa.Column("token_expires_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mail_recipients_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mail_recipients")),
        sa.UniqueConstraint("tenant_id", "address", name=op.f("uq_mail_recipients_tenant_id_address")),
    )
    op.create_index("ix_mail_recipients_token", "mail_recipients", ["token_digest"], unique=True)
    op.create_index("ix_mail_recipients_address", "mail_recipients", ["address"])
    op.execute("alter table mail_recipients enable row level security")
    op.execute("alter table mail_recipients force row level security")
    op.execute(POLICY)
    op.add_column("notification_tries", sa.Column("recipients", sa.SmallInteger()))
    op.create_index(
        "ix_notification_tries_mails", "notification_tries", ["tenant_id", "tried_at"],
        postgresql_where=sa.text("recipients is not null"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_notification_tries_mails", table_name="notification_tries")
    op.drop_column("notification_tries", "recipients")
    op.drop_table("mail_recipients")
