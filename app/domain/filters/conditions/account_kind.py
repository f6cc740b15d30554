"""The condition `account_kind`: persons, or which other accounts."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Words
from app.domain.filters.verdicts import Verdict, decide
from app.domain.filters.wording import join_names
from app.domain.people.accounts import AGENT, APP, CUSTOMER, KINDS, OTHER, PERSON, SERVICE_ACCOUNT
from app.domain.people.directory import Catalogue

_KIND_NAMES: Final = {
    PERSON: "person",
    SERVICE_ACCOUNT: "service account",
    AGENT: "agent",
    APP: "app",
    CUSTOMER: "customer of a help center",
    OTHER: "no person, of another kind",
}


@dataclass(frozen=True, slots=True)
class AccountKind(Condition):
    """The account is of one of the kinds: person, service account, agent, app or customer.

    Accounts that are no persons are left out of every filter that has no such condition, unless they are listed by
    id or address.

    Example: {"type": "account_kind", "kinds": ["service_account", "agent"]}
    """

    type: ClassVar[str] = "account_kind"
    facts: ClassVar[frozenset[str]] = frozenset({"kind"})
    asks_for_kinds: ClassVar[bool] = True

    kinds: Annotated[tuple[str, ...], Words(KINDS)]

    def _judge(self, case: Case) -> Verdict:
        return decide(case.user.kind in self.kinds if case.user.kind in KINDS else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"account is {join_names(map(name_kind, self.kinds))}"

    def _describe_value(self, case: Case) -> str:
        return name_kind(case.user.kind)


def name_kind(kind: str | None) -> str:
    """Name a kind of account for people."""
    return _KIND_NAMES.get(kind or "", "kind of account not known")
