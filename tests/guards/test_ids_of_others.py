"""Ids of another tenant in every place of a body or a query that takes one, beside one's own in the others.

The places are read from the OpenAPI document, so that a new one is asked for here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.api.document import build_document
from app.models import Base
from tests.api.ground import Office
from tests.api.stories import SUSPEND, condition, draft, people

IDS = ("id", "ids", "groups", "apps", "sites", "excluded", "value", "specification", "app")
ELSEWHERE = {
    "org_id": "is proved with a key of the organization",
    "request_id": "is told, not asked for",
    "client_id": "names nothing of a tenant",
}


def list_places(app: Flask) -> set[tuple[str, str, str]]:
    """Method, path and the name of each parameter and member that takes an id."""
    document = build_document(app)
    found = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            query = [one["name"] for one in operation.get("parameters", ()) if one.get("in") == "query"]
            names = [*list_members(content.get("schema", {}), document["components"]["schemas"]), *query]
            taken = [name for name in names if name.rpartition("_")[2] in IDS and name not in ELSEWHERE]
            found |= {(method.upper(), path.removeprefix("/api/v1"), name) for name in taken}
    return found


def list_members(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Iterator[str]:
    """The names of a body's members, and of those within."""
    if depth > 8:
        return
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    parts += [schema["items"]] if "items" in schema else []
    parts += [schemas[schema["$ref"].rpartition("/")[2]]] if "$ref" in schema else []
    for name, part in schema.get("properties", {}).items():
        yield name
        parts.append(part)
    for part in parts:
        yield from list_members(part, schemas, depth + 1)


class Others:
    """What Acme has, and what Globex asks with it: for each place a call whose other ids are its own."""

    def __init__(self, office: Office, ids: dict[str, Any]) -> None:
        admin = office.globex.admin
        self.group = office.ask("GET", "/groups")["items"][0]["group_id"]
        self.app = office.ask("GET", "/apps")["items"][0]["resource_id"]
        self.site = office.ask("GET", "/apps")["items"][0]["site_id"]
        self.person, self.ids = ids["account_id"], ids
        own = office.ask("POST", "/filters", {"name": "Own", "specification": people("nobody")}, as_=admin)
        self.filter, self.filter_version = own["id"], own["version"]
        task = office.ask("POST", "/tasks", draft(own["id"]), as_=admin)
        self.task, self.version = task["id"], task["version"]
        self.run = office.ask("POST", f"/tasks/{self.task}/runs", as_=admin)["id"]
        found = office.ask("POST", "/users/search", {"limit": 1}, as_=admin)["items"]
        self.own_person = found[0]["account_id"]

    def list_specifications(self) -> list[dict[str, Any]]:
        return [
            people(self.person),
            condition("groups", groups=[self.group], match="any"),
            condition("apps", apps=[self.app], match="any"),
            condition("sites", sites=[self.site], match="any"),
        ]

    def list_actions(self, name: str) -> list[dict[str, Any]]:
        by_name: dict[str, list[dict[str, Any]]] = {
            "groups": [{"type": kind, "groups": [self.group]} for kind in ("add_to_groups", "remove_from_groups")],
            "apps": [{"type": "remove_app_access", "apps": [self.app]}],
        }
        return by_name.get(name, [SUSPEND])

    def list_calls(self, method: str, path: str, name: str) -> list[tuple[str, Any]]:
        """Paths and bodies that put something of Acme's into the place, and nothing of it anywhere else."""
        own = {"filter_id": self.filter, "task_id": self.task, "run_id": self.run, "account_id": self.own_person}
        filled = path.format(**own) if "{" in path else path
        values = {
            "account_id": self.person, "group_id": self.group, "site_id": self.site, "app": self.app,
            "task_id": self.ids["task_id"], "filter_id": self.ids["filter_id"],
        }  # fmt: skip
        if method == "GET":
            return [(f"{filled}?{name}={values[name]}", None)]
        return [(filled, body) for body in self._list_bodies(path, name, values)]

    def _list_bodies(self, path: str, name: str, values: dict[str, Any]) -> list[Any]:
        if name == "specification":
            return [self._frame(path) | {"specification": one} for one in self.list_specifications()]
        if path.startswith("/tasks"):
            named = {name: values[name]} if name in values else {}
            version = {"version": self.version} if "{" in path else {}
            return [draft(self.filter, action, **version) | named for action in self.list_actions(name)]
        if path.startswith("/bulk"):
            accounts = [self.person] if name in ("account_ids", "excluded") else [self.own_person]
            named = {"specification": people(self.own_person), "excluded": accounts} if name == "excluded" else {}
            whom = named or {"account_ids": accounts}
            return [whom | {"actions": [action]} for action in self.list_actions(name)]
        return {
            "/protected": [{"kind": "user", "value": self.person, "reason": "x"},
                           {"kind": "group", "value": self.group, "reason": "x"}],
            "/references/repair": [{"kind": "group", "gone_id": self.group, "new_id": self.group}],
            "/runs/{run_id}/take-out": [{"account_ids": [self.person]}],
            "/runs/{run_id}/put-back": [{"account_ids": [self.person]}],
            "/users/search": [{name: values.get(name, self.app)}],
        }[path]  # fmt: skip

    def _frame(self, path: str) -> dict[str, Any]:
        if path.startswith("/bulk"):
            return {"actions": [SUSPEND]}
        named = {"name": f"Of others {path}"} if path in ("/filters", "/filters/{filter_id}") else {}
        return named | ({"version": self.filter_version} if path == "/filters/{filter_id}" else {})


@pytest.fixture(scope="module")
def others(office: Office, ids: dict[str, Any]) -> Others:
    return Others(office, ids)


def look_at_acme(office: Office) -> dict[str, list[str]]:
    """Every row of Acme's."""
    tables = [one for one in Base.metadata.sorted_tables if "tenant_id" in one.columns and one.name != "access_checks"]
    with office.database.system_session() as session:
        mine = {one.name: sa.select(one).where(one.c.tenant_id == office.acme.tenant_id) for one in tables}
        return {name: sorted(map(str, session.execute(query))) for name, query in mine.items()}


def test_in_every_place_another_tenants_ids_find_nothing(office: Office, others: Others) -> None:
    places = list_places(office.app)
    assert len(places) > 40
    before = look_at_acme(office)
    users = office.ask("POST", "/users/search", {"limit": 200})["items"]
    words = {row["account_id"] for row in users} | {row["email"] for row in users if row["email"]}
    theirs = office.ask("POST", "/users/search", {"limit": 200}, as_=office.globex.admin)["items"]
    words |= {row["name"] for row in users} - {row["name"] for row in theirs}
    words -= {others.person}

    for method, path, name in sorted(places):
        for filled, body in others.list_calls(method, path, name):
            answer = office.request(method, filled, body, as_=office.globex.admin)
            assert answer.status_code < 500, (method, path, name, answer.text[:300])
            assert not [one for one in words if one in answer.text], (method, path, name)
    assert look_at_acme(office) == before


def test_ones_own_task_takes_no_person_of_others(office: Office, others: Others) -> None:
    path = f"/tasks/{others.task}/exemptions/{others.person}"
    office.refuse(404, "PUT", path, {"reason": "x"}, as_=office.globex.admin)
    office.refuse(404, "DELETE", path, as_=office.globex.admin)
