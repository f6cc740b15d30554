"""Traces for OpenTelemetry: how long a request, a run, its slices and each call to Atlassian took, as one trace.

For composition roots (`open_traces`) and for whoever does such a piece of work (`span`). Without an endpoint
nothing that sends is imported, and a span costs no more than a call. What a span may say is a closed list (`_NAMES`):
words and numbers of ours, never a name, an address, a key, a path with ids or the text of an error.

No header carries a trace from process to process. The trace of a request has its id (`request_id`); the row of a run
keeps the id of the request that asked for it, and everything else follows from the row.
"""

import os
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self, TypeAlias

from app.settings_checks import TraceTarget

EXPORT_SECONDS: Final = 2.0
"""How long a job may wait at its end for a collector that does not answer."""
Value: TypeAlias = str | int | bool
_NAMES: Final = MappingProxyType(
    {
        "method": "http.request.method",
        "route": "http.route",
        "template": "url.template",
        "status": "http.response.status_code",
        "fault": "error.type",
        "tenant_id": "rollcall.tenant_id",
        "run_id": "rollcall.run_id",
        "sync_id": "rollcall.sync_id",
        "attempt": "rollcall.attempt",
        "trigger": "rollcall.trigger",
        "state": "rollcall.state",
    }
)
"""All that a span may say of what it stands for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of some process by its ids: what others can be put under."""

    trace_id: int
    span_id: int


class Span:
    """A piece of work while it goes on; this one is for processes without traces and says nothing."""

    def note(self, **attributes: Value) -> None:
        """Say more of it; names are those of `_NAMES`."""

    def fail(self, fault: str) -> None:
        """It has failed; `fault` is the name of a kind, never a text."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


_SILENT: Final = Span()
_target: tuple[TraceTarget, str] | None = None
"""Where they go, and what this process is called."""
_lock = threading.Lock()
_provider: tuple[int, Any] | None = None
"""The process that it was made in, and OpenTelemetry's provider."""
_given: ContextVar[Place | None] = ContextVar("given_place", default=None)


def open_traces(target: TraceTarget | None, service: str) -> None:
    """Send the traces of this process and its children there; None: nowhere. Opens nothing before the first span."""
    global _target  # noqa: PLW0603 - one target per process
    close_traces()
    if target is not None:
        # Before any fork, so that a job does not begin with the import.
        import opentelemetry.exporter.otlp.proto.http.trace_exporter
        import opentelemetry.sdk.trace.export  # noqa: F401

        _target = (target, service)


def close_traces() -> None:
    """Send what has not been sent, and no more."""
    global _target, _provider
    provider, _provider, _target = _provider, None, None
    if provider is not None and provider[0] == os.getpid():
        provider[1].shutdown()


def flush_traces() -> None:
    """Send what this process has collected, for a job whose process ends without a word."""
    if _provider is not None and _provider[0] == os.getpid():
        _provider[1].force_flush()


def place_request(request_id: str) -> Place:
    """The span of a request of the web."""
    return Place(int(request_id, 16), _make_span_id(f"request {request_id}"))


def place_work(kind: str, tenant_id: int, row_id: int, created_at: datetime, request_id: str | None) -> Place:
    """The span of a run or sync: in the trace of the request that asked for it, else in one of its own."""
    name = f"{kind} {tenant_id} {row_id} {created_at.timestamp()}"
    trace_id = int(request_id, 16) if request_id else int.from_bytes(sha256(name.encode()).digest()[16:], "big")
    return Place(trace_id, _make_span_id(name))


@dataclass(frozen=True, slots=True)
class _Begin:
    """Beginning of a span."""

    name: str
    kind: str
    at: Place | None
    under: Place | None
    say: Mapping[str, Value]
    began: datetime | None = None


def span(
    name: str, kind: str = "internal", *, at: Place | None = None, under: Place | None = None, **say: Value
) -> Span:
    """A piece of work, to be entered with `with`. kind: `server`, `client` or `internal`. at: its own ids, where others
    must know them. under: its parent in another process; without it, what goes on around it."""
    return _SILENT if _target is None else _Recorded(_Begin(name, kind, at, under, say))


def record_span(
    name: str, *, at: Place, under: Place | None, began: datetime, ended: datetime, **say: Value
) -> None:  # fmt: skip
    """A piece of work that is over and went through several processes."""
    if _target is not None:
        _start(_Begin(name, "internal", at, under, say, began)).end(end_time=_count_nanoseconds(ended))


class _Recorded(Span):
    def __init__(self, begin: _Begin) -> None:
        self._begin = begin
        self._span: Any = None
        self._outer: Any = None

    def note(self, **attributes: Value) -> None:
        for name, value in attributes.items():
            self._span.set_attribute(_NAMES[name], value)

    def fail(self, fault: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        self.note(fault=fault)
        self._span.set_status(Status(StatusCode.ERROR))

    def __enter__(self) -> Self:
        from opentelemetry import context, trace

        self._span = _start(self._begin)
        self._outer = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from opentelemetry import context

        context.detach(self._outer)
        if kind is not None:
            self.fail(kind.__name__)  # the text of an error may quote anything
        self._span.end()


class _Ids:
    """Random ids, but for the spans that other processes must know."""

    def __init__(self, random: Any) -> None:
        self._random = random

    def generate_span_id(self) -> int:
        """OpenTelemetry asks for it with every span."""
        given = _given.get()
        return given.span_id if given else int(self._random.generate_span_id())

    def generate_trace_id(self) -> int:
        """OpenTelemetry asks for it with every span that has no parent."""
        given = _given.get()
        return given.trace_id if given else int(self._random.generate_trace_id())

    def is_trace_id_random(self) -> bool:
        """Some follow from a row."""
        return False


def _start(begin: _Begin) -> Any:
    from opentelemetry import context, trace

    around = context.Context() if begin.at is not None else None  # what has its own trace is in no other
    if begin.under is not None:
        ids = (begin.under.trace_id, begin.under.span_id)
        parent = trace.SpanContext(*ids, is_remote=True, trace_flags=trace.TraceFlags(1))
        around = trace.set_span_in_context(trace.NonRecordingSpan(parent), context.Context())
    token = _given.set(begin.at)
    try:
        tracer = _find_provider().get_tracer("rollcall")
        return tracer.start_span(
            begin.name,
            context=around,
            kind=getattr(trace.SpanKind, begin.kind.upper()),
            attributes={_NAMES[word]: value for word, value in begin.say.items()},
            start_time=None if begin.began is None else _count_nanoseconds(begin.began),
        )
    finally:
        _given.reset(token)


def _find_provider() -> Any:
    """This process's own: what its parent has collected is the parent's to send."""
    global _provider  # noqa: PLW0603 - one per process
    found = _provider
    if found is None or found[0] != os.getpid():
        with _lock:
            if _provider is None or _provider[0] != os.getpid():
                _provider = (os.getpid(), _build_provider())
            found = _provider
    return found[1]


def _build_provider() -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
    from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

    assert _target is not None  # noqa: S101 - asked by every caller
    target, service = _target
    exporter: Any = OTLPSpanExporter(
        endpoint=f"{target.endpoint}/v1/traces", headers=dict(target.headers), timeout=EXPORT_SECONDS
    )
    ids: Any = _Ids(RandomIdGenerator())
    # The id of a trace alone decides whether it is kept, so that all processes keep the same ones.
    provider: Any = TracerProvider(
        sampler=TraceIdRatioBased(target.share),
        resource=Resource.create({"service.name": service}),
        id_generator=ids,
        shutdown_on_exit=True,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _make_span_id(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big") or 1


def _count_nanoseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000) * 1000
