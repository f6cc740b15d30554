"""`python -m local.checks.sbom FOLDER`: parts of a deployment (CycloneDX), `python.cdx.json` and `page.cdx.json`.

Read from the lock files alone, by the tools of each world, so that it says what was pinned and not what happens to be
installed. Both are held against the schema of their version of CycloneDX, which the tool brings along.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from local.errors import LocalError
from local.frontend import FRONTEND
from local.node import TOOLS, get_node_folder
from local.packages import node_environment
from local.processes import ROOT

LOCK = ROOT / "local" / "tools" / "sbom.txt"
PYTHON = "python.cdx.json"
PAGE = "page.cdx.json"
_CHECK = """
import json, sys
from pathlib import Path
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = Path(sys.argv[1]).read_text("utf-8")
version = SchemaVersion.from_version(json.loads(text)["specVersion"])
fault = JsonStrictValidator(version).validate_str(text)
sys.exit(None if fault is None else str(fault)[:2000])
"""


def main(arguments: list[str]) -> int:
    """Write both documents into the folder that is named."""
    if len(arguments) != 1:
        print("usage: python -m local.checks.sbom FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        (folder / PYTHON).write_bytes(describe_python())
        (folder / PAGE).write_bytes(describe_page())
        for name in (PYTHON, PAGE):
            check_document(folder / name)
    except LocalError as error:
        print(f"rollcall: {error}", file=sys.stderr)
        return 1
    return 0


def describe_python() -> bytes:
    """The packages of the processes: requirements.txt. Raises LocalError."""
    lock = ROOT / "requirements.txt"
    return _run([str(_install_tool()), "requirements", "--output-reproducible", "--of", "JSON", str(lock)])


def describe_page() -> bytes:
    """The packages that are built into the page: the lock file without what only its tools need. Raises LocalError."""
    node = get_node_folder()
    command = [str(node / "npm"), "sbom", "--package-lock-only", "--legacy-peer-deps"]
    return _leave_out_tools(_run([*command, "--sbom-format=cyclonedx", "--sbom-type=application"], node))


def check_document(path: Path) -> None:
    """Hold a document against the schema of the version that it says it has. Raises LocalError with what is wrong."""
    python = _install_tool().parent / "python"
    _run([str(python), "-c", _CHECK, str(path.resolve())], what=f"checking {path.name}")


def _leave_out_tools(text: bytes) -> bytes:
    """Leave out what npm marks as a tool's. Its own `--omit=dev` leaves out other versions of that, too."""
    bill = json.loads(text)
    tools = {one["bom-ref"] for one in bill["components"] if _is_tool(one)}
    bill["components"] = [one for one in bill["components"] if one["bom-ref"] not in tools]
    bill["dependencies"] = [
        one | {"dependsOn": [ref for ref in one.get("dependsOn", ()) if ref not in tools]}
        for one in bill["dependencies"]
        if one["ref"] not in tools
    ]
    return json.dumps(bill, indent=2).encode()


def _is_tool(component: dict[str, Any]) -> bool:
    """Also what packages of the page may use and only tools bring: types."""
    marks = {mark["name"] for mark in component.get("properties", ())}
    return "cdx:npm:package:development" in marks or component.get("scope") == "optional"


def _install_tool() -> Path:
    environment = TOOLS / "sbom"
    uv, python = str(Path(sys.executable).parent / "uv"), str(environment / "bin" / "python")
    _run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(environment)])
    _run([uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", str(LOCK)])
    return environment / "bin" / "cyclonedx-py"


def _run(command: list[str], node: Path | None = None, what: str = "") -> bytes:
    answer = subprocess.run(  # noqa: S603 - our own tools
        command,
        cwd=FRONTEND if node else ROOT,
        env=node_environment(node) if node else None,
        capture_output=True,
        check=False,
    )
    if answer.returncode:
        print(answer.stderr.decode("utf-8", "replace"), file=sys.stderr)
        raise LocalError(f"`{what or f'{Path(command[0]).name} {command[1]}'}` failed.")
    return answer.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
