"""The OpenAPI document: sound, complete, checked in, and true about how problems look."""

import json
from typing import Any

import jsonschema_rs
import pytest
import schemathesis

from tests.api.documents import PATH
from tests.api.ground import API, Office

DOCUMENTS = {f"{API}/openapi.json", f"{API}/run-result.schema.json"}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found = json.loads(PATH.read_text())
    assert isinstance(found, dict)
    return found


def list_operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(document).validate()

    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    used: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                used.add(node["$ref"])
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(document)
    assert used <= named
    assert len(used) > 40


def test_it_is_what_is_served_and_checked_in(shared_office: Office, document: dict[str, Any]) -> None:
    answer = shared_office.app.test_client().get(f"{API}/openapi.json")

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json == document


def test_every_route_of_the_api_is_in_it_and_nothing_else(shared_office: Office, document: dict[str, Any]) -> None:
    routes = {
        (method, rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}"))
        for rule in shared_office.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(f"{API}/") and rule.rule not in DOCUMENTS
    }

    assert {(method, path) for method, path, _operation in list_operations(document)} == routes


def test_every_operation_has_a_name_of_its_own_and_words_for_people(document: dict[str, Any]) -> None:
    operations = [operation for _method, _path, operation in list_operations(document)]
    names = [operation["operationId"] for operation in operations]

    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)
    assert all(operation["summary"].endswith(".") and operation["tags"] for operation in operations)


def test_every_operation_is_closed_by_a_context_token(document: dict[str, Any]) -> None:
    assert document["security"] == [{"context_token": []}]
    assert document["components"]["securitySchemes"]["context_token"]["name"] == "Authorization"
    assert not [path for _method, path, operation in list_operations(document) if operation.get("security") == []]


def test_whatever_is_refused_is_a_problem(document: dict[str, Any]) -> None:
    for method, path, operation in list_operations(document):
        refusals = {status: answer for status, answer in operation["responses"].items() if status[0] != "2"}
        assert {"401", "403", "default"} <= refusals.keys(), f"{method} {path}"
        assert all(answer["content"] == PROBLEM for answer in refusals.values()), f"{method} {path}"


def test_every_operation_says_what_is_granted(document: dict[str, Any]) -> None:
    for method, path, operation in list_operations(document):
        [granted] = [(status, answer) for status, answer in operation["responses"].items() if status[0] == "2"]
        says_nothing = method == "DELETE" or path.endswith("/link")
        assert (granted[0] == "204") == says_nothing == ("content" not in granted[1]), f"{method} {path}"


def test_every_body_refuses_fields_that_it_does_not_know(document: dict[str, Any]) -> None:
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for _method, _path, operation in list_operations(document)
        if "requestBody" in operation
    ]

    assert len(bodies) >= 15
    for name in bodies:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name
