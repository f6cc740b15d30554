"""Time zones: the names and rules of the pinned zone data alone, and how somebody finds one."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from app.domain.automation.schedules import parse_time_zone
from app.domain.errors import Invalid
from app.domain.zones import find_zone, find_zone_or_utc, list_zone_names, list_zones

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_names_are_those_of_the_pinned_data() -> None:
    listed = set((files("tzdata") / "zones").read_text("utf-8").split())
    assert list_zone_names() == listed - {"Factory"}
    assert all(find_zone(name) is not None for name in listed - {"Factory"})


@pytest.mark.parametrize(
    "name",
    [
        "posix/Europe/Berlin", "right/Europe/Berlin", "localtime", "posixrules", "Factory", "leapseconds", "tzdata.zi",
        "US/Pacific-New", "europe/berlin", "Europe/Berlin ", "Europe/../Europe/Berlin", "/Europe/Berlin", "Europe", "",
        "Europe/Berlin\x00",
    ],
)  # fmt: skip
def test_what_only_a_machine_knows_is_no_zone(name: str) -> None:
    assert find_zone(name) is None
    assert find_zone_or_utc(name).key == "UTC"
    with pytest.raises(Invalid) as refused:
        parse_time_zone(name, "/zone")
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/zone", "bad_time_zone")]


def test_neither_names_nor_rules_depend_on_the_machine(tmp_path: Path) -> None:
    tokyo = (files("tzdata") / "zoneinfo" / "Asia" / "Tokyo").read_bytes()
    for name in ("Europe/Berlin", "posix/Europe/Berlin", "Middle/Earth"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(tokyo)
    program = (
        "from datetime import datetime; from app.domain.zones import find_zone; "
        "print(find_zone('Middle/Earth'), find_zone('posix/Europe/Berlin'), "
        "datetime(2026, 6, 1, tzinfo=find_zone('Europe/Berlin')).utcoffset())"
    )
    environment = os.environ | {"PYTHONTZPATH": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["None", "None", "2:00:00"]


def test_a_zone_tells_what_it_is_looked_for_by() -> None:
    zones = {zone.name: zone for zone in list_zones(NOW)}
    kolkata, kyiv, pacific = zones["Asia/Kolkata"], zones["Europe/Kyiv"], zones["America/Los_Angeles"]
    assert (kolkata.aliases, kolkata.country_names, kolkata.offset_minutes) == (("Asia/Calcutta",), ("India",), 330)
    assert "Europe/Kiev" in kyiv.aliases
    assert ({"PST", "PDT"} <= set(pacific.words), pacific.offset_minutes) == (True, -420)
    assert "Germany" in zones["Europe/Berlin"].country_names
    assert zones["UTC"].offset_minutes == 0


def test_every_choice_and_its_aliases_are_accepted() -> None:
    for zone in list_zones(NOW):
        for name in (zone.name, *zone.aliases):
            assert parse_time_zone(name).key == name
