"""The filter in the document of the API: a union of what the conditions declare, true to what the domain reads."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from app.api import openapi
from app.domain.errors import Invalid
from app.domain.filters import CONDITIONS, parse_filter
from app.domain.filters.reading import MAX_DAYS, MAX_ID_LENGTH, MAX_IDS
from tests.directory.organizations import filters

DOCUMENT = json.loads(openapi.PATH.read_text())
MODELS = DOCUMENT["components"]["schemas"]
SPECIFICATION = jsonschema_rs.validator_for(
    {"$ref": "#/components/schemas/FilterSpecification", "components": {"schemas": MODELS}}
)


def spec_of(root: object) -> dict[str, Any]:
    return {"version": 1, "root": root}


def read_example(name: str) -> dict[str, Any]:
    found = re.search(r"Example: (\{.*\})$", CONDITIONS[name].__doc__ or "", re.MULTILINE)
    assert found is not None
    example = json.loads(found[1])
    assert isinstance(example, dict)
    return example


def is_read(specification: dict[str, Any]) -> bool:
    try:
        parse_filter(specification)
    except Invalid:
        return False
    return True


def test_the_union_has_every_type_of_condition_and_nothing_else() -> None:
    union = MODELS["FilterCondition"]
    named = union["discriminator"]["mapping"]

    assert union["discriminator"]["propertyName"] == "type"
    assert named.keys() == CONDITIONS.keys()
    assert {one["$ref"] for one in union["oneOf"]} == set(named.values())
    for name, reference in named.items():
        model = MODELS[reference.rpartition("/")[2]]
        assert model["properties"]["type"]["const"] == name
        assert model["properties"].keys() == {"type"} | {one.name for one in CONDITIONS[name].list_fields()}


@pytest.mark.parametrize("name", CONDITIONS)
def test_an_example_is_what_the_document_says_and_one_without_a_field_or_with_another_is_not(name: str) -> None:
    example = read_example(name)
    assert SPECIFICATION.is_valid(spec_of(example))

    assert not SPECIFICATION.is_valid(spec_of(example | {"another": 1}))
    for one in CONDITIONS[name].list_fields():
        without = {field: value for field, value in example.items() if field != one.name}
        assert SPECIFICATION.is_valid(spec_of(without)) is is_read(spec_of(without)) is (not one.is_required)


@settings(max_examples=500)
@given(filters())
def test_whatever_the_domain_reads_is_what_the_document_says(specification: dict[str, Any]) -> None:
    assert SPECIFICATION.is_valid(specification)
    assert SPECIFICATION.is_valid(parse_filter(specification).to_json())


@pytest.mark.parametrize(
    ("root", "is_fine"),
    [
        ({"op": "and", "of": []}, True),
        ({"op": "xor", "of": []}, False),
        ({"op": "and", "of": [{"op": "or", "of": [{"type": "inactive", "days": 0}]}]}, False),
        ({"type": "inactive", "days": MAX_DAYS}, True),
        ({"type": "inactive", "days": MAX_DAYS + 1}, False),
        ({"type": "inactive", "days": 1, "match": "none"}, False),
        ({"type": "never_active", "added_before_days": None}, True),
        ({"type": "groups", "groups": []}, False),
        ({"type": "groups", "groups": ["g" * MAX_ID_LENGTH]}, True),
        ({"type": "groups", "groups": ["g" * (MAX_ID_LENGTH + 1)]}, False),
        ({"type": "groups", "groups": [str(one) for one in range(MAX_IDS)]}, True),
        ({"type": "groups", "groups": [str(one) for one in range(MAX_IDS + 1)]}, False),
        ({"type": "roles", "roles": ["r"], "match": "all"}, False),
        ({"type": "status", "statuses": ["gone"]}, False),
        ({"type": "unheard_of"}, False),
        ({}, False),
    ],
)
def test_the_document_and_the_domain_have_the_same_bounds(root: dict[str, Any], is_fine: bool) -> None:
    assert SPECIFICATION.is_valid(spec_of(root)) is is_fine is is_read(spec_of(root))
