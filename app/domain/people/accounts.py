"""Account kinds: a person, or one of those that are nobody (admin API contract 5.6).

Atlassian has no one field for it: every sign counts. Who is not known to be a person is not treated as nobody, and not
changed by a destructive step either: see `app.domain.engine.protection`.
"""

from typing import Final

PERSON: Final = "person"
SERVICE_ACCOUNT: Final = "service_account"
AGENT: Final = "agent"
APP: Final = "app"
CUSTOMER: Final = "customer"
OTHER: Final = "other"
KINDS: Final = (PERSON, SERVICE_ACCOUNT, AGENT, APP, CUSTOMER)
"""The kinds that a filter can ask for."""
NON_PERSONS: Final = (SERVICE_ACCOUNT, AGENT, APP, CUSTOMER, OTHER)
SERVICE_ACCOUNT_DOMAIN: Final = "serviceaccount.atlassian.com"

_BY_TYPE: Final = {
    "atlassian": PERSON,
    "app": APP,
    "customer": CUSTOMER,
    "agent": AGENT,
    "service_account": SERVICE_ACCOUNT,
    "serviceaccount": SERVICE_ACCOUNT,
}


def find_kind(account_type: str | None, email_domain: str | None, *, is_service_account: bool = False) -> str | None:
    """The kind by everything that tells it; None when nothing does.

    is_service_account: Atlassian's list of service accounts names it. An account type that is none of ours is
    nobody we know (`other`). Without a type an address at an ordinary domain makes a person: agents show none.
    """
    if is_service_account or email_domain == SERVICE_ACCOUNT_DOMAIN:
        return SERVICE_ACCOUNT
    if account_type is not None:
        return _BY_TYPE.get(account_type.lower(), OTHER)
    return None if email_domain is None else PERSON


def is_nobody(kind: str | None) -> bool:
    """True for an account that is known to be no person."""
    return kind in NON_PERSONS
