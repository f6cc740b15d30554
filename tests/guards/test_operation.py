"""What an operator reads is true: the table of variables, the Procfile, the make targets."""

import re
import shlex

from app.settings import VARIABLES
from tests.guards.modules import ROOT

LOCAL_VARIABLES = {"PORT": "8080", "SANDBOX_PORT": "8090", "DATA_DIR": ".data"}
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]*) \|")


def read_table() -> dict[str, str]:
    """Variable and default of each row `| `NAME` | default | meaning |` in the README."""
    rows = map(ROW.match, (ROOT / "README.md").read_text("utf-8").splitlines())
    return {row[1]: row[2].strip().strip("`") for row in rows if row}


def test_the_readme_lists_every_variable_with_its_true_default() -> None:
    expected = {variable.name: variable.default or "required" for variable in VARIABLES}
    assert read_table() == {**expected, **LOCAL_VARIABLES}


def test_the_procfile_starts_every_kind_of_process_by_a_module_that_exists() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    processes = {name: shlex.split(command) for name, _, command in (line.partition(":") for line in lines)}
    assert list(processes) == ["release", "web", "worker", "scheduler"]
    assert processes["release"][-2:] == ["upgrade", "head"]
    assert processes["web"][-1] == "wsgi:app"
    assert (ROOT / "wsgi.py").is_file()
    assert (ROOT / processes["web"][processes["web"].index("--config") + 1]).is_file()
    for name in ("worker", "scheduler"):
        assert processes[name][:2] == ["python", "-m"]
        module = ROOT / processes[name][2].replace(".", "/")
        assert module.with_suffix(".py").is_file() or (module / "__main__.py").is_file()


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8")))
    documents = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")]
    named = {match for path in documents for match in re.findall(r"`make ([a-z-]+)", path.read_text("utf-8"))}
    assert {"run", "test"} <= named <= targets


def test_the_web_server_accepts_the_long_tokens_of_the_platforms() -> None:
    settings: dict[str, object] = {}
    exec(compile((ROOT / "gunicorn.conf.py").read_text("utf-8"), "gunicorn.conf.py", "exec"), settings)
    assert settings["limit_request_field_size"] == 32768
    assert settings["limit_request_line"] == 8190
    assert settings["worker_class"] == "app.serving.worker.BufferingWorker"
