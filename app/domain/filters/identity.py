"""Conditions about who somebody is: email domain, status, claim, age of the account, name, a pasted list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, Self

from app.domain.filters.conditions import (
    Case,
    Condition,
    Impossible,
    count_days,
    email_domain_of,
    is_at_least_days_ago,
    is_at_most_days_ago,
    join_names,
    show_moment,
)
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict, decide
from app.domain.people.accounts import AGENT, APP, CUSTOMER, KINDS, OTHER, PERSON, SERVICE_ACCOUNT
from app.domain.people.directory import Catalogue
from app.domain.people.pasted import read_entries, spell_address
from app.domain.people.typed_domains import read_domain, read_ending
from app.domain.words import fold_address, fold_text

STATUSES: Final = ("active", "suspended", "deactivated", "not_invited", "for_deletion")
CLAIMS: Final = ("managed", "unmanaged")
_READ_DOMAIN: Final = {"is": read_domain, "ends_with": read_ending}
_KIND_NAMES: Final = {
    PERSON: "person",
    SERVICE_ACCOUNT: "service account",
    AGENT: "agent",
    APP: "app",
    CUSTOMER: "customer of a help center",
    OTHER: "no person, of another kind",
}
MAX_PEOPLE: Final = 10_000
MAX_DOMAIN_LENGTH: Final = 253
MAX_LINE_LENGTH: Final = 1_000
MAX_TEXT_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class EmailDomain(Condition):
    """The address is at one of the domains, or its domain ends with one of the texts; case does not count.

    Letters and punycode are the same. `ends_with` is literal: `acme.com` also finds `notacme.com`, `.acme.com` only
    subdomains. Without a visible address (admin API contract 7.3) it is not known where somebody is.

    Example: {"type": "email_domain", "match": "is", "domains": ["acme.com"]}
    """

    type: ClassVar[str] = "email_domain"

    domains: tuple[str, ...]
    match: str = "is"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        match = reader.get_word("match", ("is", "ends_with"), default="is")
        texts = reader.get_texts("domains", max_length=MAX_DOMAIN_LENGTH)
        return cls(tuple(dict.fromkeys(_READ_DOMAIN[match](text)[0] for text in texts)), match)

    def list_impossible(self) -> Sequence[Impossible]:
        """Domains at which, or endings with which, no account can be."""
        read = ((domain, _READ_DOMAIN[self.match](domain)[1]) for domain in self.domains)
        return [Impossible("domains", domain, problem) for domain, problem in read if problem]

    def _judge(self, case: Case) -> Verdict:
        domain = email_domain_of(case.user.email)
        if domain is None:
            return Verdict.UNKNOWN
        if self.match == "is":
            return decide(domain in self.domains)
        return decide(f"@{domain}".endswith(self.domains))

    def _describe(self, _catalogue: Catalogue) -> str:
        relation = "is" if self.match == "is" else "ends with"
        return f"email domain {relation} {join_names(self.domains)}"

    def _describe_value(self, case: Case) -> str:
        return show_email(case)


def show_email(case: Case) -> str:
    """The address as an explanation shows it."""
    return case.user.email or "address not known"


@dataclass(frozen=True, slots=True)
class Status(Condition):
    """The composite status is one of the given (admin API contract 5.2); a word that is none of ours is not known.

    Example: {"type": "status", "statuses": ["active", "not_invited"]}
    """

    type: ClassVar[str] = "status"

    statuses: tuple[str, ...]

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_words("statuses", STATUSES))

    def _judge(self, case: Case) -> Verdict:
        return decide(case.user.status in self.statuses if case.user.status in STATUSES else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"status is {join_names(map(_in_words, self.statuses))}"

    def _describe_value(self, case: Case) -> str:
        return _in_words(case.user.status) if case.user.status in STATUSES else "status not known"


def _in_words(status: str) -> str:
    return status.replace("_", " ")


_CLAIM_WORDS = {"managed": "managed", "unmanaged": "external"}
"""The words that the page has for them in its chips."""


@dataclass(frozen=True, slots=True)
class Claim(Condition):
    """The account is managed (on a domain that the organization verified) or unmanaged.

    Example: {"type": "claim", "claim": "unmanaged"}
    """

    type: ClassVar[str] = "claim"

    claim: str

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_word("claim", CLAIMS))

    def _judge(self, case: Case) -> Verdict:
        return decide(case.user.claim == self.claim if case.user.claim in CLAIMS else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"{_CLAIM_WORDS[self.claim]} account"

    def _describe_value(self, case: Case) -> str:
        return f"{_CLAIM_WORDS[case.user.claim]} account" if case.user.claim in CLAIMS else "not known whether managed"


@dataclass(frozen=True, slots=True)
class AccountKind(Condition):
    """The account is of one of the kinds: person, service account, agent, app or customer.

    Accounts that are no persons are left out of every filter that has no such condition, unless they are listed by
    id or address.

    Example: {"type": "account_kind", "kinds": ["service_account", "agent"]}
    """

    type: ClassVar[str] = "account_kind"

    kinds: tuple[str, ...]

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_words("kinds", KINDS))

    def _judge(self, case: Case) -> Verdict:
        return decide(case.user.kind in self.kinds if case.user.kind in KINDS else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"account is {join_names(map(name_kind, self.kinds))}"

    def _describe_value(self, case: Case) -> str:
        return name_kind(case.user.kind)


def name_kind(kind: str | None) -> str:
    """Name a kind of account for people."""
    return _KIND_NAMES.get(kind or "", "kind of account not known")


@dataclass(frozen=True, slots=True)
class Added(Condition):
    """Added to the organization at least, or at most, `days` × 24 hours ago.

    Example: {"type": "added", "comparison": "at_most_days_ago", "days": 14}
    """

    type: ClassVar[str] = "added"

    comparison: str
    days: int

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        comparison = reader.get_word("comparison", ("at_least_days_ago", "at_most_days_ago"))
        return cls(comparison, reader.get_days("days"))

    def _judge(self, case: Case) -> Verdict:
        if self.comparison == "at_least_days_ago":
            return decide(is_at_least_days_ago(case.user.added_at, self.days, case.now))
        return decide(is_at_most_days_ago(case.user.added_at, self.days, case.now))

    def _describe(self, _catalogue: Catalogue) -> str:
        bound = "least" if self.comparison == "at_least_days_ago" else "most"
        return f"added at {bound} {count_days(self.days)} ago"

    def _describe_value(self, case: Case) -> str:
        return f"added {show_moment(case.user.added_at, case.now)}"


@dataclass(frozen=True, slots=True)
class Text(Condition):
    """Name or email contains the text (`%` and `_` mean themselves); case, accents and width do not count.

    Who has neither in what is known may have it in what is not.

    Example: {"type": "text", "contains": "smith"}
    """

    type: ClassVar[str] = "text"

    contains: str

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        contains = reader.get_text("contains", max_length=MAX_TEXT_LENGTH)
        if not fold_text(contains):
            # Nothing that can be seen would be found in everybody.
            reader.reject("contains", "text_blank")
        return cls(contains)

    def _judge(self, case: Case) -> Verdict:
        wanted = fold_text(self.contains)
        name, email = case.user.name, case.user.email
        if wanted in fold_text(name) or wanted in fold_text(email or ""):
            return Verdict.YES
        return decide(False if name and email else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"name or email contains “{self.contains}”"

    def _describe_value(self, case: Case) -> str:
        return f"{case.user.name or 'name not known'}, {show_email(case)}"


@dataclass(frozen=True, slots=True)
class People(Condition):
    """Is one of a pasted list: emails (whatever has an `@`; case and width do not count) or account ids (exact).

    Each value may be a whole pasted line (`app.domain.people.pasted`); one entry of the condition is one person.

    Example: {"type": "people", "values": ["ann@acme.com", "712020:7a1c"]}
    """

    type: ClassVar[str] = "people"

    values: tuple[str, ...]
    emails: frozenset[str] = field(init=False, compare=False, repr=False)
    account_ids: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        addresses = (value for value in self.values if "@" in value)
        object.__setattr__(self, "emails", frozenset().union(*map(spell_address, addresses)))
        object.__setattr__(self, "account_ids", frozenset(value for value in self.values if "@" not in value))

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        values = tuple(
            read_entries(reader.get_texts("values", max_items=MAX_PEOPLE, max_length=MAX_LINE_LENGTH, are_lines=True))
        )
        if len(values) > MAX_PEOPLE:
            reader.reject("values", "list_too_long", entries=len(values), most=MAX_PEOPLE)
        return cls(values[:MAX_PEOPLE])

    def _judge(self, case: Case) -> Verdict:
        email = case.user.email
        if case.user.account_id in self.account_ids or (email is not None and fold_address(email) in self.emails):
            return Verdict.YES
        return decide(None if self.emails and not email else False)

    def _describe(self, _catalogue: Catalogue) -> str:
        count = len(self.values)
        return "one of 1 listed person" if count == 1 else f"one of {count:,} listed people"

    def _describe_value(self, case: Case) -> str:
        return f"{show_email(case)}, account id {case.user.account_id}"
