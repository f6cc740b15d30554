"""The one command of the benches: each is a process of its own, and none of them can take the table away."""

import json
import sys
from pathlib import Path

import pytest

from bench.__main__ import describe, format_table
from bench.catalogue import Entry, list_benches
from bench.figures import FILE, Figure, find_exponent, find_part, note, read_figures
from bench.running import run_benches
from local.processes import ROOT

NOTE = "from bench.figures import Figure, note; note(Figure('{what}', {value}, 's', at_most=2))"


def enter(name: str, code: str) -> Entry:
    return Entry(name, (sys.executable, "-c", code))


def test_a_bench_that_fails_is_a_line_and_not_the_end(tmp_path: Path) -> None:
    benches = [
        enter("good", NOTE.format(what="one", value=1)),
        enter("missed", NOTE.format(what="two", value=3)),
        enter("broken", NOTE.format(what="three", value=1) + "; raise SystemExit('no more')"),
        enter("silent", "pass"),
    ]
    outcomes = run_benches(benches, 2, tmp_path)
    assert [outcome.trouble for outcome in outcomes] == ["", "", "ended with 1", "no figure"]
    assert [[figure.what for figure in outcome.figures] for outcome in outcomes] == [["one"], ["two"], ["three"], []]
    assert [outcome.is_whole for outcome in outcomes] == [True, False, False, False]
    table = format_table(outcomes)
    ends = {line.split("  ")[0]: line.split()[-1] for line in table[1:]}
    assert ends == {
        "good: one": "met",
        "missed: two": "MISSED",
        "broken: three": "met",
        "broken: ended with 1": "FAILED",
        "silent: no figure": "FAILED",
    }
    assert "no more" in (tmp_path / "broken.log").read_text()
    told = json.loads(json.dumps(describe(outcomes, 10)))
    assert [one["figures"][0]["is_met"] for one in told["benches"][:3]] == [True, False, True]


def test_a_bench_that_does_not_end_is_ended_with_its_figures_kept_and_the_next_one_comes(tmp_path: Path) -> None:
    endless = NOTE.format(what="one", value=1) + "; import threading; threading.Event().wait()"
    outcomes = run_benches([enter("endless", endless), enter("good", "pass")], 12 / 60, tmp_path)
    assert outcomes[0].trouble.startswith("not done within")
    assert outcomes[1].trouble == "no figure"
    assert "KeyboardInterrupt" in (tmp_path / "endless.log").read_text(), "it could put away what it had started"


GOALS = [
    (Figure("no goal", 1), None, ""),
    (Figure("", 2, at_most=2), True, "≤ 2"),
    (Figure("", 2.1, at_most=2), False, "≤ 2"),
    (Figure("", 2, at_least=2), True, "≥ 2"),
    (Figure("", 1.9, at_least=2), False, "≥ 2"),
    (Figure("", 1, beside="x", beside_value=2, ratio_at_most=0.5), True, "≤ 0.5 of it"),
    (Figure("", 1.1, beside="x", beside_value=2, ratio_at_most=0.5), False, "≤ 0.5 of it"),
    (Figure("", 1, beside="x", beside_value=2, ratio_at_least=0.6), False, "≥ 0.6 of it"),
    (Figure("", 1, at_most=1, beside="x", beside_value=2, ratio_at_least=0.6), False, "≤ 1, ≥ 0.6 of it"),
    (Figure("the peer was not there", 1, beside="x", ratio_at_most=0.5), False, "≤ 0.5 of it"),
    (Figure("", float("nan"), at_most=1), False, "≤ 1"),
    (Figure("", 1, at_least=0.9, at_most=1.1), True, "≤ 1.1, ≥ 0.9"),
]


@pytest.mark.parametrize(("figure", "is_met", "goal"), GOALS)
def test_a_goal_is_met_or_not(figure: Figure, is_met: bool | None, goal: str) -> None:
    assert (figure.is_met, figure.describe_goal()) == (is_met, goal)


def test_figures_that_were_noted_are_read_and_half_a_line_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "figures"
    monkeypatch.delenv(FILE, raising=False)
    note(Figure("nobody asked", 1))
    monkeypatch.setenv(FILE, str(path))
    figure = Figure("what", 2.5, "s", beside="peer", beside_value=5, exponent=1)
    note(figure)
    with path.open("a") as file:
        file.write('{"what": "ha')
    assert read_figures(path) == [figure]
    assert read_figures(tmp_path / "none") == []


def test_growth_and_parts() -> None:
    assert find_exponent([10, 1_000], [1, 10]) == pytest.approx(0.5)
    assert find_exponent([10], [1]) is None
    assert find_exponent([10, 100], [0, 1]) is None
    assert [find_part([3, 1, 2], share) for share in (0, 0.5, 0.99, 1)] == [1, 2, 3, 3]


def list_commands() -> list[str]:
    """Every bench that can be started by itself."""
    paths = [path for path in sorted((ROOT / "bench").rglob("*.py")) if path.name != "__main__.py"]
    started = [path for path in paths if '__name__ == "__main__"' in path.read_text("utf-8")]
    return [".".join(path.relative_to(ROOT / "bench").with_suffix("").parts) for path in started]


@pytest.mark.parametrize("size", [3_000, 100_000, 1_000_000])
def test_every_bench_is_in_the_catalogue(size: int) -> None:
    assert sorted(entry.name for entry in list_benches(size, 45)) == list_commands()


@pytest.mark.parametrize("entry", list_benches(3_000, 45), ids=lambda entry: entry.name)
def test_a_bench_knows_the_options_that_the_catalogue_gives_it(entry: Entry) -> None:
    text = (ROOT / "bench" / Path(*entry.name.split(".")).with_suffix(".py")).read_text("utf-8")
    options = [option for option in entry.argv[3:] if option.startswith("--")]
    assert [option for option in options if f'add_argument("{option}"' not in text] == []
