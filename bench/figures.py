"""Figures that a bench tells the table of `python -m bench`, beside what it prints for who runs it alone."""

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FILE: Final = "BENCH_FIGURES"
"""The variable that names the file of the run; without it nothing is kept."""


@dataclass(frozen=True)
class Figure:
    """Figure of a bench: what was measured, what is asked of it, and what it stands beside."""

    what: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    beside: str = ""
    """The peer or floor, measured in the same run."""
    beside_value: float | None = None
    ratio_at_most: float | None = None
    ratio_at_least: float | None = None
    exponent: float | None = None
    """How it grows with the size: 1 is in step with it."""

    @property
    def ratio(self) -> float | None:
        """The figure by that of the peer, or None where there is none."""
        return self.value / self.beside_value if self.beside_value else None

    @property
    def is_met(self) -> bool | None:
        """Whether every goal is met; None: nothing is asked."""
        asked = [
            (self.value, self.at_most, self.at_least),
            (self.ratio, self.ratio_at_most, self.ratio_at_least),
        ]
        if all(most is None and least is None for _value, most, least in asked):
            return None
        return all(_is_within(value, most, least) for value, most, least in asked)

    def describe_goal(self) -> str:
        """The goal in a few signs."""
        goals = [("≤ ", self.at_most, ""), ("≥ ", self.at_least, ""), ("≤ ", self.ratio_at_most, " of it")]
        goals.append(("≥ ", self.ratio_at_least, " of it"))
        return ", ".join(f"{sign}{goal:,g}{rest}" for sign, goal, rest in goals if goal is not None)


def _is_within(value: float | None, most: float | None, least: float | None) -> bool:
    if most is None and least is None:
        return True
    if value is None or math.isnan(value):
        return False
    return (most is None or value <= most) and (least is None or value >= least)


def note(figure: Figure) -> None:
    """Keep a figure for the table, if one is being made."""
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(figure)) + "\n")


def read_figures(path: Path) -> list[Figure]:
    """Read what a bench has noted; a line that was cut short by its end is let go."""
    found = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            found.append(Figure(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def find_exponent(sizes: Sequence[int], values: Sequence[float]) -> float | None:
    """The growth from the smallest size to the largest: 0 is none, 1 in step, 2 with the square."""
    if len(sizes) < 2 or min(values[0], values[-1]) <= 0:
        return None
    return math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0])


def find_part(values: Sequence[float], share: float) -> float:
    """The value within which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
