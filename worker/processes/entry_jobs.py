"""Jobs as we take them out of Redis, which is not trusted: a few entry points by name, and numbers as arguments.

RQ imports and calls whatever name a job carries, for the work and for its callbacks. Here everything that names code
is dropped while a job is read, and a job that is not one of ours is refused before anything is imported.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from rq.exceptions import DeserializationError
from rq.job import Job
from rq.utils import import_attribute

ENTRY_POINTS: Final = frozenset(
    {
        "worker.jobs.work_run",
        "worker.jobs.work_sync",
        "worker.jobs.deliver",
        "worker.jobs.report_accounts",
        "worker.jobs.check_run",
    }
)
READ_FIELDS: Final = frozenset(
    {
        b"data",
        b"created_at",
        b"origin",
        b"worker_name",
        b"enqueued_at",
        b"started_at",
        b"ended_at",
        b"last_heartbeat",
        b"timeout",
        b"result_ttl",
        b"failure_ttl",
        b"status",
        b"ttl",
    }
)
"""No callbacks, webhooks, results, dependencies, repetitions: nothing of ours uses them."""


class ForeignJobError(Exception):
    """A job that nobody of ours has put into the queue."""


class EntryJob(Job):
    """A job that can only be one of ours."""

    def restore(self, raw_data: Mapping[Any, Any]) -> Any:
        """Read it from Redis, without what could name other code."""
        kept = {name: value for name, value in raw_data.items() if _as_bytes(name) in READ_FIELDS}
        return super().restore(kept)

    def check(self) -> None:
        """Raises ForeignJobError unless name and arguments are those of an entry point."""
        args: Any
        try:
            name, instance, args, kwargs = self.func_name, self.instance, self.args, self.kwargs
        except (DeserializationError, TypeError, ValueError) as error:
            raise ForeignJobError("its data cannot be read") from error
        if not isinstance(name, str) or name not in ENTRY_POINTS or instance is not None or kwargs:
            raise ForeignJobError("it names something else than an entry point")
        if not isinstance(args, (list, tuple)) or any(type(one) is not int for one in args):
            raise ForeignJobError("its arguments are no numbers")

    @property
    def func(self) -> Callable[..., Any]:
        """The entry point; nothing else is ever imported. Raises ForeignJobError."""
        self.check()
        found: Callable[..., Any] = import_attribute(str(self.func_name))
        return found


def _as_bytes(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()
