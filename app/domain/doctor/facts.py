"""The facts, each with its English sentence, the actions that rely on it, and how it is judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.automation.actions import ACTION_WORDS, list_words
from app.domain.doctor import judges, role_judges
from app.domain.doctor.judges import ACCOUNT_ID, ENTITY_ID, fits, has_text, is_named, judge_once, tally
from app.domain.doctor.role_judges import judge_refusal
from app.domain.doctor.seen import Seen, list_nested, read_account


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is taken for true. judge: (how many agree, how many were seen)."""

    name: str
    sentence: str
    actions: tuple[str, ...]
    judge: Callable[[Seen], tuple[int, int]]


WRITES: Final = ACTION_WORDS
_GROUPS: Final = list_words(lambda kind: kind.is_configurable and kind.field == "groups")
_DESTRUCTIVE: Final = list_words(lambda kind: kind.is_configurable and kind.is_destructive)
_ACCESS: Final = list_words(lambda kind: kind.is_configurable and kind.field == "apps")
_GROUPS_AND_ACCESS: Final = _GROUPS + _ACCESS
_STATUS: Final = list_words(lambda kind: kind.is_configurable and kind.needs_statuses)
# An action relies on what would lead it to the wrong people. What makes Rollcall slower, or lets it spare somebody whom
# it need not spare, stops nothing.
_NOTHING: Final = ()

_ANSWERS = (
    Fact("organization_is_the_one_asked", "The organization that answers is the one that was asked for.", WRITES,
         lambda seen: judge_once(None not in (seen.asked_for, seen.answered_for),
                                 lambda: seen.asked_for == seen.answered_for)),
    Fact("key_lists_its_organization", "A key without scopes lists its organization.", _NOTHING,
         lambda seen: judge_once(seen.organizations is not None, lambda: bool(seen.organizations))),
    Fact("answers_are_json", "Answers say that they are JSON.", _NOTHING,
         lambda seen: tally(seen.envelopes, judges.is_json)),
    Fact("limits_are_told", "Every answer tells the rate limit, what is left of it and when it ends.", _NOTHING,
         judges.judge_limits),
    Fact("resets_are_moments", "The end of a rate limit's window is told as a moment.", _NOTHING, judges.judge_resets),
    Fact("windows_are_short", "A rate limit's window lasts a minute at most.", _NOTHING, judges.judge_windows),
    Fact("directories_have_ids", "Every directory has an id in the usual form.", WRITES,
         lambda seen: tally(seen.directories, fits("directoryId", ENTITY_ID))),
    Fact("pages_hold_a_hundred", "A page holds a hundred users.", _NOTHING,
         lambda seen: judge_once(seen.page_size is not None, lambda: seen.page_size == 100)),
    Fact("cursors_lead_on", "A cursor leads to people who were not shown before.", _NOTHING, judges.judge_pages),
    Fact("cursors_are_bare", "The next page is named by a cursor, not by an address.", _NOTHING,
         lambda seen: tally(seen.cursors, lambda one: "://" not in one)),
)  # fmt: skip
_PEOPLE = (
    Fact("users_have_ids", "Every user has an account id.", WRITES,
         lambda seen: tally(seen.users, has_text("accountId"))),
    Fact("account_ids_have_their_form", "Account ids have the form that is known of them.", WRITES,
         lambda seen: tally([row for row in seen.users if row.get("accountId")], fits("accountId", ACCOUNT_ID))),
    Fact("ids_are_unique", "A walk shows nobody twice.", _NOTHING,
         lambda seen: (len(set(map(read_account, seen.users))), len(seen.users))),
    Fact("people_are_found_by_id", "A search by an account id shows that person and nobody else.", WRITES,
         judges.judge_by_id),
    Fact("reads_agree", "Two reads of one person say the same.", _STATUS, judges.judge_detail),
    Fact("empty_lists_are_sent", "Lists are sent also when they are empty.", _NOTHING, judges.judge_empty_lists),
    Fact("people_are_people", "The search shows people alone, and says so.", _NOTHING,
         lambda seen: tally(seen.users, is_named("accountType", ("atlassian",)))),
    Fact("membership_is_told", "The status in the directory is told, in words that are known.", _STATUS,
         lambda seen: tally(seen.users, is_named("membershipStatus", ("active", "suspended", "no_membership")))),
    Fact("account_status_is_told", "The status of the account is told, in words that are known.", _NOTHING,
         lambda seen: tally(seen.users, is_named("accountStatus", ("active", "inactive", "closed")))),
    Fact("management_is_told", "Whether an account is managed is told.", _NOTHING,
         lambda seen: tally(seen.users, is_named("claimStatus", ("managed", "unmanaged")))),
    Fact("age_is_told", "The day on which somebody was added is told.", _NOTHING,
         lambda seen: tally(seen.users, lambda row: judges.read_moment(row.get("addedToOrg")) is not None)),
    Fact("activity_is_told", "The activity of people is told.", _DESTRUCTIVE, judges.judge_activity),
    Fact("moments_can_be_read", "Moments of activity have one form.", _DESTRUCTIVE,
         lambda seen: tally(judges.list_activity(seen), lambda told: judges.read_moment(told) is not None)),
    Fact("moments_are_true", "Moments are neither long ago nor to come.", _NOTHING, judges.judge_true_moments),
    Fact("activity_is_recent", "Activity is told within days.", _DESTRUCTIVE, judges.judge_recent),
    Fact("unopened_apps_are_left_out", "An app that somebody never opened is no activity.", _NOTHING,
         lambda seen: tally(list_nested(seen.users, "productAccess"), has_text("lastActiveTimestamp"))),
    Fact("activity_names_apps", "Activity names apps by the ids of the list of apps.", _DESTRUCTIVE,
         judges.judge_activity_ids),
    Fact("count_is_the_walk", "Atlassian's count is what a walk finds.", _NOTHING, judges.judge_count),
    Fact("path_names_the_directory", "The directory in the address alone narrows a search.", _NOTHING,
         judges.judge_path),
)  # fmt: skip
_GROUP_FACTS = (
    Fact("groups_are_told", "The groups of people are told.", _GROUPS_AND_ACCESS,
         lambda seen: tally(seen.group_members, lambda row: isinstance(row.get("groups"), list))),
    Fact("inline_groups_are_whole", "A person's row names all their groups.", _GROUPS_AND_ACCESS,
         judges.judge_inline_groups),
    Fact("group_ids_are_the_same", "A person's groups have the ids of the list of groups.", _GROUPS_AND_ACCESS,
         role_judges.judge_group_ids),
    Fact("groups_name_their_directory", "Every group has an id and names its directory.", _GROUPS,
         lambda seen: tally(seen.groups, lambda row: has_text("id")(row) and has_text("directoryId")(row))),
    Fact("groups_tell_who_manages_them", "Every group tells whether it can be changed.", _GROUPS,
         lambda seen: tally(seen.groups, role_judges.tells_manager)),
    Fact("managers_are_known", "Who manages a group is told in words that are known.", _NOTHING,
         lambda seen: tally([row for row in seen.groups if "managedBy" in row],
                            is_named("managedBy", ("external", "admins", "team-members", "open")))),
    Fact("group_filter_is_respected", "A search by a group shows its members alone.", WRITES,
         role_judges.judge_group_filter),
    Fact("group_sizes_agree", "A group has as many members as a search by it finds.", _NOTHING,
         role_judges.judge_group_size),
    Fact("several_groups_mean_any", "A search by several groups shows the members of any of them.", _NOTHING,
         judges.judge_any_group),
)  # fmt: skip
_ROLES = (
    Fact("admin_roles_are_told", "The admin roles of admins are told.", WRITES, role_judges.judge_admin_roles),
    Fact("role_filter_is_respected", "A search by a role shows its holders alone.", WRITES,
         role_judges.judge_role_filter),
    Fact("there_are_admins", "The organization's admins can be found.", WRITES, role_judges.judge_admins),
    Fact("all_directories_can_be_read", "One read covers all directories.", WRITES, role_judges.judge_everywhere),
    Fact("admin_groups_can_be_asked_for", "The groups that make admins can be asked for.", _NOTHING,
         judge_refusal("admin_groups", lambda seen: seen.admin_groups)),
    Fact("admins_have_their_role", "The roles of an admin name the admin role.", _NOTHING,
         role_judges.judge_admin_assignments),
    Fact("roles_can_be_read", "The roles of a person on apps can be read.", _ACCESS,
         judge_refusal("assignments", lambda seen: seen.assignments)),
    Fact("role_methods_are_known", "A role says whether it is held directly or through a group.", _ACCESS,
         role_judges.judge_methods),
    Fact("roles_name_apps", "Roles on apps name the ids of the list of apps.", _ACCESS,
         lambda seen: tally(role_judges.list_app_roles(seen), lambda row: str(row["resourceId"]) in seen.apps)),
    Fact("role_search_finds_holders", "A search by app and role finds who holds it.", _ACCESS,
         role_judges.judge_role_search),
    Fact("directory_status_is_told", "With several directories the status in each is told.", _STATUS,
         role_judges.judge_directory_status),
    Fact("apps_have_types", "Every app has an id and says what it is.", _ACCESS,
         lambda seen: tally(seen.workspaces, lambda row: has_text("id")(row) and role_judges.tells_type(row))),
    Fact("apps_name_their_site", "Every app names its site.", _NOTHING,
         lambda seen: tally(role_judges.list_attributes(seen), has_text("hostUrl"))),
)  # fmt: skip
FACTS: Final = (*_ANSWERS, *_PEOPLE, *_GROUP_FACTS, *_ROLES)
