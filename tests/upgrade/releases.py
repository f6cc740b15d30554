"""Releases side by side on one set of stores: the code of a commit, its migrations and its processes."""

import subprocess
import sys
import tarfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from local.errors import LocalError
from local.processes import ROOT, Program, end, kill_group, spawn
from local.services import build_services
from local.settings import LocalSettings
from local.stores import wait_until_ready

PREVIOUS = Path(__file__).with_name("previous-release").read_text().strip()
START_SECONDS = 120.0


def unpack_release(commit: str, folder: Path) -> Path:
    """The tree of a commit of this repository's own history, in `folder`. Raises CalledProcessError without it."""
    folder.mkdir()
    packed = folder.with_suffix(".tar")
    subprocess.run(["git", "archive", "--output", str(packed), commit], cwd=ROOT, check=True)
    with tarfile.open(packed) as tar:
        tar.extractall(folder, filter="data")
    return folder


def has_history(commit: str) -> bool:
    """Whether this tree came with the history that holds the commit."""
    asked = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0


@dataclass
class Release:
    """The processes of one release: started together or one by one, ended in the order of a deployment."""

    tree: Path
    settings: LocalSettings
    environment: Mapping[str, str]
    log: Path

    def __post_init__(self) -> None:
        self._running: dict[str, tuple[Program, subprocess.Popen[bytes]]] = {}
        self._opened = ExitStack()
        self._output = self._opened.enter_context(self.log.open("wb"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)
        self._opened.close()

    def migrate(self) -> None:
        """Bring the database to this release's newest migration, as a deployment does before its processes start."""
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        done = subprocess.run(
            command, cwd=self.tree, env=dict(self._environment()), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"the migrations failed:\n{done.stdout}{done.stderr}"

    def start(self, *names: str) -> None:
        """Start these processes, all but the sandbox without a name; returns when each says that it is ready."""
        programs = [
            self._at_home(program)
            for program in build_services(self.settings, self._environment())
            if program.name in names or (not names and program.name != "sandbox")
        ]
        for program in programs:
            self._running[program.name] = (program, spawn(program, self._output))
        for program in programs:
            try:
                wait_until_ready(program, self._running[program.name][1], START_SECONDS)
            except LocalError as error:
                raise AssertionError(f"{error}\n{self.log.read_text(errors='replace')[-4000:]}") from error

    def stop(self, name: str) -> None:
        """End one process and wait for what it has in hand."""
        program, process = self._running.pop(name)
        end(process, program)

    def kill(self) -> None:
        """All of them are gone at once, as when the machine is."""
        for _program, process in self._running.values():
            kill_group(process)
            process.wait()
        self._running.clear()

    @property
    def names(self) -> list[str]:
        """What is running, in the order of its start."""
        return list(self._running)

    def _environment(self) -> dict[str, str]:
        return {**self.environment, "PYTHONPATH": str(self.tree)}

    def _at_home(self, program: Program) -> Program:
        """The same program of this release's tree; the interpreter, which may lie in ours, stays."""
        python, *rest = program.argv
        moved = (part.replace(str(ROOT), str(self.tree)) for part in rest)
        return replace(program, argv=(python, *moved), folder=self.tree)
