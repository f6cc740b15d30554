"""RQ entry points. Their names and arguments are an interface between releases: add, never reorder."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.logs import bind_context
from app.settings import Settings
from app.traces import flush_traces, span
from worker.account_reports import report_part
from worker.checks import check_part
from worker.context import WorkerContext, build_context
from worker.deliveries import deliver_due
from worker.engine.run_slices import work_run_slice
from worker.sync_slices import work_sync_slice

_context: WorkerContext | None = None


def prepare() -> WorkerContext:
    """The context of this process; made at the first use, so that a forked job opens its own connections."""
    global _context  # noqa: PLW0603 - one context per process
    if _context is None:
        _context = build_context(Settings.from_env())
    return _context


def use_context(context: WorkerContext) -> None:
    """Let the jobs of this process and its children work with this context: other leases, a clock that is wrong."""
    global _context  # noqa: PLW0603 - as above
    _context = context


@contextmanager
def _known(**ids: int) -> Iterator[None]:
    """Bind what all lines of a job carry; its traces leave with it, for its process just ends."""
    bind_context(**ids)
    try:
        yield
    finally:
        flush_traces()


def work_run(tenant_id: int, run_id: int, attempt: int) -> None:
    """One slice of a run."""
    with _known(tenant_id=tenant_id, run_id=run_id):
        work_run_slice(prepare(), tenant_id, run_id, attempt)


def report_accounts(tenant_id: int) -> None:
    """One part of a tenant's report of accounts."""
    with _known(tenant_id=tenant_id), span("report of accounts", tenant_id=tenant_id):
        report_part(prepare(), tenant_id)


def check_run(tenant_id: int, run_id: int) -> None:
    """One part of the look at what a run has changed, long after it."""
    with _known(tenant_id=tenant_id, run_id=run_id), span("check of a run", tenant_id=tenant_id, run_id=run_id):
        check_part(prepare(), tenant_id, run_id)


def work_sync(tenant_id: int, sync_id: int, attempt: int) -> None:
    """One slice of a sync."""
    with _known(tenant_id=tenant_id, sync_id=sync_id):
        work_sync_slice(prepare(), tenant_id, sync_id, attempt)


def deliver(tenant_id: int) -> None:
    """The notifications that are due for a tenant."""
    with _known(tenant_id=tenant_id), span("delivery", tenant_id=tenant_id):
        deliver_due(prepare(), tenant_id)
