"""One process: how it is started and ended, and that it cannot outlive its parent."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from local.processes import ROOT, Program, end, kill_group, spawn
from tests.ground.processes import child_pids, is_running, wait_until

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT_OF_ONE = """
import sys
from local.processes import Program, spawn
spawn(Program("sleeper", ("sleep", "60")))
print("up", flush=True)
sys.stdin.read()
"""


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def read_line(program: Program) -> "tuple[subprocess.Popen[bytes], str]":
    """Start the program and wait for the first line that it prints."""
    ours, theirs = os.pipe()
    process = spawn(program, theirs)
    os.close(theirs)
    with os.fdopen(ours) as output:
        return process, output.readline().strip()


def test_a_process_gets_exactly_the_environment_of_its_program(tmp_path: Path) -> None:
    code = "import os; print(os.environ.get('ONE'), 'HOME' in os.environ, os.getcwd())"
    process, line = read_line(Program("p", python(code), {"ONE": "1"}, folder=tmp_path))
    assert process.wait() == 0
    assert line == f"1 False {tmp_path}"


def test_a_process_has_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it() -> None:
    process, line = read_line(Program("p", python("import os; print(os.getsid(0), flush=True)")))
    process.wait()
    assert int(line) == process.pid != os.getsid(0)


def test_a_process_that_listens_ends_by_its_stop_signal() -> None:
    program = Program("sleeper", ("sleep", "60"), stop_signal=signal.SIGUSR1)
    assert end(spawn(program), program) == -signal.SIGUSR1


def test_a_process_that_does_not_listen_is_killed_after_its_grace() -> None:
    program = Program("deaf", python(DEAF), grace_seconds=0.2)
    process, _ = read_line(program)
    assert end(process, program) == -signal.SIGKILL


def test_ending_a_process_that_ended_by_itself_tells_its_exit_code() -> None:
    program = Program("done", python("raise SystemExit(4)"))
    process = spawn(program)
    process.wait()
    assert end(process, program) == 4


def test_killing_the_group_reaches_the_children_that_a_killed_parent_left() -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True); input()"
    process, line = read_line(Program("parent", python(f"{code}")))
    process.wait()
    child = int(line)
    assert is_running(child), "stdin is closed, so the parent ended first"
    kill_group(process)
    wait_until(lambda: not is_running(child))


def test_a_process_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(python(PARENT_OF_ONE), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    (child,) = child_pids(parent.pid)
    parent.kill()
    parent.communicate()
    wait_until(lambda: not is_running(child))


def test_a_process_that_does_not_listen_can_be_made_to_end_with_its_parent_all_the_same() -> None:
    code = DEAF.replace("'", '"')
    source = PARENT_OF_ONE.replace(
        'Program("sleeper", ("sleep", "60"))',
        f"Program('deaf', (sys.executable, '-c', {code!r}), death_signal=signal.SIGKILL)",
    ).replace("import sys", "import signal, sys")
    parent = subprocess.Popen(python(source), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    (child,) = child_pids(parent.pid)
    parent.kill()
    parent.communicate()
    wait_until(lambda: not is_running(child))


def test_a_program_does_not_show_its_environment_when_printed() -> None:
    assert "hidden" not in repr(Program("p", ("true",), {"ENCRYPTION_KEYS": "hidden"}))
