"""Unmatched entries of pasted lists in a filter: told before it is saved and in every preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.automation.cautions import LIST_LOST, PEOPLE_UNMATCHED, Caution, build_caution
from app.domain.filters import FilterSpec, People
from app.domain.people.pasted import spell_address
from app.models import DirectoryUser, Tenant
from app.models.mapping import TENANT

SHOWN = 200
NAMED = 5
_SYNCED_AT: Final = sa.select(Tenant.mirror_synced_at).where(Tenant.id == TENANT)
_WANTED: Final = sa.any_(sa.bindparam("wanted", type_=sa.ARRAY(sa.Text)))
_KNOWN: Final[sa.CompoundSelect[Any]] = sa.union(
    sa.select(DirectoryUser.account_id).where(DirectoryUser.tenant_id == TENANT, DirectoryUser.account_id == _WANTED),
    sa.select(DirectoryUser.address).where(DirectoryUser.tenant_id == TENANT, DirectoryUser.address == _WANTED),
)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """The entries that match nobody: how many, and the first of them as they were typed."""

    count: int
    entries: list[str]


def find_unmatched(session: Session, tenant_id: int, spec: FilterSpec) -> Unmatched:
    """The entries of all lists in the filter whose person the mirror does not have."""
    listed = [entry for _pointer, one in spec.iter_conditions() if isinstance(one, People) for entry in one.values]
    if not listed:
        return Unmatched(0, [])
    missing = _list_missing(session, tenant_id, listed)
    return Unmatched(len(missing), missing[:SHOWN])


def warn_of_lost_lists(
    session: Session, tenant_id: int, filters: Mapping[int, tuple[str, FilterSpec]]
) -> dict[int, list[Caution]]:
    """By filter, one caution where a list of it names nobody whom the mirror has; filters: their names and what they
    ask for. Two statements, however many there are. Says nothing before the first sync, when nobody is known."""
    lists = [
        (filter_id, one.values)
        for filter_id, (_name, spec) in filters.items()
        for _pointer, one in spec.iter_conditions()
        if isinstance(one, People)
    ]
    if not lists or session.scalar(_SYNCED_AT, {"tenant": tenant_id}) is None:
        return {}
    missing = set(_list_missing(session, tenant_id, [entry for _id, listed in lists for entry in listed]))
    lost = {filter_id for filter_id, listed in lists if missing.issuperset(listed)}
    return {one: [build_caution(LIST_LOST, filter=filters[one][0])] for one in lost}


def has_lost_list(session: Session, tenant_id: int, spec: FilterSpec) -> bool:
    """Whether a list of the filter names nobody whom the mirror has."""
    lists = [one.values for _pointer, one in spec.iter_conditions() if isinstance(one, People)]
    return any(len(_list_missing(session, tenant_id, one)) == len(set(one)) for one in lists)


def _list_missing(session: Session, tenant_id: int, listed: Sequence[str]) -> list[str]:
    """The entries whose person the mirror does not have, each once."""
    spellings = {entry: spell_address(entry) if "@" in entry else frozenset({entry}) for entry in listed}
    wanted = frozenset().union(*spellings.values())
    known = set(session.scalars(_KNOWN, {"tenant": tenant_id, "wanted": list(wanted)}))
    return [entry for entry in dict.fromkeys(listed) if known.isdisjoint(spellings[entry])]


def warn_of_unmatched(session: Session, tenant_id: int, spec: FilterSpec) -> list[Caution]:
    """One caution that names the first entries that match nobody, or none."""
    unmatched = find_unmatched(session, tenant_id, spec)
    if not unmatched.count:
        return []
    named = ", ".join(unmatched.entries[:NAMED]) + (" …" if unmatched.count > NAMED else "")
    return [build_caution(PEOPLE_UNMATCHED, count=str(unmatched.count), entries=named)]
