"""The judge after a storm: the sandbox's audit log against the logs of the runs, and against what workers wrote."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.chaos.customers import Customer
from tests.model.traces import Line, find_refused, without_late

_CUT_OFF = 0.002
"""Seconds: the audit log has milliseconds."""


def compare_with_logs(customer: Customer) -> None:
    """What the logs say was done was done once, and what was done is in the logs."""
    applied = Counter(customer.applied())
    assert set(applied.values()) <= {1}, "a suspension was applied twice"
    logged: Counter[str] = Counter()
    doubtful: set[str] = set()
    for run_id, people in customer.runs.items():
        done = customer.succeeded(run_id)
        doubtful |= set(customer.failed(run_id))
        assert set(done) <= set(people)
        logged.update(done)
    assert set(logged.values()) <= {1}
    assert set(logged) <= set(applied)
    assert set(applied) - set(logged) <= doubtful


@dataclass(frozen=True)
class _Told:
    """When each attempt of a run took it, and when it marked each operation."""

    claims: list[tuple[float, int]]
    marks: list[tuple[float, int, int]]

    def is_late(self, position: int, at: float) -> bool:
        """True for a call that whoever held the run then had not marked."""
        newest = max((attempt for claimed, attempt in self.claims if claimed <= at), default=0)
        return not any(
            marked <= at + _CUT_OFF and (attempt, which) == (newest, position) for marked, attempt, which in self.marks
        )


def list_late_writes(customer: Customer, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Writes that reached Atlassian when somebody else had taken the run already."""
    places = {
        account: (run_id, position)
        for run_id in customer.runs
        for account, position in customer.positions(run_id).items()
    }
    return find_late(places, customer.writes(), lines)


def find_late(
    places: Mapping[str, tuple[int, int]], writes: Sequence[dict[str, Any]], lines: Sequence[Line]
) -> list[dict[str, Any]]:
    """Those of the writes that whoever held the run then had not marked. `places`: run and position by account."""
    told = {run_id: _read(run_id, lines) for run_id, _position in places.values()}
    late = []
    for entry in writes:
        run_id, position = places[entry["target"]["account_id"]]
        if told[run_id].is_late(position, datetime.fromisoformat(entry["at"]).timestamp()):
            late.append(entry)
    return late


def _read(run_id: int, lines: Sequence[Line]) -> _Told:
    mine = [line for line in lines if line.get("run") == run_id]
    return _Told(
        claims=[(line["at"], line["attempt"]) for line in mine if line["point"] == "claimed"],
        marks=[
            (line["at"], line["attempt"], position)
            for line in mine
            if line["point"] == "marked_started"
            for position in line["positions"]
        ],
    )


def refuse_stories(lines: Sequence[Line], mishaps: int) -> list[str]:
    """The stories that the model does not know.

    Who is killed or cut off after a commit cannot tell of it any more, and who is stopped there tells late: so many
    runs as there were mishaps may lack a line, or have one of an attempt that is over.
    """
    refused, forgiven = list[str](), 0
    for run_id in sorted({line["run"] for line in lines if "run" in line}):
        story = [line for line in lines if line.get("run") == run_id]
        found = find_refused(story)
        told = (story, 1), (without_late(story), 2)
        if found and not all(find_refused(lines_told, untold=untold) for lines_told, untold in told):
            forgiven += 1
        else:
            refused += found
    assert forgiven <= mishaps, f"{forgiven} runs lack a line after {mishaps} mishaps"
    return refused
