"""Context of a sync slice, shared by its threads: database, API, clock, row ids, and the wish to stop."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.admin import AdminApi
from app.atlassian.records import ActivityRecord, GroupReference
from app.db import Database
from app.directory.looks import say_look
from app.directory.syncing.sync_apps import describe_unlisted
from app.directory.syncing.sync_catalogue import ensure_groups, learn_app_directory, write_apps
from app.directory.syncing.sync_progress import build_progress
from app.directory.syncing.sync_rows import ClaimedSync, Walk, list_looked_at, record_page, update_sync
from app.domain.changes import Question, is_first_look
from app.domain.states import WalkState
from app.models import App, Sync

MARGIN_SECONDS: Final = 1.0
_FILLED_TABLES: Final = (
    "app_access",
    "app_activity",
    "directory_groups",
    "directory_memberships",
    "directory_users",
    "group_members",
)


class SliceContext:
    """One slice of one sync. Its methods may be called from all of its threads."""

    def __init__(
        self,
        database: Database,
        claim: ClaimedSync,
        api: AdminApi,
        *,
        deadline: datetime,
        must_yield: Callable[[], bool],
        may_write: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self.database = database
        self.claim = claim
        self.api = api
        self.now = now
        self.is_only_directory = True
        self.outage: str | None = None
        """The last way in which Atlassian failed in this slice."""
        self.service_accounts: frozenset[str] | None = None
        self.are_roles_told = False
        self.is_activity_told = False
        self._deadline = deadline
        self._must_yield = must_yield
        self._may_write = may_write
        self._lock = threading.Lock()
        self._groups: dict[str, int] = {}
        self._apps: dict[str, tuple[int, str | None]] = {}
        self._site_names: dict[str, str] = {}
        self._skipped_resources: frozenset[str] = frozenset()
        self._walks: dict[int, Walk] = {}
        self._calls_before = 0
        self._is_first = False
        self._looked_at: Mapping[Question, bool] | None = None
        self.started_at = now()
        self._stop: BaseException | None = None

    def session(self) -> AbstractContextManager[Session]:
        """A transaction that sees this tenant's rows. Raises what `may_write` raises."""
        self._may_write()
        return self.database.tenant_session(self.claim.tenant_id)

    @contextmanager
    def looking(self, walk: Walk | None = None) -> Iterator[Session]:
        """A transaction that writes what was read; what changes is noted, unless it was never looked at before."""
        known = self._looked_at
        is_first = walk is not None and known is not None and is_first_look(walk.question, known)
        with self.session() as session:
            say_look(session, self.now(), is_first=is_first)
            yield session

    # -- stopping -------------------------------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        """True when no further page should be begun."""
        return self._stop is not None or self.seconds_left <= MARGIN_SECONDS or self._must_yield()

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline of the slice."""
        return (self._deadline - self.now()).total_seconds()

    @property
    def stop_reason(self) -> BaseException | None:
        """Reason why the slice stopped before its time, if it did."""
        return self._stop

    def stop(self, reason: BaseException) -> None:
        """Let all threads end after their page; the first reason counts."""
        with self._lock:
            self._stop = self._stop or reason

    # -- progress -------------------------------------------------------------------------------------------------

    def begin(self, sync: Sync, walks: Sequence[Walk]) -> None:
        """Take over where the sync stands."""
        self._walks = {walk.position: walk for walk in walks}
        self._calls_before = sync.api_calls - self.api.transport.calls
        self.started_at = sync.started_at or self.now()
        self.outage = sync.waiting_reason
        self._is_first = bool(sync.plan.get("is_first"))
        self._skipped_resources = frozenset(sync.plan.get("skipped_resources", ()))
        self.is_only_directory = len(sync.plan.get("directory_ids", ())) == 1
        listed = sync.plan.get("service_accounts")
        self.service_accounts = None if listed is None else frozenset(listed)
        self.are_roles_told = bool(sync.plan.get("are_roles_told"))
        if walks and self._looked_at is None:
            with self.session() as session:
                self._looked_at = list_looked_at(session, self.claim)

    @property
    def api_calls(self) -> int:
        """Requests of the whole sync so far."""
        return self._calls_before + self.api.transport.calls

    @property
    def expected_users(self) -> int:
        """How many rows the listings should bring together: an upper bound for any one of them."""
        return sum(walk.expected_rows or 0 for walk in self._walks.values() if walk.kind in ("users", "groups"))

    def list_pending(self) -> list[Walk]:
        """Walks that still have something to do, in their planned order."""
        return [walk for _, walk in sorted(self._walks.items()) if walk.state == WalkState.PENDING]

    def list_failed(self) -> list[Walk]:
        """Walks that failed."""
        return [walk for _, walk in sorted(self._walks.items()) if walk.state == WalkState.FAILED]

    def find_walk(self, position: int) -> Walk:
        """The walk as last written."""
        return self._walks[position]

    def refresh_statistics(self, pages: int) -> None:
        """Let PostgreSQL look at tables that a first sync is filling: plans made for empty ones get slow."""
        if self._is_first and pages in (1, 10, 100):
            with self.session() as session:
                session.execute(sa.text(f"analyze {', '.join(_FILLED_TABLES)}"))

    def note_walk(self, session: Session, walk: Walk) -> None:
        """Write the progress with this walk as it is now; the last statement of its transaction: the fence."""
        update_sync(session, self.claim, progress=self._take_over(walk), api_calls=self.api_calls)

    def note_page(self, session: Session, walk: Walk, row_ids: Sequence[int]) -> None:
        """Write where the walk stands after a page that brought these rows; the last statement, as above."""
        record_page(session, self.claim, walk, row_ids, progress=self._take_over(walk), api_calls=self.api_calls)

    def _take_over(self, walk: Walk) -> dict[str, Any]:
        with self._lock:
            self._walks[walk.position] = walk
            return self.build_progress()

    def build_progress(self) -> dict[str, Any]:
        """The present progress."""
        elapsed = (self.now() - self.started_at).total_seconds()
        return build_progress(list(self._walks.values()), self.api_calls, elapsed)

    # -- row ids --------------------------------------------------------------------------------------------------

    def find_groups(self, directory_id: str, groups: Sequence[GroupReference]) -> Mapping[str, int]:
        """Row ids of groups that users name, adding unknown ones in a transaction of its own."""
        missing = [group for group in groups if group.group_id not in self._groups]
        if missing:
            with self.session() as session:
                rows = ensure_groups(session, self.claim.tenant_id, missing, directory_id)
            self._groups.update(rows)
        return self._groups

    def find_apps(self, directory_id: str, entries: Sequence[ActivityRecord]) -> Mapping[str, int]:
        """Row ids of apps that users were active in, adding unlisted ones; sandboxes are left out."""
        named = {e.resource_id: e for e in entries if e.resource_id not in self._skipped_resources}
        if not self._apps:
            self._load_apps()
        unlisted = [entry for resource_id, entry in named.items() if resource_id not in self._apps]
        if unlisted:
            with self.session() as session:
                apps = [describe_unlisted(entry.resource_id, entry.key, self._site_names) for entry in unlisted]
                write_apps(session, self.claim.tenant_id, sorted(apps, key=lambda app: app.resource_id))
            self._load_apps()
        self._learn_directory(directory_id, [r for r in named if self._apps[r][1] is None])
        return {resource_id: self._apps[resource_id][0] for resource_id in named}

    def _load_apps(self) -> None:
        with self.session() as session:
            rows = session.execute(
                sa.select(App.resource_id, App.id, App.directory_id, App.site_id, App.site_name).where(
                    App.tenant_id == self.claim.tenant_id
                )
            ).all()
        self._site_names = {row.site_id: row.site_name for row in rows}
        self._apps = {row.resource_id: (row.id, row.directory_id) for row in rows}

    def _learn_directory(self, directory_id: str, resource_ids: Sequence[str]) -> None:
        if not resource_ids:
            return
        with self.session() as session:
            rows = [self._apps[resource_id][0] for resource_id in resource_ids]
            learn_app_directory(session, self.claim.tenant_id, directory_id, sorted(rows))
        self._load_apps()
