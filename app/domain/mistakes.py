"""Mistakes of fields that an admin fills in: stable codes with sentences and values.

The page says each of these in the admin's language by its code; other clients read the sentence. What only a
program can get wrong (a list where a text belongs) has no code of its own.
"""

from types import MappingProxyType
from typing import Final, Literal

from app.domain.errors import FieldError

MistakeCode = Literal[
    "required", "too_long", "too_few", "too_many", "too_small", "too_large", "not_whole", "not_a_date",
    "unlikely_year", "blank_inside",
    "no_actions", "no_groups", "no_apps", "unknown_group", "unknown_app", "managed_group", "added_and_removed",
    "admin_target", "beyond_reach", "org_admins_action",
    "suspended_and_restored", "after_terminal",
    "bad_hour", "no_weekdays", "bad_every", "bad_start_date", "bad_start_year", "date_passed",
    "bad_time_zone",
    "filter_gone", "filter_for_schedule", "filter_for_preview", "no_users", "not_in_plan",
    "days_missing", "days_out_of_range", "list_empty", "list_too_long", "text_missing", "text_blank",
    "text_too_long", "text_characters", "not_a_domain", "domain_wildcard", "domain_is_address", "domain_is_url",
    "domain_is_number", "domain_without_dot", "domain_too_long",
    "no_alternatives", "too_many_conditions", "too_deep", "too_many_entries", "too_many_values",
    "group_gone", "app_gone", "site_gone", "name_taken",
    "moment_passed", "too_far_ahead", "ends_before_start", "range_too_long",
    "bad_org_id", "site_elsewhere",
    "wrong_key", "user_token", "scoped_key", "wrong_organization", "not_org_admin", "expired_key",
    "too_long_lived",
    "url_characters", "not_an_address", "no_https", "url_secrets", "plain_http", "private_network", "host_unknown",
    "host_private", "no_recipients", "not_an_email",
]  # fmt: skip

MISTAKES: Final = MappingProxyType[MistakeCode, str]({
    # any form
    "required": "Fill this in.",
    "too_long": "Use at most {most} characters.",
    "too_few": "Choose at least one.",
    "too_many": "Choose at most {most}.",
    "too_small": "Use {least} or more.",
    "too_large": "Use {most} or less.",
    "not_whole": "Use a whole number.",
    "not_a_date": "Use a date such as 2026-01-31.",
    "unlikely_year": "Use a year between 2000 and 9000.",
    "too_many_values": "This is more than can be sent at once: at most {most:,} values.",
    "blank_inside": "Use only letters, digits and signs, without blanks.",
    # actions
    "no_actions": "Add at least one action.",
    "no_groups": "Choose at least one group.",
    "no_apps": "Choose at least one app.",
    "unknown_group": "This group does not exist in the organization.",
    "unknown_app": "This app does not exist in the organization.",
    "managed_group": "{group} is managed elsewhere and cannot be changed here.",
    "added_and_removed": "{group} is both added and removed.",
    "admin_target": "This makes people admins. Only organization admins may give or take it.",
    "beyond_reach": "This gives apps that you do not administer. Ask an organization admin to do it.",
    "org_admins_action": "Only organization admins may do this. Ask one of them.",
    "suspended_and_restored": "Users are both suspended and restored.",
    "after_terminal": "Nothing can follow an action on the account itself. Move it to the end, or remove this one.",
    # schedules
    "bad_hour": "Choose an hour from 00 to 23.",
    "no_weekdays": "Choose at least one weekday of {weekdays}.",
    "bad_every": "Choose a whole number from 1 to 1000.",
    "bad_start_date": "Give a start date such as 2026-01-31.",
    "bad_start_year": "Give a start date between the years 2000 and 2200.",
    "date_passed": "This day and hour have passed; choose a later moment.",
    "ends_before_start": "The last day is before the first one.",
    "range_too_long": "Use at most {most} days; add another entry for more.",
    "bad_time_zone": "'{name}' is not a time zone; use a name such as Europe/Berlin.",
    # tasks and bulk operations
    "filter_gone": "This saved filter does not exist; choose another.",
    "filter_for_schedule": "Choose a saved filter before you switch the schedule on.",
    "filter_for_preview": "Choose a saved filter to see who would be affected.",
    "no_users": "Select at least one user.",
    "not_in_plan": "This user is not in the plan.",
    # filters
    "days_missing": "is required: a whole number of days.",
    "days_out_of_range": "must be between 1 and {most:,} days.",
    "list_empty": "must hold at least one entry.",
    "list_too_long": "holds {entries:,} entries; at most {most:,} are possible.",
    "text_missing": "is required: a text.",
    "text_blank": "must not be blank.",
    "text_too_long": "is longer than {most} characters.",
    "text_characters": "holds characters that no name, address or id has.",
    "not_a_domain": "“{text}” is not an email domain.",
    "domain_wildcard": "“{text}” has a wildcard, which no address has; subdomains are chosen apart.",
    "domain_is_address": "“{text}” is an address; enter what stands behind its @.",
    "domain_is_url": "“{text}” is the address of a page; enter the domain of email addresses alone.",
    "domain_is_number": "“{text}” is the number of a machine; no account has an address there.",
    "domain_without_dot": "“{text}” has no dot: a name inside a network, at which no account can have an address.",
    "domain_too_long": "“{text}” is longer than a domain can be: 253 characters in all, 63 from dot to dot.",
    "no_alternatives": "must hold at least one alternative.",
    "too_many_conditions": "A filter may have at most {most} conditions and combinations.",
    "too_deep": "Conditions may be nested at most {most} deep.",
    "too_many_entries": "A filter may name at most {most:,} people, groups and other things in all its conditions.",
    "group_gone": "There is no group with the id {id}.",
    "app_gone": "There is no app with the id {id}.",
    "site_gone": "There is no site with the id {id}.",
    "name_taken": "Another saved filter has this name.",
    # protection
    "too_far_ahead": "Use a moment within the next {most:,} days.",
    "moment_passed": "This moment has passed; leave it empty or choose a later one.",
    # the organization's key
    "bad_org_id": "An organization id has only letters, digits and hyphens.",
    "site_elsewhere": "The site on which Rollcall is installed does not belong to this organization.",
    "wrong_key": "Atlassian does not accept this key: it is mistyped, expired or revoked.",
    "user_token": "This looks like a personal API token. Create an organization API key instead.",
    "scoped_key": "This key has scopes. Rollcall needs an organization API key without scopes.",
    "wrong_organization": "This key does not belong to an organization with this id.",
    "not_org_admin": "You are not an organization admin of this organization. Ask one of them to connect it.",
    "expired_key": "This day has passed; the key has expired.",
    "too_long_lived": "Atlassian's keys last at most one year; look up the day again.",
    # channels
    "url_characters": "Use an address without blanks and special characters, such as https://example.com/hook.",
    "not_an_address": "This is not an address; use one such as https://example.com/hook.",
    "no_https": "Use an address that begins with https://.",
    "url_secrets": "Leave user names, passwords and # out of the address; the signature proves who sends.",
    "plain_http": "Use https: what is sent must not be readable on the way.",
    "private_network": "This address leads into a private network; use a public one.",
    "host_unknown": "The name of the server could not be found.",
    "host_private": "The name of the server leads into a private network; nothing was sent.",
    "no_recipients": "Enter at least one email address.",
    "not_an_email": "This is not an email address.",
})  # fmt: skip


def mistake(pointer: str, code: MistakeCode, **values: str | int) -> FieldError:
    """The error of a field; `values` fill the holes of its sentence."""
    return FieldError(pointer, MISTAKES[code].format(**values), code, values)
