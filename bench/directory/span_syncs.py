"""How long a whole sync takes with the noting of spans and without it.

    python -m bench.directory.span_syncs [--users 10000] [--pairs 3]

A sandbox without limits and latency, so that nothing but work is in the figures. A first sync of an organization each
way, then pairs of syncs of one mirror, with the triggers and without them in turn, after one person in a hundred has
joined a group or left one. Prints the seconds, their ratios, and what a span takes on disk.
"""

import argparse
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import sqlalchemy as sa

from app.db import Database
from app.models import Tenant
from bench.directory.sync import Place, measure
from bench.figures import Figure, note
from local.stores import UNSAFE_POSTGRES, UNSAFE_REDIS, Stores
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient, running_sandbox

_TRIGGERS: Final = """
select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname like 'note\\_span\\_%'
"""


class Mirror:
    """A database with the mirror of the sandbox's organization."""

    def __init__(self, stores: Stores, client: SandboxClient, url: str) -> None:
        organization = client.organization()
        self._client, self._org_id = client, str(organization["org_id"])
        self._database = Database(url)
        with self._database.system_session() as session:
            tenant = Tenant()
            session.add(tenant)
            session.flush()
            tenant_id = tenant.id
        api_key = str(organization["api_key"])
        self._place = Place(url, stores.redis.url, client.base_url, self._org_id, api_key, tenant_id)

    def sync(self, *, with_spans: bool) -> float:
        """Sync; gives the seconds."""
        word = "enable" if with_spans else "disable"
        with self._database.system_session() as session:
            session.execute(sa.text("reset role"))
            for table, trigger in session.execute(sa.text(_TRIGGERS)).all():
                session.execute(sa.text(f"alter table {table} {word} trigger {trigger}"))
        measured = measure(self._place)
        if measured.state != "succeeded":
            raise SystemExit(f"a sync ended as {measured.state}")
        return measured.seconds

    def move(self, turn: int) -> None:
        """Let one person in a hundred join a group; who joined at the last turn leaves it."""
        users: list[dict[str, Any]] = self._client.users(self._org_id, limit="200000")
        groups = self._client.call("GET", f"/organizations/{self._org_id}/groups")["groups"]
        group = next(one["group_id"] for one in groups if one["is_modifiable"] and not one["grants"])
        effects = [
            [effect, {"account_id": user["account_id"], "group_id": group}]
            for effect, start in (("member_added", turn), ("member_removed", turn - 1))
            for user in users[start % 100 :: 100]
        ]
        self._client.call("POST", f"/organizations/{self._org_id}/effects", {"effects": effects})

    def tell_storage(self) -> tuple[int, int]:
        """How many spans there are, and their bytes with indexes."""
        with self._database.system_session() as session:
            query = sa.text("select (select count(*) from change_spans), pg_total_relation_size('change_spans')")
            count, size = session.execute(query).one()
            return int(count), int(size)

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()


@contextmanager
def _mirror(stores: Stores, client: SandboxClient, url: str) -> Iterator[Mirror]:
    mirror = Mirror(stores, client, url)
    try:
        yield mirror
    finally:
        mirror.close()


def main() -> None:
    """Sync in both ways, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    with (
        TemporaryDirectory(prefix="rc-") as folder,
        Stores(Path(folder) / "stores", UNSAFE_POSTGRES, UNSAFE_REDIS) as stores,
        running_sandbox(Path(folder) / "sandbox", "--users", str(options.users), "--no-limits", "--no-lag") as client,
    ):
        databases = Databases(stores.postgres)
        with databases.migrated() as url, _mirror(stores, client, url) as mirror:
            bare = mirror.sync(with_spans=False)
        with databases.migrated() as url, _mirror(stores, client, url) as mirror:
            noted = mirror.sync(with_spans=True)
            print(f"first sync of {options.users:,} people: {noted:.1f} s with spans, {bare:.1f} s without", flush=True)
            note(Figure("first sync, with spans", noted, "s", beside="without", beside_value=bare, ratio_at_most=1.2))
            pairs = []
            for pair in range(options.pairs):
                took = {}
                for turn, with_spans in enumerate((True, False) if pair % 2 else (False, True)):
                    mirror.move(2 * pair + turn + 1)
                    took[with_spans] = mirror.sync(with_spans=with_spans)
                pairs.append(took)
                print(f"1 % moved: {took[True]:.1f} s with spans, {took[False]:.1f} s without", flush=True)
            noted, bare = (statistics.median(took[way] for took in pairs) for way in (True, False))
            note(Figure("later sync, with spans", noted, "s", beside="without", beside_value=bare, ratio_at_most=1.2))
            count, size = mirror.tell_storage()
            print(f"median ratio {statistics.median(one[True] / one[False] for one in pairs):.2f}; {count:,} spans, "
                  f"{size / max(1, count):.0f} bytes each")  # fmt: skip


if __name__ == "__main__":
    main()
