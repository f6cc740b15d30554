"""Every fact of the doctor: seen to hold, contradicted by a sandbox that does the opposite, and what that stops."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.atlassian.admin import AdminApi, open_admin_api
from app.domain.doctor import FACTS, WRITES, Finding, examine, list_unsafe_actions
from app.examination import look
from tests.ground.desk import Unpaced
from tests.ground.sandbox import SandboxClient
from worker.doctor import to_json, to_table

GROUPS = {"add_to_groups", "remove_from_groups"}
ACCESS = {"remove_app_access"}
STATUS = {"suspend_user", "restore_user"}
DESTRUCTIVE = {"remove_from_groups", "remove_app_access", "suspend_user", "deactivate_account", "delete_account"}
NOTHING: set[str] = set()
USERS, GROUP_ROWS, ROLES, APPS = "R4", "R10", "R8", "R14"
EVERYWHERE = "/directories/-/"
LONG_AGO = "2024-03-01T08:00:00.000Z"


@dataclass(frozen=True)
class Opposite:
    """How the sandbox contradicts a fact: switches and faults; what stops then, and which organization shows it."""

    stops: set[str]
    switches: dict[str, Any] = field(default_factory=dict)
    faults: tuple[dict[str, Any], ...] = ()
    management: str = "centralized"


def without(endpoint: str, *names: str) -> tuple[dict[str, Any], ...]:
    return tuple({"kind": "missing_field", "endpoint": endpoint, "params": {"field": name}} for name in names)


def otherwise(endpoint: str, name: str, value: str, **where: str) -> tuple[dict[str, Any], ...]:
    return ({"kind": "unknown_enum", "endpoint": endpoint, "params": {"field": name, "value": value}, **where},)


def refused(endpoint: str, **where: str) -> tuple[dict[str, Any], ...]:
    return ({"kind": "forbidden", "endpoint": endpoint, **where},)


REPEATED = ({"kind": "repeated_cursor", "endpoint": USERS},)
ALL = set(WRITES)
OPPOSITES: dict[str, Opposite] = {
    "organization_is_the_one_asked": Opposite(ALL, faults=otherwise("R2", "id", "another")),
    "key_lists_its_organization": Opposite(NOTHING, {"orgs_listing": "empty"}),
    "answers_are_json": Opposite(NOTHING, {"answer_type": "text/plain"}),
    "limits_are_told": Opposite(NOTHING, {"rate_limit_headers": "none"}),
    "resets_are_moments": Opposite(NOTHING, {"rate_limit_headers": "epoch"}),
    "windows_are_short": Opposite(NOTHING, {"rate_window_seconds": 86_400}),
    "directories_have_ids": Opposite(ALL, faults=without("R3", "directoryId")),
    "pages_hold_a_hundred": Opposite(NOTHING, {"users_page_limit": 50}),
    "cursors_lead_on": Opposite(NOTHING, faults=REPEATED),
    "cursors_are_bare": Opposite(NOTHING, {"search_next": "url"}),
    "users_have_ids": Opposite(ALL, faults=without(USERS, "accountId")),
    "account_ids_have_their_form": Opposite(ALL, faults=otherwise(USERS, "accountId", "no id at all")),
    "ids_are_unique": Opposite(NOTHING, faults=REPEATED),
    "people_are_found_by_id": Opposite(ALL, {"search_filters": "ignored"}),
    "reads_agree": Opposite(STATUS, faults=otherwise("R6", "membershipStatus", "no_membership")),
    "empty_lists_are_sent": Opposite(NOTHING, {"empty_lists": "absent"}),
    "people_are_people": Opposite(NOTHING, {"non_person_account_type": "app"}),
    "membership_is_told": Opposite(STATUS, faults=otherwise(USERS, "membershipStatus", "resting")),
    "account_status_is_told": Opposite(NOTHING, faults=without(USERS, "accountStatus")),
    "management_is_told": Opposite(NOTHING, faults=without(USERS, "claimStatus")),
    "age_is_told": Opposite(NOTHING, faults=without(USERS, "addedToOrg")),
    "activity_is_told": Opposite(DESTRUCTIVE, faults=without(USERS, "productAccess")),
    "moments_can_be_read": Opposite(DESTRUCTIVE, faults=otherwise(USERS, "lastActiveTimestamp", "yesterday")),
    "moments_are_true": Opposite(NOTHING, {"zero_dates": "epoch"}),
    "activity_is_recent": Opposite(DESTRUCTIVE, faults=otherwise(USERS, "lastActiveTimestamp", LONG_AGO)),
    "unopened_apps_are_left_out": Opposite(NOTHING, {"unopened_apps": "without_timestamp"}),
    "activity_names_apps": Opposite(DESTRUCTIVE, faults=otherwise(APPS, "id", "ari:cloud:jira::site/another")),
    "count_is_the_walk": Opposite(NOTHING, {"user_count": "late"}),
    "path_names_the_directory": Opposite(NOTHING, {"directory_scope": "everything"}),
    "groups_are_told": Opposite(GROUPS | ACCESS, faults=without(USERS, "groups")),
    "inline_groups_are_whole": Opposite(GROUPS | ACCESS, {"inline_groups": "first_2"}),
    "group_ids_are_the_same": Opposite(GROUPS | ACCESS, faults=otherwise(GROUP_ROWS, "id", "another")),
    "groups_name_their_directory": Opposite(GROUPS, faults=without(GROUP_ROWS, "directoryId")),
    "groups_tell_who_manages_them": Opposite(
        GROUPS, faults=without(GROUP_ROWS, "managementAccess", "managedBy", "externalSynced")
    ),
    "managers_are_known": Opposite(NOTHING, faults=otherwise(GROUP_ROWS, "managedBy", "somebody")),
    "group_filter_is_respected": Opposite(ALL, {"search_filters": "ignored"}),
    "group_sizes_agree": Opposite(NOTHING, faults=otherwise(GROUP_ROWS, "users", "many")),
    "several_groups_mean_any": Opposite(NOTHING, {"several_ids": "all"}),
    "admin_roles_are_told": Opposite(ALL, faults=without(USERS, "platformRoles")),
    "role_filter_is_respected": Opposite(ALL, {"search_filters": "ignored"}),
    "there_are_admins": Opposite(ALL, {"search_filters": "find_nobody"}),
    "all_directories_can_be_read": Opposite(ALL, faults=refused(USERS, path_contains=EVERYWHERE)),
    "admin_groups_can_be_asked_for": Opposite(NOTHING, faults=refused(GROUP_ROWS, path_contains=EVERYWHERE)),
    "admins_have_their_role": Opposite(
        NOTHING, faults=otherwise(ROLES, "directoryId", "some", path_contains=EVERYWHERE)
    ),
    "roles_can_be_read": Opposite(ACCESS, faults=refused(ROLES)),
    "role_methods_are_known": Opposite(ACCESS, faults=without(ROLES, "roleAssignmentMethods")),
    "roles_name_apps": Opposite(ACCESS, faults=otherwise(ROLES, "resourceId", "ari:cloud:jira::site/another")),
    "role_search_finds_holders": Opposite(ACCESS, {"search_filters": "find_nobody"}),
    "directory_status_is_told": Opposite(
        STATUS, faults=otherwise(ROLES, "userDirectoryStatus", "resting"), management="original"
    ),
    "apps_have_types": Opposite(ACCESS, faults=without(APPS, "typeKey", "type")),
    "apps_name_their_site": Opposite(NOTHING, faults=without(APPS, "hostUrl")),
}


@dataclass
class Patient:
    """An organization that the doctor looks at."""

    sandbox: SandboxClient
    organization: dict[str, Any]
    api: AdminApi

    def examine(self) -> dict[str, Finding]:
        return {one.fact: one for one in examine(look(self.api))}


@pytest.fixture
def patient(sandbox: SandboxClient) -> Patient:
    """A small organization of its own, whose whole directory a walk sees."""
    return admit(sandbox, "centralized")


def admit(sandbox: SandboxClient, management: str) -> Patient:
    row = {"name": "Patient", "users": 150, "number": 77, "management": management}
    organization = sandbox.call("POST", "/organizations", row)
    api = open_admin_api(
        sandbox.base_url, organization["org_id"], organization["api_key"], Unpaced(), sleep=lambda _: None
    )
    return Patient(sandbox, organization, api)


def test_every_fact_has_its_opposite_here() -> None:
    assert [fact.name for fact in FACTS] == list(OPPOSITES)


@pytest.mark.parametrize("management", ["centralized", "original"])
def test_in_a_sound_organization_everything_is_seen_and_holds(sandbox: SandboxClient, management: str) -> None:
    findings = admit(sandbox, management).examine()

    verdicts = {name: one.verdict for name, one in findings.items() if one.verdict != "holds"}
    assert verdicts == ({"directory_status_is_told": "not_seen"} if management == "centralized" else {})
    assert list_unsafe_actions(list(findings.values())) == frozenset()


@pytest.mark.parametrize("fact", OPPOSITES)
def test_the_opposite_of_a_fact_is_seen_and_stops_the_actions_that_rely_on_it(
    sandbox: SandboxClient, fact: str
) -> None:
    opposite = OPPOSITES[fact]
    patient = admit(sandbox, opposite.management)
    if opposite.switches:
        sandbox.switch(patient.organization["org_id"], **opposite.switches)
    for fault in opposite.faults:
        sandbox.call("POST", "/faults", fault)

    finding = patient.examine()[fact]

    assert (finding.verdict, set(finding.actions)) == ("contradicted", opposite.stops)
    assert finding.agree < finding.seen
    assert list_unsafe_actions([finding]) == opposite.stops


def test_where_nothing_may_be_read_only_that_is_said(patient: Patient) -> None:
    for code in ("R1", "R3", USERS, "R6", "R7", ROLES, GROUP_ROWS, APPS):
        patient.sandbox.call("POST", "/faults", refused(code)[0])

    found = {name: one.verdict for name, one in patient.examine().items()}

    told = {name for name, verdict in found.items() if verdict != "not_seen"}
    asked = {"all_directories_can_be_read", "admin_groups_can_be_asked_for"}
    assert {name for name, verdict in found.items() if verdict == "contradicted"} == asked
    assert told - asked <= {
        "organization_is_the_one_asked",
        "answers_are_json",
        "limits_are_told",
        "resets_are_moments",
        "windows_are_short",
    }


@pytest.mark.parametrize("kind", ["status", "html", "truncated"])
def test_what_fails_is_no_opposite(patient: Patient, kind: str) -> None:
    """A page, a cut answer or a failure says nothing about Atlassian's answers."""
    patient.sandbox.call("POST", "/faults", {"kind": kind, "endpoint": USERS, "params": {}})

    assert {one.fact for one in patient.examine().values() if one.verdict == "contradicted"} <= {"answers_are_json"}


@pytest.mark.parametrize("endpoint", ["R3", USERS, "R6", "R7", ROLES, GROUP_ROWS, APPS])
@pytest.mark.parametrize("name", ["data", "groups", "counts", "links", "roleAssignments", "id", "attributes"])
def test_an_answer_of_any_shape_is_survived(patient: Patient, endpoint: str, name: str) -> None:
    patient.sandbox.call("POST", "/faults", otherwise(endpoint, name, "something else")[0])

    assert len(patient.examine()) == len(FACTS)


@pytest.mark.parametrize("empty", ["absent", "null"])
def test_empty_lists_that_are_left_out_stop_nothing(patient: Patient, empty: str) -> None:
    """Everything works without them; a doctor that stopped tasks for it would be the fault."""
    patient.sandbox.switch(patient.organization["org_id"], empty_lists=empty)

    assert list_unsafe_actions(list(patient.examine().values())) == frozenset()


def test_a_report_names_no_person_no_group_and_no_address(patient: Patient) -> None:
    patient.sandbox.switch(patient.organization["org_id"], search_filters="ignored", inline_groups="first_2")
    findings = list(patient.examine().values())

    told = to_json(findings) + to_table(findings)

    people = patient.sandbox.users(patient.organization["org_id"], limit="500")
    secrets = {str(person[name]) for person in people for name in ("account_id", "email", "name") if person.get(name)}
    assert len(secrets) > 300
    assert not any(secret in told for secret in secrets)
    assert "@" not in told
    assert "ari:cloud" not in told
    assert patient.organization["org_id"] not in told


def test_looking_changes_nothing(patient: Patient) -> None:
    before = len(patient.sandbox.call("GET", "/audit?limit=100000")["entries"])
    patient.sandbox.call("DELETE", "/requests")
    patient.examine()

    assert len(patient.sandbox.call("GET", "/audit?limit=100000")["entries"]) == before
    assert patient.sandbox.count_requests() <= 30
