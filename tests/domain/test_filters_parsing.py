"""A specification is read strictly: every mistake is named with its place, nothing is guessed."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.filters import (
    CONDITIONS,
    EVERYBODY,
    FilterSpec,
    Text,
    all_of_specs,
    find_missing_references,
    parse_filter,
    references,
)
from app.domain.filters.conditions import Condition
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts
from tests.directory.organizations import filters


def spec_of(root: object) -> dict[str, Any]:
    return {"version": 1, "root": root}


def errors_of(data: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        parse_filter(data)
    return {error.pointer: error.detail for error in caught.value.errors}


def status(*statuses: str) -> dict[str, Any]:
    return {"type": "status", "statuses": list(statuses or ("active",))}


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_the_example_in_the_docstring_of_each_condition_can_be_loaded(condition: type[Condition]) -> None:
    found = re.search(r"Example: (\{.*\})$", condition.__doc__ or "", re.MULTILINE)

    assert found is not None
    example = json.loads(found[1])
    spec = parse_filter(spec_of(example))
    assert type(spec.root) is condition
    assert spec.to_json() == spec_of(example)


@settings(max_examples=300)
@given(filters())
def test_what_is_written_is_read_back_as_the_same(specification: dict[str, Any]) -> None:
    spec = parse_filter(specification)

    assert parse_filter(json.loads(json.dumps(spec.to_json()))) == spec


def test_defaults_are_written_out() -> None:
    spec = parse_filter(spec_of({"type": "inactive", "days": 90}))

    assert spec.to_json() == spec_of({"type": "inactive", "days": 90, "apps": [], "match": "any"})


def test_an_empty_and_is_everybody() -> None:
    assert parse_filter(spec_of({"op": "and", "of": []})) == EVERYBODY == FilterSpec()


def test_ids_are_taken_once_and_without_blanks_around_them() -> None:
    spec = parse_filter(spec_of({"type": "groups", "groups": [" g1 ", "g2", "g1"], "match": "all"}))

    assert spec.to_json() == spec_of({"type": "groups", "groups": ["g1", "g2"], "match": "all"})


def test_domains_are_taken_in_lower_case_without_the_sign() -> None:
    spec = parse_filter(spec_of({"type": "email_domain", "domains": ["@ACME.com", "acme.com"]}))

    assert spec.to_json() == spec_of({"type": "email_domain", "match": "is", "domains": ["acme.com"]})


@pytest.mark.parametrize(
    ("data", "pointer", "words"),
    [
        (None, "", "must be an object"),
        ([], "", "must be an object"),
        ({"root": status()}, "/version", "must be 1"),
        ({"version": 2, "root": status()}, "/version", "must be 1"),
        ({"version": True, "root": status()}, "/version", "must be 1"),
        ({"version": 1}, "/root", "required"),
        ({"version": 1, "root": status(), "extra": 1}, "/extra", "not a known field"),
        (spec_of("active"), "/root", "must be an object"),
        (spec_of({}), "/root/type", "is required; use one of inactive, never_active, apps"),
        (
            spec_of({"type": "inactiv"}),
            "/root/type",
            "“inactiv” is not a known condition; use one of inactive",
        ),
        (spec_of({"type": ["status"]}), "/root/type", "is not a known condition"),
        (spec_of({"op": "xor", "of": []}), "/root/op", "“xor” is not possible; use one of and, not, or"),
        (spec_of({"op": "and"}), "/root/of", "a list of conditions"),
        (spec_of({"op": "and", "of": {}}), "/root/of", "a list of conditions"),
        (spec_of({"op": "and", "of": [], "type": "status"}), "/root/type", "not a known field"),
        (spec_of({"op": "or", "of": []}), "/root/of", "at least one alternative"),
        (spec_of({"op": "not", "of": []}), "/root/of", "exactly one"),
        (spec_of({"op": "not", "of": [status(), status()]}), "/root/of", "exactly one"),
        (spec_of({"op": "and", "of": [status(), 3]}), "/root/of/1", "must be an object"),
        (spec_of(status("actve")), "/root/statuses/0", "“actve” is not possible; use one of active"),
        (spec_of({"type": "status", "statuses": []}), "/root/statuses", "at least one"),
        (spec_of({"type": "status"}), "/root/statuses", "is required"),
        (spec_of({"type": "status", "statuses": "active"}), "/root/statuses", "must be a list"),
        (spec_of({"type": "status", "statuses": [1]}), "/root/statuses/0", "must be a text, not int"),
        (spec_of({"type": "status", "statuses": ["active"], "match": "any"}), "/root/match", "not a known field"),
        (spec_of({"type": "inactive"}), "/root/days", "is required"),
        (spec_of({"type": "inactive", "days": "90"}), "/root/days", "must be a whole number of days, not “90”"),
        (spec_of({"type": "inactive", "days": 90.0}), "/root/days", "must be a whole number of days, not float"),
        (spec_of({"type": "inactive", "days": True}), "/root/days", "must be a whole number"),
        (spec_of({"type": "inactive", "days": 0}), "/root/days", "between 1 and"),
        (spec_of({"type": "inactive", "days": 10**30}), "/root/days", "between 1 and"),
        (spec_of({"type": "inactive", "days": 3, "match": "none"}), "/root/match", "use one of all, any"),
        (spec_of({"type": "never_active", "added_before_days": -1}), "/root/added_before_days", "between 1 and"),
        (spec_of({"type": "apps", "apps": [""]}), "/root/apps/0", "must not be blank"),
        (spec_of({"type": "apps", "apps": ["a" * 301]}), "/root/apps/0", "longer than 300"),
        (spec_of({"type": "apps", "apps": [f"a{n}" for n in range(501)]}), "/root/apps", "501 entries; at most 500"),
        (spec_of({"type": "groups", "groups": ["a\x00b"]}), "/root/groups/0", "characters that no name"),
        (spec_of({"type": "groups", "groups": ["\ud800"]}), "/root/groups/0", "characters that no name"),
        (spec_of({"type": "groups", "groups": ["g"], "match": "some"}), "/root/match", "“some” is not possible"),
        (spec_of({"type": "roles", "roles": ["r"], "match": "all"}), "/root/match", "use one of any, none"),
        (spec_of({"type": "email_domain", "domains": ["a@b.c"]}), "/root/domains", "is an address"),
        (spec_of({"type": "claim", "claim": "external"}), "/root/claim", "use one of managed, unmanaged"),
        (spec_of({"type": "claim"}), "/root/claim", "is required"),
        (spec_of({"type": "added", "days": 3}), "/root/comparison", "is required"),
        (spec_of({"type": "text", "contains": " "}), "/root/contains", "must not be blank"),
        (spec_of({"type": "text", "contains": None}), "/root/contains", "is required"),
        (spec_of({"type": "people", "values": ["x"] * 10_001}), "/root/values", "10,001 entries; at most 10,000"),
    ],
)
def test_a_mistake_is_named_with_its_place(data: object, pointer: str, words: str) -> None:
    errors = errors_of(data)

    assert words in errors[pointer]


def test_all_mistakes_are_told_at_once() -> None:
    data = spec_of({"op": "or", "of": [{"type": "inactive", "days": 0}, {"op": "not", "of": [status("gone")]}]})

    assert errors_of(data).keys() == {"/root/of/0/days", "/root/of/1/of/0/statuses/0"}


def test_strange_field_names_become_proper_pointers() -> None:
    assert errors_of(spec_of({**status(), "a/b~c": 1})).keys() == {"/root/a~1b~0c"}


def nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = status()
    for _ in range(depth - 1):
        node = {"op": "and", "of": [node]}
    return node


def test_eight_levels_are_possible_and_nine_are_not() -> None:
    assert parse_filter(spec_of(nested(8))).to_json() == spec_of(nested(8))
    assert errors_of(spec_of(nested(9))) == {"/root" + "/of/0" * 8: "Conditions may be nested at most 8 deep."}


def test_a_very_deep_specification_is_refused_and_not_followed() -> None:
    assert list(errors_of(spec_of(nested(900)))) == ["/root" + "/of/0" * 8]


def test_two_hundred_nodes_are_possible_and_more_are_not() -> None:
    largest = spec_of({"op": "and", "of": [status()] * 199})
    assert parse_filter(largest).to_json() == largest
    assert errors_of(spec_of({"op": "and", "of": [status()] * 200})) == {
        "/root/of/199": "A filter may have at most 200 conditions and combinations."
    }


def test_ten_thousand_pasted_people_are_possible() -> None:
    values = [f"person{n}@acme.com" for n in range(10_000)]

    assert parse_filter(spec_of({"type": "people", "values": values})).to_json()["root"] == {
        "type": "people",
        "values": values,
    }


def test_the_list_of_mistakes_is_bounded() -> None:
    assert len(errors_of(spec_of({"type": "people", "values": [1] * 10_000}))) == 50


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(("version", "root", "op", "of", "type", "days", "apps", "match", "values", "x")), children
        )
    ),
    max_leaves=12,
)


@settings(max_examples=500)
@given(JSON_VALUES | JSON_VALUES.map(spec_of))
def test_no_input_does_anything_but_parse_or_be_refused(data: object) -> None:
    try:
        spec = parse_filter(data)
    except Invalid:
        assert all(pointer == "" or pointer.startswith("/") for pointer in errors_of(data))
    else:
        assert parse_filter(spec.to_json()) == spec


CATALOGUE = Catalogue(groups={"g1": GroupFacts("g1", "One", "d")}, apps={"a1": AppFacts("a1", "Jira", "s1", "Main")})
REFERRING = spec_of(
    {
        "op": "and",
        "of": [
            {"type": "groups", "groups": ["g1", "g2"], "match": "any"},
            {"op": "not", "of": [{"type": "apps", "apps": ["a2", "a1"], "match": "all"}]},
            {"type": "sites", "sites": ["s1", "s2"], "match": "none"},
            {"type": "inactive", "days": 1, "apps": ["a3"], "match": "any"},
            status(),
        ],
    }
)


def test_references_are_collected_by_kind() -> None:
    named = references(parse_filter(REFERRING))

    assert named.groups == {"g1", "g2"}
    assert named.apps == {"a1", "a2", "a3"}
    assert named.sites == {"s1", "s2"}


def test_missing_references_are_named_with_their_place() -> None:
    missing = find_missing_references(parse_filter(REFERRING), CATALOGUE)

    assert {error.pointer: error.detail for error in missing} == {
        "/root/of/0/groups/1": "There is no group with the id “g2”.",
        "/root/of/1/of/0/apps/0": "There is no app with the id “a2”.",
        "/root/of/2/sites/1": "There is no site with the id “s2”.",
        "/root/of/3/apps/0": "There is no app with the id “a3”.",
    }


def test_filters_are_joined_without_nesting_deeper() -> None:
    both = parse_filter(spec_of({"op": "and", "of": [status(), status("suspended")]}))
    ann = FilterSpec(Text("ann"))

    joined = all_of_specs(both, ann)

    assert joined.to_json() == spec_of(
        {"op": "and", "of": [status(), status("suspended"), {"type": "text", "contains": "ann"}]}
    )
    assert all_of_specs(EVERYBODY, ann) == ann
    assert all_of_specs() == EVERYBODY
