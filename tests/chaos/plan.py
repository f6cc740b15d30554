"""What a storm does and when: everything follows from its seed."""

import random
from dataclasses import dataclass
from typing import Final

from tests.chaos.worker import LEASE_SECONDS

Kind = str
KILLED: Final = ("worker", "scheduler", "web", "redis", "postgres")
PAUSED: Final = ("worker", "worker", "worker", "scheduler")
USUAL: Final = (
    *(("kill", victim) for victim in KILLED),
    *(("pause", victim) for victim in PAUSED),
    ("cut", "postgres"),
    ("cut", "postgres"),
    ("silence", "postgres"),
    ("hold", "run"),
    ("hold", "run"),
)
"""Each of them comes once before any comes again."""
DRIFTS: Final = (-3600, -120, 120, 3600)


@dataclass(frozen=True)
class Act:
    """Something bad that begins at a second of the storm and lasts for some."""

    at: float
    kind: Kind
    victim: str
    seconds: float
    chance: float
    """Which of several victims, 0 to 1."""


@dataclass(frozen=True)
class Plan:
    """A whole storm. `drift`: by how many seconds one worker's clock is wrong."""

    seed: int
    acts: tuple[Act, ...]
    drift: int

    def __str__(self) -> str:
        lines = [f"storm of seed {self.seed}, one worker's clock wrong by {self.drift} s"]
        lines += [f"  {act.at:5.1f} s  {act.kind} {act.victim} for {act.seconds:.1f} s" for act in self.acts]
        return "\n".join(lines)


def draw_plan(seed: int, seconds: float) -> Plan:
    """As many acts as fit into so many seconds, about one in two."""
    chance = random.Random(seed)
    acts: list[Act] = []
    waiting: list[tuple[Kind, str]] = []
    at = 1.0
    while at < seconds:
        waiting = waiting or chance.sample(USUAL, len(USUAL))
        kind, victim = waiting.pop()
        acts.append(Act(at, kind, victim, _draw_length(kind, chance), chance.random()))
        at += chance.uniform(1.0, 2.6)
    return Plan(seed, tuple(acts), chance.choice(DRIFTS))


def _draw_length(kind: Kind, chance: random.Random) -> float:
    if kind == "pause":
        return LEASE_SECONDS + chance.uniform(0.5, 3)
    if kind == "silence":
        return chance.uniform(3, LEASE_SECONDS + 3)
    return chance.uniform(2, 6) if kind == "hold" else 0.0
