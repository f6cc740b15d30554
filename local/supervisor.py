"""Keeps a set of processes alive, and ends them in order.

One thread and one loop: it reads the processes' output, notices at once when one ends, and starts it
again after a pause that grows. It knows nothing of what the processes are for.
"""

import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from local.errors import LocalError
from local.output import Console, Lines
from local.processes import Program, kill_group, spawn

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A process that lived this long starts over with the first pause."""
ATTEMPTS_BEFORE_READY = 3
"""So often may a process end before it was ever ready; then starting is given up."""

_POLL_SECONDS = 0.05
_IDLE_SECONDS = 0.5
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAskedError(Exception):
    """Error: a stop was asked for while processes were being started."""


@dataclass
class Child:
    """A program under supervision and the process that runs it now, if any."""

    program: Program
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    restart_at: float | None = None
    failures: int = 0
    was_ready: bool = False


class Supervisor:
    """Starts programs, keeps them alive, and stops them from the highest rank down."""

    def __init__(self, console: Console) -> None:
        """Start nothing yet."""
        self._console = console
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ, self._drain)
        self._stops = 0

    def listen_to_signals(self) -> None:
        """Stop on Ctrl-C, SIGTERM and SIGHUP; hurry on the second one. For the main thread."""
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in _STOP_SIGNALS:
            signal.signal(number, lambda *_: self.ask_to_stop())

    def ask_to_stop(self) -> None:
        """Make `watch` return; asked again, the stop no longer waits for work to end."""
        self._stops += 1
        with suppress(BlockingIOError):  # then it is full of wake-ups already
            self._waker.send(b"\0")

    def start(self, program: Program) -> Child:
        """Start `program` and keep it alive from now on."""
        child = Child(program)
        self._children.append(child)
        self._spawn(child)
        return child

    def wait_until_ready(self, timeout_seconds: float) -> None:
        """Return when everything started so far was ready once.

        Raises LocalError when a program keeps ending or the time is over, StopAskedError when asked to.
        """
        deadline = time.monotonic() + timeout_seconds
        while waiting := [child for child in self._children if not self._check_ready(child)]:
            for child in waiting:
                name, log = child.program.name, self._console.path_of(child.program.name)
                if child.failures >= ATTEMPTS_BEFORE_READY:
                    raise LocalError(f"{name} ended {child.failures} times; its output is in {log}.")
                if time.monotonic() >= deadline:
                    raise LocalError(f"{name} was not ready in {timeout_seconds:.0f} s; see {log}.")
            self._turn(_POLL_SECONDS)
            if self._stops:
                raise StopAskedError

    def run_to_end(self, program: Program) -> int:
        """Run `program` once and return its exit code, with its output shown like everybody's."""
        child = Child(program)
        process = self._launch(child)
        while process.poll() is None:
            self._turn(_POLL_SECONDS)
            if self._stops:
                kill_group(process)
                process.wait()
                raise StopAskedError
        self.show_output()
        return process.returncode

    def show_output(self) -> None:
        """Write what the processes said up to now, so that what is said next stands below it."""
        self._turn(0)

    def watch(self) -> None:
        """Keep everything alive until asked to stop."""
        while not self._stops:
            due = [child.restart_at for child in self._children if child.restart_at is not None]
            pause = min(due, default=time.monotonic() + _IDLE_SECONDS) - time.monotonic()
            self._turn(max(0.0, pause))

    def stop_all(self) -> None:
        """End everything, rank by rank, each process with its grace unless hurried."""
        while self._children:
            rank = max(child.program.stop_rank for child in self._children)
            group = [child for child in self._children if child.program.stop_rank == rank]
            self._children = [child for child in self._children if child.program.stop_rank != rank]
            self._stop_group(group)

    def close(self) -> None:
        """Give back what watching took; nothing may run any more."""
        for key in list(self._selector.get_map().values()):
            if key.fileobj is not self._woken:
                os.close(key.fd)
        self._selector.close()
        self._woken.close()
        self._waker.close()

    def _stop_group(self, group: list[Child]) -> None:
        running = [(child.program, child.process) for child in group if child.process is not None]
        for _, process in running:
            if process.poll() is None:
                # SIGCONT lets a suspended process hear the first signal.
                process.send_signal(signal.SIGCONT)
        for program, process in running:
            process.send_signal(program.stop_signal)
        asked_at = time.monotonic()
        while alive := [pair for pair in running if pair[1].poll() is None]:
            for program, process in alive:
                is_late = time.monotonic() - asked_at >= program.grace_seconds
                if is_late or (self._stops > 1 and program.is_hurried):
                    self._console.say(f"{program.name} is killed")
                    kill_group(process)
            self._turn(_POLL_SECONDS)
        for program, process in running:
            kill_group(process)
            self._console.say(f"{program.name} stopped")
        self.show_output()

    def _spawn(self, child: Child) -> None:
        child.restart_at = None
        child.started_at = time.monotonic()
        try:
            child.process = self._launch(child)
        except OSError as error:
            self._console.say(f"{child.program.name} could not be started: {error}")
            self._plan_restart(child)

    def _launch(self, child: Child) -> "subprocess.Popen[bytes]":
        ours, theirs = os.pipe()
        os.set_blocking(ours, False)
        try:
            process = spawn(child.program, theirs)
        except OSError:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        name = child.program.name
        lines = Lines(lambda line: self._console.write(name, line))
        self._selector.register(ours, selectors.EVENT_READ, lambda: self._read(ours, lines))
        return process

    def _read(self, source: int, lines: Lines) -> None:
        try:
            data = os.read(source, 65_536)
        except BlockingIOError:
            return
        if data:
            lines.feed(data)
        else:
            lines.close()
            self._selector.unregister(source)
            os.close(source)

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)

    def _turn(self, timeout_seconds: float) -> None:
        """Handle what there is, waiting up to `timeout_seconds` for something."""
        for key, _ in self._selector.select(timeout_seconds):
            handle: Callable[[], None] = key.data
            handle()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._handle_end(child, child.process)
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                self._spawn(child)

    def _handle_end(self, child: Child, process: "subprocess.Popen[bytes]") -> None:
        kill_group(process)
        child.process = None
        self._console.say(f"{child.program.name} ended ({describe_exit(process.returncode)})")
        self._plan_restart(child)

    def _plan_restart(self, child: Child) -> None:
        was_steady = time.monotonic() - child.started_at >= STEADY_SECONDS
        child.failures = 1 if was_steady else child.failures + 1
        pause = get_pause_seconds(child.failures)
        child.restart_at = time.monotonic() + pause
        self._console.say(f"{child.program.name} is started again in {pause:.1f} s")

    def _check_ready(self, child: Child) -> bool:
        if not child.was_ready and child.process is not None:
            child.was_ready = child.program.is_ready()
        return child.was_ready


def get_pause_seconds(failures: int) -> float:
    """Return the pause before the next start after so many ends in a row."""
    return float(min(FIRST_PAUSE_SECONDS * 2.0 ** min(failures - 1, 16), LONGEST_PAUSE_SECONDS))


def describe_exit(code: int) -> str:
    """Say how a process ended: its exit code, or the signal that ended it."""
    if code < 0:
        return f"by signal {signal.Signals(-code).name}"
    return f"with exit code {code}"
