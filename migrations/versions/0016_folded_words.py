"""Names and addresses as they are compared, folded once when they are written; subdomains of a protected domain."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# The rules of `app.domain.words`; a property test compares the two.
MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
UNSEEN = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
BLANKS = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
PLAIN = (
    "translate(replace(replace(replace(replace({text}, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),"
    " 'øłđðħıς', 'olddhiσ')"
)
TEXT = f"""
create function rollcall_fold_text(given text) returns text language sql immutable strict parallel safe as $fold$
select normalize(btrim(regexp_replace(regexp_replace(
    normalize({PLAIN.format(text="lower(normalize(given, nfkd))")}, nfkd),
    '[{MARKS}{UNSEEN}]', '', 'g'), '[{BLANKS}]+', ' ', 'g'), ' '), nfc)
$fold$
"""
ADDRESS = f"""
create function rollcall_fold_address(given text) returns text language sql immutable strict parallel safe as $fold$
select btrim(lower(normalize(regexp_replace(given, '[{UNSEEN}]', '', 'g'), nfkc)), E' \\t\\n\\r\\v\\f')
$fold$
"""


def upgrade() -> None:
    op.execute(TEXT)
    op.execute(ADDRESS)
    search_text = sa.Computed(
        "rollcall_fold_text(name) || chr(10) || rollcall_fold_text(coalesce(email, ''))", persisted=True
    )
    op.add_column("directory_users", sa.Column("search_text", sa.Text(), search_text, nullable=False))
    address = sa.Computed("rollcall_fold_address(email)", persisted=True)
    op.add_column("directory_users", sa.Column("address", sa.Text(), address, nullable=True))
    op.add_column(
        "protected_entries", sa.Column("includes_subdomains", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("protected_entries", "includes_subdomains")
    op.drop_column("directory_users", "address")
    op.drop_column("directory_users", "search_text")
    op.execute("drop function rollcall_fold_address(text)")
    op.execute("drop function rollcall_fold_text(text)")
