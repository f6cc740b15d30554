"""The whole product as `make run` starts it, on free ports and in a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.processes import ROOT
from local.web import find_free_port
from tests.ground.sandbox import SandboxClient

READY = re.compile(r"ready in")
START_SECONDS = 120


@dataclass(frozen=True)
class Stack:
    """A running product: the page's host and the app."""

    host_url: str
    app_url: str
    sandbox: SandboxClient
    log: Path
    pid: int
    """The supervisor; its children are the processes of the product."""


@contextmanager
def running_stack(folder: Path, program: str = "local", **variables: str) -> Iterator[Stack]:
    """Start everything, wait until it is ready, stop everything in order. `variables` go into its environment."""
    port, sandbox_port = find_free_port(), find_free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"PORT": str(port), "SANDBOX_PORT": str(sandbox_port), "DATA_DIR": str(folder / "data"), **variables}
    log = folder / "stack.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", program], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        client = SandboxClient(f"http://127.0.0.1:{sandbox_port}")
        try:
            _wait_until_ready(process, log)
            yield Stack(f"http://127.0.0.1:{sandbox_port}", f"http://127.0.0.1:{port}", client, log, process.pid)
        finally:
            client.close()
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not READY.search(log.read_text(errors="replace")):
        assert process.poll() is None, f"the stack ended:\n{log.read_text(errors='replace')[-4000:]}"
        assert time.monotonic() < deadline, f"the stack is not ready:\n{log.read_text(errors='replace')[-4000:]}"
        time.sleep(0.2)
