"""Reasons of skipped and failed operations, and of runs that did not happen: stable words and their sentences.

The words are stored and counted; the sentences are only shown, so they may get better.
"""

from typing import Final

ORG_ADMIN: Final = "org_admin"
PROTECTED: Final = "protected"
OWN_ACCOUNT: Final = "own_account"
YOUNG_ACCOUNT: Final = "young_account"
AGE_UNKNOWN: Final = "age_unknown"
ADDRESS_UNKNOWN: Final = "address_unknown"
NOT_A_PERSON: Final = "not_a_person"
KIND_UNKNOWN: Final = "kind_unknown"
NO_LONGER_MATCHES: Final = "no_longer_matches"
ALREADY_MEMBER: Final = "already_member"
NOT_MEMBER: Final = "not_member"
NO_ACCESS: Final = "no_access"
ALREADY_SUSPENDED: Final = "already_suspended"
NOT_SUSPENDED: Final = "not_suspended"
EARLIER_ACTION_FAILED: Final = "earlier_action_failed"
CANCELLED: Final = "cancelled"
STATE_CHANGED: Final = "state_changed"
CHANGED_BY_LATER_RUN: Final = "changed_by_later_run"
CHANGED_BY_OTHER_RUN: Final = "changed_by_other_run"
NOTHING_TO_TAKE_BACK: Final = "nothing_to_take_back"
BEFORE_UNKNOWN: Final = "before_unknown"
RECENTLY_RESTORED: Final = "recently_restored"
LAST_ADMIN: Final = "last_admin"
LOST_WITH_GROUP: Final = "lost_with_group"
TAKEN_OUT: Final = "taken_out"
EXEMPT: Final = "exempt"

NOT_MANAGED: Final = "not_managed"
CLAIM_UNKNOWN: Final = "claim_unknown"
ACCOUNT_STATE_UNKNOWN: Final = "account_state_unknown"
ACCOUNT_MANAGED_ELSEWHERE: Final = "account_managed_elsewhere"
ALREADY_DEACTIVATED: Final = "already_deactivated"
ALREADY_ACTIVE: Final = "already_active"
ALREADY_FOR_DELETION: Final = "already_for_deletion"
NOT_FOR_DELETION: Final = "not_for_deletion"
DELETION_PENDING: Final = "deletion_pending"
GRACE_OVER: Final = "grace_over"
NO_WAY_BACK: Final = "no_way_back"

EXTERNALLY_MANAGED: Final = "externally_managed"
ACCESS_REMAINS: Final = "access_remains"
SHARED_GROUP: Final = "shared_group"
ACCESS_KEPT: Final = "access_kept"
ACCESS_UNREAD: Final = "access_unread"
NOT_IN_DIRECTORY: Final = "not_in_directory"
NO_MEMBERSHIP: Final = "no_membership"
UNKNOWN_GROUP: Final = "unknown_group"
UNKNOWN_APP: Final = "unknown_app"
UNKNOWN_USER: Final = "unknown_user"
LICENCE_LIMIT: Final = "licence_limit"
REFUSED: Final = "refused"
OUTCOME_UNKNOWN: Final = "outcome_unknown"
PARTLY_DONE: Final = "partly_done"
ADMIN_TARGET: Final = "admin_target"
NOT_APPLIED: Final = "not_applied"
ATLASSIAN_UNAVAILABLE: Final = "atlassian_unavailable"

NO_FILTER: Final = "no_filter"
KEY_DEAD: Final = "key_dead"
NO_KEY: Final = "no_key"
STOPPED: Final = "stopped"
NOT_CONFIRMED: Final = "not_confirmed"
UNINSTALLED: Final = "uninstalled"
NO_LICENSE: Final = "no_license"
ADMINS_UNKNOWN: Final = "admins_unknown"
FACT_CONTRADICTED: Final = "fact_contradicted"
SYNC_FAILED: Final = "sync_failed"
TASK_REMOVED: Final = "task_removed"
SLOT_DROPPED: Final = "slot_dropped"
LATE: Final = "late"
PREVIOUS_RUN_ACTIVE: Final = "previous_run_active"
BLACKOUT: Final = "blackout"
OVER_LIMIT: Final = "over_limit"
OVER_SHARE: Final = "over_share"
UNUSUAL: Final = "unusual"
DELETION: Final = "deletion"
RAMP_STOPPED: Final = "ramp_stopped"
REJECTED: Final = "rejected"
APPROVAL_EXPIRED: Final = "approval_expired"
FILTER_INVALID: Final = "filter_invalid"
MANUAL: Final = "manual"
DRAFT: Final = "draft"
SCHEDULE_OFF: Final = "schedule_off"
NO_SLOT: Final = "no_slot"
ONCE_OVER: Final = "once_over"
SCHEDULE_INVALID: Final = "schedule_invalid"
REFERENCE_GONE: Final = "reference_gone"
NEVER_MATCHES: Final = "never_matches"
NOBODY_LISTED: Final = "nobody_listed"
IN_VAIN: Final = (REFERENCE_GONE, NEVER_MATCHES, NOBODY_LISTED)
"""Why a run that succeeded is to be looked at all the same: its filter asks for what is not there."""
ZONE_UNKNOWN: Final = "zone_unknown"
TASK_UNREADABLE: Final = "task_unreadable"
INTERNAL: Final = "internal"
WORKER_DIED: Final = "worker_died"

SENTENCES: Final = {
    ORG_ADMIN: "Organization admins are never changed.",
    PROTECTED: "This user is on the protected list (Settings).",
    OWN_ACCOUNT: "Admins who are no organization admins never change themselves.",
    YOUNG_ACCOUNT: "The account is younger than the minimum age (Settings).",
    AGE_UNKNOWN: "Atlassian did not say when the account was added, so it counts as new.",
    ADDRESS_UNKNOWN: "Atlassian does not show the address, and it may be at a protected domain (Settings).",
    NOT_A_PERSON: "This account is no person (service account, agent or app); it is never taken anything from.",
    KIND_UNKNOWN: "Atlassian did not say whether this account is a person, so nothing is taken from it.",
    NO_LONGER_MATCHES: "The user no longer matches the filter.",
    ALREADY_MEMBER: "Already a member of the group.",
    NOT_MEMBER: "Not a member of the group.",
    NO_ACCESS: "The user has no access to this app.",
    ALREADY_SUSPENDED: "Already suspended.",
    NOT_SUSPENDED: "Not suspended.",
    EARLIER_ACTION_FAILED: "An earlier action failed for this user, so this one was not tried.",
    CANCELLED: "The run was cancelled before this was done.",
    STATE_CHANGED: "Somebody changed this since; it was left as it is.",
    CHANGED_BY_LATER_RUN: "A later run changed this; it was left as that run left it.",
    CHANGED_BY_OTHER_RUN: "Another run that was active at the same time changed this; it was left as that run left it.",
    NOTHING_TO_TAKE_BACK: "The change had not been applied, so there was nothing to take back.",
    BEFORE_UNKNOWN: "Nobody can tell how this was before the run, so it was left as it is.",
    RECENTLY_RESTORED: "Something was given back to this user lately, so tasks take nothing away for now (Settings).",
    LAST_ADMIN: "Nobody else who is active is known to hold this admin role, so it is not taken away.",
    LOST_WITH_GROUP: "The access went with a group that this run had taken the user out of before.",
    TAKEN_OUT: "An organization admin took this user out of the plan before it was released.",
    EXEMPT: "An admin exempted this user from the task.",
    NOT_MANAGED: "The organization does not manage this account, so it can only be changed by its owner.",
    CLAIM_UNKNOWN: "Atlassian did not say whether the organization manages this account, so it was left alone.",
    ACCOUNT_STATE_UNKNOWN: "Atlassian did not say whether this account is active, so it was left alone.",
    ACCOUNT_MANAGED_ELSEWHERE: "An identity provider manages this account; change it there.",
    ALREADY_DEACTIVATED: "The account is deactivated already.",
    ALREADY_ACTIVE: "The account is active already.",
    ALREADY_FOR_DELETION: "The account is to be deleted already.",
    NOT_FOR_DELETION: "The account is not to be deleted, so there is nothing to cancel.",
    DELETION_PENDING: "The account is to be deleted; cancel its deletion first.",
    GRACE_OVER: "The 14 days are over in which the deletion could be cancelled.",
    NO_WAY_BACK: "This is not taken back: it would delete the account.",
    EXTERNALLY_MANAGED: "The group is managed elsewhere; change the membership there.",
    ACCESS_REMAINS: "Access remains through a group that is managed elsewhere; change the membership there.",
    SHARED_GROUP: "Access remains through a group that also gives other apps; the action leaves such groups alone.",
    ACCESS_KEPT: "The user is out of the group and keeps access to an app that it gives in another way.",
    ACCESS_UNREAD: "The user is out of the group; whether access remains in another way could not be read.",
    NOT_IN_DIRECTORY: "The user is not in the directory that the group belongs to.",
    NO_MEMBERSHIP: "The user is not a member of any directory, so there is nothing to suspend.",
    UNKNOWN_GROUP: "The group no longer exists; edit the task.",
    UNKNOWN_APP: "The app no longer exists in the organization; edit the task.",
    UNKNOWN_USER: "The user is no longer in the organization.",
    LICENCE_LIMIT: "The app's licence has no free seat; buy seats or free some.",
    REFUSED: "Atlassian refused the change.",
    OUTCOME_UNKNOWN: "Atlassian did not confirm the change; look at the user before you rely on it.",
    PARTLY_DONE: "The run ended in the middle of this; a part of it was done.",
    ADMIN_TARGET: "This gives or takes an admin role by now, and an admin who is no organization admin is behind it.",
    NOT_APPLIED: "Atlassian accepted the change, but it did not show when it was looked at afterwards.",
    ATLASSIAN_UNAVAILABLE: "Atlassian could not be reached.",
    NO_FILTER: "The task has no filter; choose one.",
    KEY_DEAD: "Atlassian no longer accepts the organization API key; paste a new one in Settings.",
    NO_KEY: "No organization is connected yet.",
    STOPPED: "All runs are stopped (Settings).",
    NOT_CONFIRMED: "The app was installed again; confirm in Settings that the schedules may run.",
    UNINSTALLED: "The app is not installed.",
    NO_LICENSE: "The licence of Rollcall has ended; a site admin can renew it.",
    ADMINS_UNKNOWN: "The organization's admins could not be read, so nothing was changed.",
    FACT_CONTRADICTED: "Atlassian's answers for this organization are not of the form that an action of this task "
    "relies on, so nothing was changed.",
    SYNC_FAILED: "The users could not be read from Atlassian, so nothing was changed.",
    TASK_REMOVED: "The task was removed.",
    SLOT_DROPPED: "The schedule was changed when this run was due, and no longer holds it.",
    LATE: "The system was not running at the time, and it was too late to catch up.",
    PREVIOUS_RUN_ACTIVE: "The previous run of this task was still active.",
    BLACKOUT: "On blackout days (Settings) nothing that takes something away starts.",
    OVER_LIMIT: "More users than the task's limit would be affected; approve or reject the plan.",
    OVER_SHARE: "More users than one run may change unasked in this organization would be affected; approve or reject "
    "the plan.",
    UNUSUAL: "Far more users match than in the last runs of this task; approve or reject the plan.",
    DELETION: "Accounts would be deleted, which another admin has to approve; approve or reject the plan.",
    RAMP_STOPPED: "Something failed with the first people of this task's first live run, so it did not go on to the "
    "others.",
    REJECTED: "An admin rejected the plan.",
    APPROVAL_EXPIRED: "Nobody approved the plan within 7 days.",
    FILTER_INVALID: "The saved filter can no longer be understood; edit it.",
    MANUAL: "The task runs only when started by hand.",
    DRAFT: "The task is a draft; set it to Test or Live to let its schedule run.",
    SCHEDULE_OFF: "The schedule is off.",
    NO_SLOT: "The schedule has no further slot.",
    ONCE_OVER: "Done: the one date of this schedule is over.",
    SCHEDULE_INVALID: "The schedule cannot be computed; edit the task.",
    REFERENCE_GONE: "The filter names something that no longer exists, so that nobody can match it; edit the filter.",
    NEVER_MATCHES: "The filter asks for what no address can have, so that nobody can match it; edit the filter.",
    NOBODY_LISTED: "Nobody on the list of the filter is known in the organization; edit the filter.",
    ZONE_UNKNOWN: "The time zone of the task is no longer known; choose another.",
    TASK_UNREADABLE: "The task holds an action that can no longer be understood; edit the task.",
    INTERNAL: "Something went wrong on our side; it has been logged.",
    WORKER_DIED: "The process that worked on this ended unexpectedly ten times in a row, so it was given up.",
}


def explain_reason(reason: str | None) -> str | None:
    """Explain a stored reason to an admin; the word itself when it is not known."""
    return None if reason is None else SENTENCES.get(reason, reason)
