"""What is known of the holes of pinned packages: by OSV's rules, without a network, and never "no" for "not known"."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from local.checks.advisories import NPM, PYPI, Advisories, Pin, find_holes, load_advisories
from local.checks.audit import describe_advisories, describe_ages, list_pins, main
from tests.guards.modules import ROOT


def record(name: str, *, world: str = PYPI, modified: str = "2026-11-01T00:00:00Z", **affected: Any) -> dict[str, Any]:
    one = {"package": {"ecosystem": world, "name": name}, **affected}
    return {"id": f"X-{name}", "modified": modified, "summary": "A hole", "affected": [one]}


def events(*told: tuple[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": [{name: value} for name, value in told]}]}


def judge(pin: tuple[str, str, str], one: dict[str, Any], folder: Path) -> bool | None:
    """True for affected, False for not, None for what cannot be judged."""
    path = folder / "one.json"
    path.write_text(json.dumps(one))
    holes = find_holes([Pin(*pin, "lock", True)], load_advisories(path))
    return None if holes and not holes[0].is_certain else bool(holes)


FROM_1_TO_2 = events(("introduced", "1.0.0"), ("fixed", "2.0.0"))
TWICE = events(("introduced", "0"), ("fixed", "1.5.0"), ("introduced", "2.0.0"), ("last_affected", "2.3.0"))


@pytest.mark.parametrize("world", [PYPI, NPM])
@pytest.mark.parametrize(
    ("version", "told", "verdict"),
    [
        ("0.9.9", FROM_1_TO_2, False),
        ("1.0.0", FROM_1_TO_2, True),
        ("1.10.0", FROM_1_TO_2, True),  # ten is more than two
        ("2.0.0", FROM_1_TO_2, False),
        ("1.4.9", TWICE, True),
        ("1.5.0", TWICE, False),
        ("2.3.0", TWICE, True),
        ("2.3.1", TWICE, False),
        ("9.0.0", events(("introduced", "0")), True),  # never fixed
        ("1.0.0", {"versions": ["1.0.0"]}, True),
        ("1.0.1", {"versions": ["1.0.0"]}, False),
        ("1.0.1", {"versions": ["1.0.0"], **FROM_1_TO_2}, True),
        ("1.0.0", events(("introduced", "0"), kind="GIT"), None),
        ("1.0.0", {}, None),
        ("1.0.0", events(("introduced", "one"), ("fixed", "two")), None),
        ("1.0.0", {"ranges": [{"type": "ECOSYSTEM"}]}, None),
    ],
)
def test_a_version_is_affected_not_affected_or_not_known(
    version: str, told: dict[str, Any], verdict: bool | None, world: str, tmp_path: Path
) -> None:
    assert judge((world, "thing", version), record("thing", world=world, **told), tmp_path) is verdict


@pytest.mark.parametrize(
    ("world", "early", "late"),
    [(PYPI, "2.0.0rc1", "2.0.0.post1"), (NPM, "2.0.0-rc.1", "2.0.0"), (NPM, "1.9.0", "2.0.1")],
)
def test_what_leads_to_a_release_comes_before_it(world: str, early: str, late: str, tmp_path: Path) -> None:
    told = record("thing", world=world, **events(("introduced", "0"), ("fixed", "2.0.0")))
    assert judge((world, "thing", early), told, tmp_path) is True
    assert judge((world, "thing", late), told, tmp_path) is False


def test_names_are_compared_as_their_world_does(tmp_path: Path) -> None:
    everything = events(("introduced", "0"))
    assert judge((PYPI, "typing-extensions", "1.0.0"), record("Typing_Extensions", **everything), tmp_path) is True
    assert judge((NPM, "@a/B", "1.0.0"), record("@a/b", world=NPM, **everything), tmp_path) is False
    assert judge((NPM, "flask", "1.0.0"), record("flask", **everything), tmp_path) is False
    assert judge((PYPI, "flask", "1.0.0"), record("flask", **everything) | {"withdrawn": "2026"}, tmp_path) is False


def test_records_are_read_from_files_lists_folders_and_zips(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text(json.dumps([record("one"), record("two", modified="2026-11-20T00:00:00Z")]))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "odd.json").write_text(json.dumps([7, {"id": 1, "affected": []}, {"affected": [{"package": 1}]}]))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("X-1.json", json.dumps(record("three", world=NPM)))

    found = load_advisories(tmp_path)

    assert (found.count(PYPI), found.count(NPM), found.unreadable) == (2, 1, 4)
    assert found.newest == date(2026, 11, 20)
    assert not found.is_complete()
    assert not Advisories().is_complete()


def test_everything_that_is_pinned_is_looked_at() -> None:
    pins = {(one.world, one.name): one for one in list_pins()}

    assert pins[(PYPI, "flask")].is_deployed
    assert pins[(NPM, "react")].is_deployed
    assert not pins[(PYPI, "pytest")].is_deployed
    assert not pins[(NPM, "eslint")].is_deployed
    assert len(list_pins()) > 500
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert f"flask=={pins[(PYPI, 'flask')].version} " in text
    assert "requirements.txt: " in describe_ages(pins.values(), date(2026, 12, 1))


def test_without_advisories_it_says_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "NOT KNOWN, because no advisories were given" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        (["2026-11-03T10:00:00Z", "2026-11-20T23:30:00Z"], "Advisories up to 2026-11-20, 10 days ago: "),
        (
            ["2026-11-03T10:00:00Z", "9999-01-01T00:00:00Z", "yesterday", None],
            "Advisories up to 2026-11-03, 27 days ago",
        ),
        (["yesterday", 7, None], "Of which day the advisories are is NOT KNOWN"),
        ([], "Of which day the advisories are is NOT KNOWN"),
    ],
)
def test_it_says_of_which_day_the_advisories_are(moments: list[object], expected: str, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(json.dumps([record("Flask", **FROM_1_TO_2) | {"modified": moment} for moment in moments]))

    told = describe_advisories(load_advisories(path), date(2026, 11, 30))

    assert told.startswith(expected)
    assert "published since" in told


def test_a_known_hole_fails_and_half_the_knowledge_does_not_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.json"
    some = [record("nothing-of-ours", **FROM_1_TO_2)]
    path.write_text(json.dumps(some))
    assert main([str(path)]) == 1
    assert "npm: NOT KNOWN, no record is about it" in capsys.readouterr().out

    some.append(record("nothing-of-ours", world=NPM, **FROM_1_TO_2))
    path.write_text(json.dumps(some))
    assert main([str(path)]) == 0
    assert "These advisories name no hole" in capsys.readouterr().out

    path.write_text(json.dumps([*some, record("Flask", **events(("introduced", "0"), ("fixed", "99.0")))]))
    assert main([str(path)]) == 1
    assert "(deployed, requirements.txt): X-Flask A hole; fixed in 99.0" in capsys.readouterr().out
    assert main([str(tmp_path / "gone")]) == 2
    assert main(["one", "two"]) == 2


PUBLISHED = {
    # What OSV has published of packages that are pinned here: id, package, since when, mended in.
    "GHSA-w3h3-4rj7-4ph4": (PYPI, "gunicorn", "0", "22.0.0"),
    "GHSA-ffqj-6fqr-9h24": (PYPI, "pyjwt", "1.5.0", "2.4.0"),
    "GHSA-pq67-6m6q-mj2v": (PYPI, "urllib3", "0", "2.5.0"),
    "GHSA-9hjg-9r4m-mvj7": (PYPI, "requests", "0", "2.32.4"),
    "GHSA-2g68-c3qc-8985": (PYPI, "werkzeug", "0", "3.0.3"),
    "GHSA-7fh5-64p2-3v2j": (NPM, "postcss", "0", "8.4.31"),
    "GHSA-mwcw-c2x4-8c55": (NPM, "nanoid", "0", "3.3.8"),
}
OLDER = {
    "gunicorn": "21.2.0", "pyjwt": "2.3.0", "urllib3": "2.4.0", "requests": "2.32.3", "werkzeug": "3.0.2",
    "postcss": "8.4.30", "nanoid": "3.3.7",
}  # fmt: skip


def test_published_holes_are_named_in_the_versions_that_have_them_and_not_in_ours(tmp_path: Path) -> None:
    path = tmp_path / "published.json"
    told = [
        record(name, world=world, **events(("introduced", since), ("fixed", mended)))
        | {"id": number, "aliases": [f"CVE of {name}"]}
        for number, (world, name, since, mended) in PUBLISHED.items()
    ]
    path.write_text(json.dumps(told))
    advisories, names = load_advisories(path), {name for _, name, _, _ in PUBLISHED.values()}
    ours = [one for one in list_pins() if one.name in names]
    assert {one.name for one in ours} == names, "what is pinned no more is to be replaced here"
    older = [Pin(one.world, one.name, OLDER[one.name], one.file, one.is_deployed) for one in ours]

    named = {hole.id: hole.pin.name for hole in find_holes(older, advisories)}

    assert named == {number: name for number, (_, name, _, _) in PUBLISHED.items()}
    assert find_holes(ours, advisories) == []
