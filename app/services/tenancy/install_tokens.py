"""Remembers what each install token was used for, so that nobody uses a stolen one for something else.

Nothing in such a token covers the body that comes with it (platform contract 1.2, step 11). Every web process has to
see it, so it stands in the database, and only until the token ends.
"""

from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.db import SystemSession
from app.models.tenants import UsedInstallToken

Use = Literal["first", "repeated", "foreign"]
_LEEWAY = timedelta(minutes=5)
"""Kept a little longer than the token lives: clocks differ."""


def use_install_token(
    session: SystemSession, digest: bytes, body_digest: bytes, expires_at: datetime, now: datetime
) -> Use:
    """Note that a verified token came with this body.

    `repeated`: both came before, and nothing is to be done. `foreign`: the token came with another body before.
    """
    session.execute(sa.delete(UsedInstallToken).where(UsedInstallToken.expires_at < now - _LEEWAY))
    row = {"digest": digest, "body_digest": body_digest, "expires_at": expires_at}
    # Waits for whoever uses the same token at this moment.
    added = session.execute(
        insert(UsedInstallToken).values(**row).on_conflict_do_nothing().returning(UsedInstallToken.digest)
    )
    if added.one_or_none() is not None:
        return "first"
    known = session.scalar(sa.select(UsedInstallToken.body_digest).where(UsedInstallToken.digest == digest))
    return "repeated" if known == body_digest else "foreign"
