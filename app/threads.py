"""Threads that know what they work for: logs and traces of a thread carry what was bound where its work was given.

For every thread that an app's or worker's process starts for a piece of work; Python's own begin with nothing.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class KnowingPool(ThreadPoolExecutor):
    """A pool whose threads work in the context of whoever submitted."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        """See ThreadPoolExecutor."""
        context = copy_context()
        return super().submit(lambda: context.run(fn, *args, **kwargs))


def knowing(work: Callable[[], None]) -> Callable[[], None]:
    """The same, for the target of a single thread: in the context of whoever asks for this."""
    context = copy_context()
    return lambda: context.run(work)
