"""All benches within a bounded time, and one table of their figures: `make bench`.

    python -m bench [--minutes 45] [--size 100000] [--only engine.dispatch,web.page] [--out .bench]

Each bench is a process of its own; what one prints stands in a log beside the table's JSON. Ratios and growth say
something on any machine; seconds say something where the load beside them is low. Ends with 1 when a bench failed or a
goal was missed.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.catalogue import list_benches
from bench.figures import Figure
from bench.running import Outcome, run_benches

_WORDS = {True: "met", False: "MISSED", None: "-"}
_HEADS = ("what", "figure", "goal", "beside", "its figure", "ratio", "growth", "load", "")


def main() -> int:
    """Run, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=45.0, help="for everything together")
    parser.add_argument("--size", type=int, default=100_000, help="people of the large tenant")
    parser.add_argument("--only", default="", help="names of benches, with commas between them")
    parser.add_argument("--out", type=Path, default=Path(".bench"))
    options = parser.parse_args()
    entries = list_benches(options.size, options.minutes)
    wanted = [name for name in options.only.split(",") if name]
    if unknown := set(wanted) - {entry.name for entry in entries}:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    options.out.mkdir(parents=True, exist_ok=True)
    chosen = [entry for entry in entries if not wanted or entry.name in wanted]
    outcomes = run_benches(chosen, options.minutes, options.out)
    (options.out / "table.json").write_text(json.dumps(describe(outcomes, options.size), indent=1) + "\n", "utf-8")
    print(f"\n{os.cpu_count()} processors, {platform.python_version()}, {options.size:,} people")
    print("\n".join(format_table(outcomes)))
    print(f"the same as JSON, and what each bench printed: {options.out}")
    return int(not all(outcome.is_whole for outcome in outcomes))


def describe(outcomes: Sequence[Outcome], size: int) -> dict[str, Any]:
    """Everything of a run for other programs."""
    benches = [
        {
            **asdict(outcome),
            "figures": [asdict(one) | {"ratio": one.ratio, "is_met": one.is_met} for one in outcome.figures],
        }
        for outcome in outcomes
    ]
    return {"processors": os.cpu_count(), "python": platform.python_version(), "size": size, "benches": benches}


def format_table(outcomes: Sequence[Outcome]) -> list[str]:
    """One line a figure, and one for each bench that did not get to its end."""
    rows: list[tuple[str, ...]] = [_HEADS]
    for outcome in outcomes:
        load = f"{outcome.load_before:.1f}-{outcome.load_after:.1f}"
        rows += [_format(outcome.name, figure, load) for figure in outcome.figures]
        if outcome.trouble:
            rows.append((f"{outcome.name}: {outcome.trouble}", "", "", "", "", "", "", load, "FAILED"))
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _format(name: str, figure: Figure, load: str) -> tuple[str, ...]:
    return (
        f"{name}: {figure.what}",
        f"{_write(figure.value)} {figure.unit}".rstrip(),
        figure.describe_goal(),
        figure.beside,
        _write(figure.beside_value),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.exponent is None else f"{figure.exponent:.2f}",
        load,
        _WORDS[figure.is_met],
    )


def _write(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


if __name__ == "__main__":
    sys.exit(main())
