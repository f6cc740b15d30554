"""What an operator deploys fits the code: alarms and dashboard ask for figures that exist, the image has what runs."""

import json
import re
from pathlib import Path

import yaml

from app import counters, metrics
from app.settings import VARIABLES
from tests.guards.modules import ROOT

DEPLOY = ROOT / "deploy"


def list_metrics() -> set[str]:
    """Every figure that `/metrics` can tell: counters by their list, gauges as the module names them."""
    gauges = re.findall(r'_gauge\("([a-z_]+)"', Path(metrics.__file__).read_text("utf-8"))
    counted = [
        value for name, value in vars(counters).items() if name.isupper() and isinstance(value, str) and len(value) > 1
    ]
    return {f"rollcall_{name}" for name in gauges} | {f"rollcall_{name}_total" for name in counted}


def read_expressions() -> list[str]:
    """What the alarms and the dashboard ask Prometheus."""
    alerts = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))
    return [rule["expr"] for group in alerts["groups"] for rule in group["rules"]] + [
        target["expr"] for panel in dashboard["panels"] for target in panel["targets"]
    ]


def test_alarms_and_dashboard_ask_for_figures_that_exist() -> None:
    asked = {name for text in read_expressions() for name in re.findall(r"rollcall_[a-z_]+", text)}

    assert asked
    assert asked <= list_metrics()


def test_every_figure_stands_on_the_dashboard() -> None:
    dashboard = (DEPLOY / "dashboard.json").read_text("utf-8")

    assert [name for name in sorted(list_metrics()) if name not in dashboard] == []


def test_compose_sets_only_variables_that_exist_and_mounts_each_secret_that_it_names() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    known = {variable.name for variable in VARIABLES}
    made = (DEPLOY / "make-secrets").read_text("utf-8")

    for name in ("release", "web", "worker", "scheduler"):
        service = compose["services"][name]
        for variable, value in service["environment"].items():
            assert variable.removesuffix("_FILE") in known
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert set(service["secrets"]) <= set(compose["secrets"])
        assert service["read_only"] is True
    assert [name for name in compose["secrets"] if name not in made] == []


def test_the_app_has_the_lesser_database_role_and_migrations_the_owner() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]

    holders = [name for name, service in compose.items() if "database_owner_url" in service.get("secrets", ())]
    assert holders == ["release"]


def test_the_image_is_made_of_what_is_in_the_tree_and_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    copied = [name for names in copies for name in names]

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "USER 1000:1000" in lines
    roles = re.findall(r"^([a-z-]+)\)", (DEPLOY / "rollcall").read_text("utf-8"), re.MULTILINE)
    assert {"web", "worker", "scheduler", "release"} <= set(roles)
