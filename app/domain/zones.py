"""Time zones: their names and rules come from the pinned zone data that is installed with the app.

Never from the machine: two processes on two machines must know the same names, or a task that one of them took
stops at the other. `posix/`, `right/`, `localtime` and the like are names of a machine's folder, not of zones.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

_NO_ZONE: Final = "Factory"
"""The data's own placeholder for "nobody has set this machine's zone"."""
_JANUARY, _JULY = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as somebody looks for it. `aliases`: other names of the same rules; `countries`: two-letter codes.

    `words`: abbreviations of the year (CET, CEST). `offset_minutes` is how far its clocks are ahead of UTC now.
    """

    name: str
    aliases: tuple[str, ...]
    countries: tuple[str, ...]
    country_names: tuple[str, ...]
    words: tuple[str, ...]
    offset_minutes: int


@cache
def list_zone_names() -> frozenset[str]:
    """All names that can be chosen, old ones included."""
    return frozenset(_read_lines("zones")) - {_NO_ZONE}


def find_zone(name: str) -> ZoneInfo | None:
    """The rules of a name, or None when the zone data does not have it (any more)."""
    # The list is asked first: a name is also a path, and only known ones may fill the cache.
    return _load_zone(name) if name in list_zone_names() else None


@cache
def _load_zone(name: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def find_zone_or_utc(name: str) -> ZoneInfo:
    """The rules of a stored name; those of UTC for one that is no longer known, so that what rests on it goes on."""
    return find_zone(name) or _load_zone("UTC")


def list_zones(now: datetime) -> list[Zone]:
    """Every zone that has a place, by name, then UTC; old names stand as aliases of today's."""
    places, country_names = _read_places(), _read_country_names()
    zones = []
    for name in [*sorted(places), "UTC"]:
        zone = find_zone(name)
        if zone is None:
            continue
        countries = places.get(name, ())
        zones.append(
            Zone(
                name=name,
                aliases=tuple(sorted(_aliases().get(_target_of(name), set()) - {name} - places.keys())),
                countries=countries,
                country_names=tuple(country_names.get(code, code) for code in countries),
                words=tuple(dict.fromkeys(_list_words(zone, now))),
                offset_minutes=round((now.astimezone(zone).utcoffset() or timedelta()) / timedelta(minutes=1)),
            )
        )
    return zones


def _list_words(zone: ZoneInfo, now: datetime) -> list[str]:
    words = [moment.astimezone(zone).tzname() or "" for moment in (now, _JANUARY, _JULY)]
    return [word for word in words if word.isalpha()]


@cache
def _read_places() -> dict[str, tuple[str, ...]]:
    """Today's zones with the countries that keep them, from the table for those who choose a zone."""
    places: dict[str, list[str]] = {}
    for line in [*_read_rows("zone.tab"), *_read_rows("zone1970.tab")]:
        codes, _coordinates, name = line[:3]
        known = places.setdefault(name, [])
        known += [code for code in codes.split(",") if code not in known]
    return {name: tuple(codes) for name, codes in places.items()}


@cache
def _read_country_names() -> dict[str, str]:
    return {row[0]: row[1] for row in _read_rows("iso3166.tab")}


@cache
def _links() -> dict[str, str]:
    """Name → the name that it stands for, from the data's own source."""
    found = {}
    for line in _read_lines("zoneinfo/tzdata.zi"):
        if line.startswith("L "):
            _mark, target, name = line.split()
            found[name] = target
    return found


def _target_of(name: str) -> str:
    links = _links()
    while name in links:
        name = links[name]
    return name


@cache
def _aliases() -> dict[str, set[str]]:
    """Each rule set's own name → all names of it."""
    grouped: dict[str, set[str]] = {}
    for name in list_zone_names():
        grouped.setdefault(_target_of(name), set()).add(name)
    return grouped


def _read_rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _read_lines(f"zoneinfo/{name}") if not line.startswith("#")]


def _read_lines(name: str) -> list[str]:
    return [line for line in files("tzdata").joinpath(*name.split("/")).read_text("utf-8").splitlines() if line]
