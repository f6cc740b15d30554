"""Lists and domains as an admin types them, through the API: who is found, what matches nobody, what is refused."""

import csv
import io

import pytest
import sqlalchemy as sa

from tests.api.ground import Office, pointers
from tests.api.stories import condition, draft, ordinary, people, save_filter


def email_of(office: Office, account_id: str) -> str:
    return str(office.sandbox.call("GET", f"/organizations/{office.acme.org_id}/users/{account_id}")["email"])


def count(office: Office, *values: str) -> dict[str, object]:
    found = office.ask("POST", "/filters/describe", {"specification": people(*values)})
    assert isinstance(found, dict)
    return found


def test_a_list_says_before_it_is_saved_and_in_every_preview_who_is_missing(shared_office: Office) -> None:
    office = shared_office
    anna, ben = ordinary(office.acme)[:2]
    line = f'Anna <{email_of(office, anna).upper()}>; "nobody@acme.example"'

    told = count(office, line, f"'{ben}", "Somebody Else")

    assert told["count"] == 2
    assert told["unmatched"] == {"count": 2, "entries": ["nobody@acme.example", "Somebody Else"]}
    saved = save_filter(office, "Pasted", people(line, "Somebody Else"))
    preview = office.ask("POST", "/tasks/preview", draft(saved["id"]))
    [caution] = [one for one in preview["warnings"] if one["code"] == "people_unmatched"]
    assert caution["facts"] == {"count": "2", "entries": "nobody@acme.example, Somebody Else"}


def test_an_export_pasted_back_finds_the_same_people(shared_office: Office) -> None:
    office = shared_office
    chosen = ordinary(office.acme)[:5]
    answer = office.request("POST", "/users/export", {"specification": people(*chosen), "format": "csv"})

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "charset=utf-8" in answer.headers["Content-Type"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    told = count(office, *[row["email"] or row["account_id"] for row in rows])
    assert (told["count"], told["unmatched"]["count"]) == (5, 0)  # type: ignore[index]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("*.acme.example", "domain_wildcard"), ("ann@acme.example", "domain_is_address"),
        ("https://acme.example/", "domain_is_url"), ("acme example", "not_a_domain"),
        ("localhost", "domain_without_dot"), ("user@localhost", "domain_is_address"),
        ("[10.0.0.1]", "domain_is_number"), ("acme_eu.example", "not_a_domain"),
        (f"{'a' * 64}.example", "domain_too_long"),
    ],
)  # fmt: skip
def test_a_domain_that_protects_nobody_is_refused(value: str, code: str, shared_office: Office) -> None:
    problem = shared_office.refuse(422, "POST", "/protected", {"kind": "domain", "value": value, "reason": "r"})
    assert (pointers(problem), problem["errors"][0]["code"]) == (["/value"], code)
    spec = condition("email_domain", domains=[value])
    problem = shared_office.refuse(422, "POST", "/filters/describe", {"specification": spec})
    assert problem["errors"][0]["code"] == code


@pytest.mark.parametrize("match", ["is", "ends_with"])
def test_what_can_never_match_is_refused_wherever_a_filter_comes_in(match: str, shared_office: Office) -> None:
    office = shared_office
    bad = condition("email_domain", domains=["acme.example", "@localhost"], match=match)
    nested = {"version": 1, "root": {"op": "and", "of": [{"op": "not", "of": [bad["root"]]}]}}
    good = save_filter(office, f"Good {match}", condition("email_domain", domains=["acme.example"], match=match))
    bodies = [
        ("POST", "/filters", {"name": "Bad", "specification": nested}),
        ("PUT", f"/filters/{good['id']}", {"name": "Bad", "specification": nested, "version": good["version"]}),
        ("POST", f"/filters/{good['id']}/change", {"specification": nested}),
        ("POST", "/filters/describe", {"specification": nested}),
        ("POST", "/users/search", {"specification": nested}),
        ("POST", "/users/export", {"specification": nested, "format": "csv"}),
        ("POST", "/bulk/preview", {"specification": nested, "actions": [{"type": "suspend_user"}]}),
    ]
    for method, path, body in bodies:
        problem = office.refuse(422, method, path, body)
        [error] = problem["errors"]
        where = "/specification/root/of/0/of/0/domains"
        assert (error["pointer"], error["code"], error["values"]) == (
            where,
            "domain_without_dot",
            {"text": "@localhost"},
        )
    assert office.ask("GET", f"/filters/{good['id']}")["specification"] == good["specification"]


def test_a_protected_domain_of_an_earlier_release_says_that_nobody_can_be_there(office: Office) -> None:
    for value in ("localhost", "acme.example"):
        office.ask("POST", "/protected", {"kind": "domain", "value": f"{value}.example", "reason": "r"})
    with office.database.system_session() as session:
        session.execute(sa.text("update protected_entries set value = 'localhost' where value = 'localhost.example'"))

    shown = {one["value"]: one["never_matches"] for one in office.ask("GET", "/protected")["items"]}

    assert shown == {"localhost": True, "acme.example.example": False}


def test_an_entry_says_how_many_people_it_spares(shared_office: Office) -> None:
    office = shared_office
    domain = max(office.ask("GET", "/email-domains")["items"], key=lambda one: one["user_count"])
    parent = domain["domain"].partition(".")[2]

    entry = office.ask(
        "POST", "/protected", {"kind": "domain", "value": f"@{domain['domain'].upper()}.", "reason": "r"}
    )
    nobody = office.ask("POST", "/protected", {"kind": "domain", "value": "xn--mller-kva.example", "reason": "r"})
    below = office.ask(
        "POST", "/protected", {"kind": "domain", "value": parent, "reason": "r", "includes_subdomains": True}
    )

    assert (entry["value"], entry["people_count"]) == (domain["domain"], domain["user_count"])
    assert (nobody["value"], nobody["people_count"]) == ("müller.example", 0)
    assert below["people_count"] >= domain["user_count"]
    shown = {one["id"]: one["people_count"] for one in office.ask("GET", "/protected")["items"]}
    assert shown[entry["id"]] == domain["user_count"]
    for one in (entry, nobody, below):
        office.ask("DELETE", f"/protected/{one['id']}")
