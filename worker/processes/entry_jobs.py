"""Jobs as we take them out of Redis, which is not trusted: a few entry points by name, and numbers as arguments.

RQ imports and calls whatever name a job carries, for the work and for its callbacks. Here everything that names code
is dropped while a job is read, and a job that is not one of ours is refused before anything is imported.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import redis
from rq.exceptions import DeserializationError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.utils import import_attribute, str_to_date

QUEUE: Final = "rollcall"
DELIVERIES: Final = "rollcall-deliveries"
CHORES: Final = "rollcall-chores"
JOB_TIMEOUT_SECONDS: Final = 180
FAILURE_SECONDS: Final = 3600
"""How long a job that failed can be looked at."""
MOST_IN_A_FIELD: Final = 4096
"""Bytes, also of what is unpacked; ours have some hundred."""
MOST_OF_A_NUMBER: Final = 2**63


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """Entry point of jobs of one name: where it may stand, and how many numbers it takes."""

    queue: str
    arguments: int


ENTRY_POINTS: Final = MappingProxyType(
    {
        "worker.jobs.work_run": EntryPoint(QUEUE, 3),
        "worker.jobs.work_sync": EntryPoint(QUEUE, 3),
        "worker.jobs.deliver": EntryPoint(DELIVERIES, 1),
        "worker.jobs.report_accounts": EntryPoint(CHORES, 1),
        "worker.jobs.check_run": EntryPoint(CHORES, 2),
    }
)
_READERS: Final[Mapping[bytes, Callable[[Any], Any]]] = MappingProxyType(
    {
        b"origin": bytes.decode,
        b"worker_name": bytes.decode,
        b"status": lambda value: JobStatus(bytes.decode(value)),
        **dict.fromkeys((b"created_at", b"enqueued_at", b"started_at", b"ended_at", b"last_heartbeat"), str_to_date),
    }
)
"""What else is read of a job, where it can be. No callbacks, webhooks, results, dependencies, repetitions, times to
live: nothing of ours uses them, or they are the same for all.
"""


class ForeignJobError(Exception):
    """A job that nobody of ours has put into the queue."""


class EntryJob(Job):
    """A job that can only be one of ours."""

    def refresh(self) -> None:
        """Read it from Redis, as much as one of ours may hold. Raises NoSuchJobError where no job is."""
        names = [b"data", *_READERS]
        try:
            with self.connection.pipeline(transaction=False) as pipeline:
                for name in names:
                    pipeline.hstrlen(self.key, name)
                lengths = pipeline.execute()
            kept = [name for name, length in zip(names, lengths, strict=True) if 0 < length <= MOST_IN_A_FIELD]
            values = self.connection.hmget(self.key, kept) if kept else []
        except redis.exceptions.ResponseError as error:
            raise NoSuchJobError(f"{self.id} is no job") from error
        self.restore({name: value for name, value in zip(kept, values, strict=True) if value is not None})

    def restore(self, raw_data: Mapping[Any, Any]) -> Any:
        """Take what was read, without what could name other code and what cannot be read. Raises NoSuchJobError."""
        fields = {_as_bytes(name): value for name, value in raw_data.items()}
        if b"data" not in fields:
            raise NoSuchJobError(f"{self.id} is no job")
        kept = {name: value for name, value in fields.items() if name in _READERS and _is_read(_READERS[name], value)}
        super().restore({**kept, b"data": b"-"})
        self.data = _unpack(fields[b"data"])
        self.timeout, self.result_ttl, self.failure_ttl = JOB_TIMEOUT_SECONDS, 0, FAILURE_SECONDS

    def check(self, queue: str | None = None) -> None:
        """Raises ForeignJobError unless name, arguments and, where told, the queue are those of an entry point."""
        args: Any
        try:
            name, instance, args, kwargs = self.func_name, self.instance, self.args, self.kwargs
        except (DeserializationError, TypeError, ValueError) as error:
            raise ForeignJobError("its data cannot be read") from error
        if not isinstance(name, str) or name not in ENTRY_POINTS or instance is not None or kwargs:
            raise ForeignJobError("it names something else than an entry point")
        if not isinstance(args, (list, tuple)) or any(type(one) is not int for one in args):
            raise ForeignJobError("its arguments are no numbers")
        entry = ENTRY_POINTS[name]
        if len(args) != entry.arguments or not all(0 <= one < MOST_OF_A_NUMBER for one in args):
            raise ForeignJobError("its arguments are not those of its entry point")
        if queue not in (None, entry.queue):
            raise ForeignJobError("it stands in another queue")

    @property
    def func(self) -> Callable[..., Any]:
        """The entry point; nothing else is ever imported. Raises ForeignJobError."""
        self.check()
        found: Callable[..., Any] = import_attribute(str(self.func_name))
        return found


def _as_bytes(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()


def _is_read(reader: Callable[[Any], Any], value: Any) -> bool:
    try:
        reader(value)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _unpack(data: bytes) -> bytes:
    """The data of a job, which RQ packs; nothing where it unpacks to more than one of ours may hold."""
    if len(data) > MOST_IN_A_FIELD:
        return b""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data, MOST_IN_A_FIELD)
    except zlib.error:
        return data
    return unpacked if unpacking.eof else b""
