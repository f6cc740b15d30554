"""Rows of installations, as a test reads them."""

import sqlalchemy as sa

from app.models import Installation
from tests.platform.door import Door
from tests.platform.forge import ForgeSite


def read_installation(door: Door, site: ForgeSite) -> Installation:
    with door.database.system_session() as session:
        return session.scalars(sa.select(Installation).where(Installation.client_key == site.ari)).one()
