"""Finds a Node that fits the front end, or installs the pinned one from its wheel. Builds nothing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from local.authorities import trusting_environment
from local.errors import LocalError
from local.processes import ROOT

TOOLS = ROOT / ".tools"
NODE_LOCK = ROOT / "local" / "tools" / "node.txt"
RANGE = "^20.19 or >=22.12"
"""What the front end's build tool asks for."""


def is_fitting_version(text: str) -> bool:
    """Tell whether `node --version`'s answer lies within RANGE."""
    match = re.match(r"v(\d+)\.(\d+)\.\d+", text.strip())
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def find_node_folder(search_path: str | None = None) -> Path | None:
    """Return the folder on PATH (or `search_path`) whose node fits, if npm is on PATH too."""
    node, npm = shutil.which("node", path=search_path), shutil.which("npm", path=search_path)
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return Path(node).parent if is_fitting_version(answer.stdout) else None


def get_node_folder() -> Path:
    """Return a folder with a fitting `node` and `npm`, installing the pinned wheel when none is on PATH.

    Raises LocalError when the wheel cannot be installed.
    """
    return find_node_folder() or _install_node(TOOLS / "node")


def _install_node(environment: Path) -> Path:
    stamp = environment / "installed.txt"
    wanted = NODE_LOCK.read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return environment / "bin"
    print(f"No Node ({RANGE}) on PATH: installing it into {environment} …", flush=True)
    uv = str(Path(sys.executable).parent / "uv")
    python = str(environment / "bin" / "python")
    for command in (
        [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(environment)],
        [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", str(NODE_LOCK)],
    ):
        if subprocess.run(command, env=trusting_environment(), check=False).returncode:  # noqa: S603 - our own tool
            raise LocalError("Node could not be installed. Install Node 22 and npm, then try again.")
    stamp.write_text(wanted, encoding="utf-8")
    return environment / "bin"
