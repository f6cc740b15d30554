"""The condition `email_domain`: where somebody's address is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Self

from app.domain.filters.condition import Case, Condition, Impossible
from app.domain.filters.fields import Texts, Word
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict, decide
from app.domain.filters.wording import join_names
from app.domain.people.directory import Catalogue
from app.domain.people.typed_domains import read_domain, read_ending
from app.domain.words import fold_domain

_READ_DOMAIN: Final = {"is": read_domain, "ends_with": read_ending}
MAX_DOMAIN_LENGTH: Final = 253


@dataclass(frozen=True, slots=True)
class EmailDomain(Condition):
    """The address is at one of the domains, or its domain ends with one of the texts; case does not count.

    Letters and punycode are the same. `ends_with` is literal: `acme.com` also finds `notacme.com`, `.acme.com` only
    subdomains. Without a visible address (admin API contract 7.3) it is not known where somebody is.

    Example: {"type": "email_domain", "match": "is", "domains": ["acme.com"]}
    """

    type: ClassVar[str] = "email_domain"
    facts: ClassVar[frozenset[str]] = frozenset({"email"})

    domains: Annotated[tuple[str, ...], Texts(max_length=MAX_DOMAIN_LENGTH)]
    match: Annotated[str, Word(("is", "ends_with"))] = "is"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        match = cls._read_field(reader, "match")
        texts = cls._read_field(reader, "domains")
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


def email_domain_of(email: str | None) -> str | None:
    """The part of an address after its last `@`, in small letters; None when that is not known."""
    if email is None or "@" not in email:
        return None
    return fold_domain(email.rpartition("@")[2]) or None


def show_email(case: Case) -> str:
    """The address as an explanation shows it."""
    return case.user.email or "address not known"
