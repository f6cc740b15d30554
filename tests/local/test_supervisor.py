"""Processes are kept alive, and ended in order."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.errors import LocalError
from local.output import Console
from local.processes import ROOT, Program
from local.supervisor import (
    LONGEST_PAUSE_SECONDS,
    StopAskedError,
    Supervisor,
    describe_exit,
    get_pause_seconds,
)
from tests.ground.processes import child_pids, is_running, wait_until

TELL_STOP = """
import signal, sys, time
def stop(*_):
    time.sleep({slow})
    print("{name} ended", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("{name} up", flush=True)
while True:
    time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf up", flush=True)
time.sleep(60)
"""
SUPERVISE_TWO = """
import sys
from pathlib import Path
from local.output import Console
from local.processes import Program
from local.supervisor import Supervisor
supervisor = Supervisor(Console(Path(sys.argv[1])))
supervisor.listen_to_signals()
for number, code in enumerate(sys.argv[2:]):
    supervisor.start(Program(f"p{number}", (sys.executable, "-c", code), grace_seconds=30, stop_rank=number))
supervisor.watch()
supervisor.stop_all()
print("over", flush=True)
"""


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def tell_stop(name: str, slow: float = 0.0, rank: int = 0) -> Program:
    """A program that says when it is up and when it was asked to end."""
    return Program(name, python(TELL_STOP.format(name=name, slow=slow)), stop_rank=rank)


class Scene:
    """A supervisor, what it wrote, and a thread that acts while it watches."""

    def __init__(self, folder: Path) -> None:
        self.terminal = io.StringIO()
        self.supervisor = Supervisor(Console(folder, self.terminal))

    def says(self, text: str) -> bool:
        return text in self.terminal.getvalue()

    def watch_while(self, act: Callable[[], None]) -> None:
        """Let the supervisor watch until `act`, which runs beside it, has returned."""

        def act_and_stop() -> None:
            try:
                act()
            finally:
                self.supervisor.ask_to_stop()

        with ThreadPoolExecutor(1) as beside:
            acting = beside.submit(act_and_stop)
            self.supervisor.watch()
        acting.result()

    def wait_for(self, *texts: str) -> None:
        wait_until(lambda: all(map(self.says, texts)))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.supervisor.ask_to_stop()
    scene.supervisor.ask_to_stop()
    scene.supervisor.stop_all()
    scene.supervisor.close()


def test_a_killed_process_comes_back_by_itself(scene: Scene) -> None:
    child = scene.supervisor.start(tell_stop("worker"))

    def kill_it() -> None:
        scene.wait_for("worker up")
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: scene.terminal.getvalue().count("worker up") == 2)
        assert child.process.pid != first

    scene.watch_while(kill_it)
    assert scene.says("worker ended (by signal SIGKILL)")
    assert scene.says("worker is started again in 0.2 s")


def test_a_process_that_keeps_ending_is_started_again_after_growing_pauses(scene: Scene) -> None:
    scene.supervisor.start(Program("broken", python("raise SystemExit(9)")))
    scene.watch_while(lambda: scene.wait_for("broken is started again in 0.8 s"))
    pauses = [line.split()[-2] for line in scene.terminal.getvalue().splitlines() if "again" in line]
    assert pauses[:3] == ["0.2", "0.4", "0.8"]
    assert scene.says("broken ended (with exit code 9)")


def test_the_pause_doubles_up_to_a_limit() -> None:
    assert [get_pause_seconds(failures) for failures in (1, 2, 3, 4)] == [0.2, 0.4, 0.8, 1.6]
    assert get_pause_seconds(1000) == LONGEST_PAUSE_SECONDS


def test_a_program_that_is_not_there_is_told_and_tried_again(scene: Scene) -> None:
    scene.supervisor.start(Program("ghost", ("/no/such/program",)))
    scene.watch_while(lambda: scene.wait_for("ghost is started again in 0.4 s"))
    assert scene.says("ghost could not be started")


def test_all_are_waited_for_until_each_was_ready(scene: Scene, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    code = f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(flag)!r}).touch(); time.sleep(60)"
    scene.supervisor.start(Program("slow", python(code), is_ready=flag.exists))
    scene.supervisor.start(tell_stop("quick"))
    scene.supervisor.wait_until_ready(20)
    assert flag.exists()


def test_a_program_that_ends_again_and_again_before_it_is_ready_is_given_up(scene: Scene) -> None:
    scene.supervisor.start(Program("broken", python("raise SystemExit(9)"), is_ready=lambda: False))
    with pytest.raises(LocalError, match=r"broken ended 3 times; its output is in .*broken\.log"):
        scene.supervisor.wait_until_ready(30)


def test_a_program_that_is_never_ready_is_given_up(scene: Scene) -> None:
    scene.supervisor.start(Program("slow", ("sleep", "60"), is_ready=lambda: False))
    with pytest.raises(LocalError, match="slow was not ready in 0 s"):
        scene.supervisor.wait_until_ready(0.2)


def test_asking_to_stop_ends_the_waiting_for_readiness(scene: Scene) -> None:
    scene.supervisor.start(Program("slow", ("sleep", "60"), is_ready=lambda: False))
    scene.supervisor.ask_to_stop()
    with pytest.raises(StopAskedError):
        scene.supervisor.wait_until_ready(30)


def test_a_program_that_runs_once_tells_its_exit_code_and_its_output(scene: Scene) -> None:
    assert scene.supervisor.run_to_end(Program("good", python("print('done')"))) == 0
    assert scene.supervisor.run_to_end(Program("bad", python("raise SystemExit('broken')"))) == 1
    assert scene.says("good       | done")
    assert scene.says("bad        | broken")


def test_programs_end_from_the_highest_rank_down_each_after_the_one_before(scene: Scene) -> None:
    for name, slow, rank in (("store", 0, 0), ("web", 0.2, 1), ("worker", 0.4, 2)):
        scene.supervisor.start(tell_stop(name, slow, rank))
    scene.watch_while(lambda: scene.wait_for("store up", "web up", "worker up"))
    scene.supervisor.stop_all()
    ended = [line.split()[-2] for line in scene.terminal.getvalue().splitlines() if line.endswith("ended")]
    assert ended == ["worker", "web", "store"]


def test_work_in_progress_may_end_before_its_process_does(scene: Scene) -> None:
    scene.supervisor.start(tell_stop("worker", slow=0.5))
    scene.watch_while(lambda: scene.wait_for("worker up"))
    scene.supervisor.stop_all()
    assert scene.says("worker ended")
    assert not scene.says("worker is killed")


def test_a_process_that_does_not_listen_is_killed_after_its_grace(scene: Scene) -> None:
    child = scene.supervisor.start(Program("deaf", python(DEAF), grace_seconds=0.3))
    scene.watch_while(lambda: scene.wait_for("deaf up"))
    scene.supervisor.stop_all()
    assert scene.says("deaf is killed")
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_asking_a_second_time_does_not_wait_for_work_but_lets_a_store_close(scene: Scene) -> None:
    scene.supervisor.start(tell_stop("worker", slow=30, rank=1))
    store = tell_stop("store", slow=0.3)
    scene.supervisor.start(Program("store", store.argv, is_hurried=False))
    scene.watch_while(lambda: scene.wait_for("store up", "worker up"))
    scene.supervisor.ask_to_stop()
    began_at = time.monotonic()
    scene.supervisor.stop_all()
    assert time.monotonic() - began_at < 10
    assert scene.says("worker is killed")
    assert scene.says("store ended")


def test_nothing_is_started_again_while_everything_is_stopped(scene: Scene) -> None:
    child = scene.supervisor.start(tell_stop("worker"))
    scene.watch_while(lambda: scene.wait_for("worker up"))
    scene.supervisor.stop_all()
    assert child.restart_at is None
    assert not scene.says("again")


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(tmp_path: Path, asked: signal.Signals) -> None:
    supervising, children = supervise_two(tmp_path)
    supervising.send_signal(asked)
    output, _ = supervising.communicate(timeout=30)
    assert supervising.returncode == 0
    assert [line for line in output.splitlines() if "| p" in line and line.endswith("ended")] == [
        "p1         | p1 ended",
        "p0         | p0 ended",
    ]
    assert output.endswith("over\n")
    assert not any(map(is_running, children))


def test_a_supervisor_that_is_killed_takes_its_processes_with_it(tmp_path: Path) -> None:
    supervising, children = supervise_two(tmp_path)
    supervising.kill()
    supervising.communicate()
    wait_until(lambda: not any(map(is_running, children)))


def supervise_two(folder: Path) -> "tuple[subprocess.Popen[str], list[int]]":
    """Start a supervisor of two programs in a process of its own and wait until both are up."""
    codes = [TELL_STOP.format(name=f"p{number}", slow=0.1) for number in range(2)]
    supervising = subprocess.Popen(
        [*python(SUPERVISE_TWO), str(folder), *codes], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    for number in range(2):
        log = folder / f"p{number}.log"
        wait_until(lambda log=log: log.exists() and "up" in log.read_text())  # type: ignore[misc]
    children = child_pids(supervising.pid)
    assert len(children) == 2
    return supervising, children


def test_an_end_is_described_by_code_or_signal() -> None:
    assert describe_exit(1) == "with exit code 1"
    assert describe_exit(-15) == "by signal SIGTERM"
