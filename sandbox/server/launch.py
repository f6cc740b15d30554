"""Starts the server process: opens the world and hands the application to gunicorn. Composition only."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from sandbox.seeds.plan import build_plan
from sandbox.server.composition import create_app
from sandbox.server.serving import serve
from sandbox.server.ticker import Ticker
from sandbox.switches import Switches
from sandbox.world.clock import format_instant
from sandbox.world.effects import Effect
from sandbox.world.journal import close_world, open_world
from sandbox.world.state import World, Write


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve: `data` None = in memory only; `seed` as in the control plane, used for a new world only."""

    port: int
    data: Path | None
    seed: dict[str, Any]
    switches: dict[str, Any]


def run(options: Options) -> None:
    """Serve until stopped; raises ValueError for a bad seed or switch before anything starts."""
    world = World()
    anchor = format_instant(world.clock.now().replace(minute=0, second=0, microsecond=0))
    plan = build_plan(options.seed, anchor)
    Switches(options.switches)
    tickers: list[Ticker] = []

    def build() -> Flask:
        open_world(options.data, [plan], world)
        turn_switches(world, options.switches)
        gc.freeze()  # a seed of 100,000 people is no garbage; looking through it would stop every answer
        app = create_app(world)
        tickers.append(Ticker(app.extensions["sandbox_hosts"].timetable.run_due))
        tickers[0].start()
        return app

    def close() -> None:
        for ticker in tickers:
            ticker.stop()
        close_world(world)

    serve(build, close, port=options.port)


def turn_switches(world: World, switches: dict[str, Any]) -> None:
    """Turn switches in every organization that has them otherwise."""
    for org in list(world.organizations.values()):
        changed = {name: value for name, value in switches.items() if org.switches[name] != value}
        if changed:
            effects = [Effect("switch_turned", {"name": name, "value": value}) for name, value in changed.items()]
            world.commit(org, effects, Write("switches", changed, status=200))
