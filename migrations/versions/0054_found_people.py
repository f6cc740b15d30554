"""Organization admins, and people by their address, are found without a look at everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0052"

IS_ORG_ADMIN = "platform_roles @> array['atlassian/org-admin']::text[]"


def upgrade() -> None:
    columns = ["tenant_id", "name", "account_id"]
    is_admin = sa.text(IS_ORG_ADMIN)
    op.create_index("ix_directory_users_org_admins", "directory_users", columns, postgresql_where=is_admin)
    op.create_index("ix_directory_users_address", "directory_users", ["tenant_id", "address"])


def downgrade() -> None:
    op.drop_index("ix_directory_users_address", "directory_users")
    op.drop_index("ix_directory_users_org_admins", "directory_users")
