"""When scheduled triggers fire by themselves: by the sandbox's clock, which can be moved (platform contract 4.2, 4.4).

A trigger fires first a few minutes after the installation and then once per interval. It is a heartbeat and no
scheduler: however far the clock was moved, a trigger that is due fires once, and the missed ones are skipped. Each
firing is delivered with the platform's time limit and retries, as an event is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sandbox.host.forge.forge_host import ForgeHost
from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.forge.manifest import INTERVAL_SECONDS, Trigger
from sandbox.world.clock import format_instant, parse_instant
from sandbox.world.documents import Documents
from sandbox.world.state import World

Json = dict[str, Any]
FIRST_AFTER_SECONDS = 300
_AT_ONCE = 4


class Timetable:
    """The next and the last firing of every scheduled trigger, kept in one section of the world's documents."""

    def __init__(self, forge: ForgeHost, world: World) -> None:
        self._forge = forge
        self._world = world

    @property
    def _rows(self) -> Documents:
        return self._world.documents("forge_timetable")

    def describe(self) -> list[Json]:
        """Every scheduled trigger of an installed app: when it fires next, and how its last firing went."""
        with self._world.lock:
            return [
                {"org_id": installation.org_id, "site": installation.site, **self._row(installation, trigger)}
                for installation, trigger in self._triggers()
            ]

    def enrol(self, installation_id: str) -> None:
        """Plan the first firing of an installation that was made just now."""
        with self._world.lock:
            for installation, trigger in self._triggers():
                if installation.installation_id == installation_id:
                    self._rows.put(_key(installation, trigger), self._row(installation, trigger))

    def run_due(self, options: Mapping[str, Any] | None = None) -> list[Json]:
        """Fire everything that is due, and return the rows of what was fired; ``options`` as for one trigger."""
        due = self._claim_due()
        if not due:
            return []
        with ThreadPoolExecutor(max_workers=min(len(due), _AT_ONCE)) as pool:
            firings = [pool.submit(self._fire, installation, trigger, options or {}) for installation, trigger in due]
        return [firing.result() for firing in firings]

    def _triggers(self) -> Iterator[tuple[ForgeInstallation, Trigger]]:
        for installation in self._forge.book.list_all():
            if installation.state == "installed":
                for trigger in installation.manifest.triggers:
                    if trigger.kind == "scheduledTrigger":
                        yield installation, trigger

    def _claim_due(self) -> list[tuple[ForgeInstallation, Trigger]]:
        """Set what is due to its next time before it is fired, so that nobody else fires it too."""
        with self._world.lock:
            now = self._world.clock.timestamp()
            due = []
            for installation, trigger in self._triggers():
                row = self._row(installation, trigger)
                next_at = parse_instant(row["next_at"]).timestamp()
                interval = INTERVAL_SECONDS[row["interval"]]
                if next_at <= now:
                    due.append((installation, trigger))
                    row |= {"next_at": _instant(now + interval), "last_at": _instant(now), "attempts": []}
                elif next_at > now + max(interval, FIRST_AFTER_SECONDS):
                    row["next_at"] = _instant(now + interval)  # the clock went back
                elif _key(installation, trigger) in self._rows:
                    continue
                self._rows.put(_key(installation, trigger), row)
            return due

    def _row(self, installation: ForgeInstallation, trigger: Trigger) -> Json:
        stored = self._rows.get(_key(installation, trigger))
        return stored or {
            "installation_id": installation.installation_id,
            "trigger": trigger.key,
            "interval": trigger.interval,
            "next_at": _instant(self._world.clock.timestamp() + FIRST_AFTER_SECONDS),
            "last_at": None,
            "fired": 0,
            "attempts": [],
        }

    def _fire(self, installation: ForgeInstallation, trigger: Trigger, options: Mapping[str, Any]) -> Json:
        answer = self._forge.run_scheduled(installation, trigger.key, options)
        with self._world.lock:
            row = self._row(installation, trigger)
            row |= {"fired": row["fired"] + 1, "attempts": answer["deliveries"][0]["attempts"]}
            self._rows.put(_key(installation, trigger), row)
            return row


def _key(installation: ForgeInstallation, trigger: Trigger) -> str:
    return f"{installation.installation_id}/{trigger.key}"


def _instant(seconds: float) -> str:
    return format_instant(datetime.fromtimestamp(seconds, UTC))
