"""Names of people and groups, resolved when shown: logs and rows keep their ids only (privacy)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ARRAY, Text, any_, bindparam, select
from sqlalchemy.orm import Session

from app.directory.facts import load_named
from app.models import DirectoryUser, GoneThing
from app.models.mapping import TENANT

_NAMED: Final = select(DirectoryUser.account_id, DirectoryUser.name, DirectoryUser.email).where(
    DirectoryUser.tenant_id == TENANT, DirectoryUser.account_id == any_(bindparam("accounts", type_=ARRAY(Text)))
)


@dataclass(frozen=True, slots=True)
class Person:
    """An account and the name the mirror knows for it."""

    account_id: str
    name: str | None
    email: str | None = None


class People:
    """Names for a page of results, read in one statement."""

    def __init__(self, session: Session, tenant_id: int, account_ids: Iterable[str | None]) -> None:
        wanted = {account_id for account_id in account_ids if account_id}
        self._people: dict[str, Person] = {}
        if wanted:
            found = session.execute(_NAMED, {"tenant": tenant_id, "accounts": list(wanted)})
            self._people = {row.account_id: Person(*row) for row in found}

    def get(self, account_id: str) -> Person:
        """The person of an account; without a name when the mirror does not know it."""
        return self._people.get(account_id, Person(account_id, None))

    def find(self, account_id: str | None) -> Person | None:
        """Like get, for a place where nobody may stand."""
        return self.get(account_id) if account_id else None


def read_group_names(session: Session, tenant_id: int, group_ids: Collection[str]) -> dict[str, str]:
    """The names of the groups that the mirror knows, each told apart from others of its name."""
    if not group_ids:
        return {}
    groups = load_named(session, tenant_id, group_ids).groups
    return {one: groups[one].shown for one in group_ids if one in groups}


def read_gone_names(session: Session, tenant_id: int, group_ids: Collection[str]) -> dict[str, str]:
    """The last known names of groups that went away."""
    query = select(GoneThing.thing_id, GoneThing.name).where(
        GoneThing.tenant_id == tenant_id, GoneThing.kind == "group", GoneThing.thing_id.in_(group_ids)
    )
    return {row.thing_id: row.name for row in session.execute(query)}
