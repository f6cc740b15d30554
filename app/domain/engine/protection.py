"""Protection: people who may not be touched, and why. Organization admins are refused here without any switch."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from app.domain.automation.actions import Action
from app.domain.engine import reasons
from app.domain.filters import email_domain_of
from app.domain.people.accounts import is_nobody
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue, UserFacts
from app.domain.people.typed_domains import is_under
from app.domain.rights import makes_admins


@dataclass(frozen=True, slots=True)
class Protection:
    """The tenant's safety rules at one moment.

    users, groups: ids; domains: email domains in small letters, one with a dot in front stands for all subdomains of
    what follows; minimum_age_days applies to destructive actions,
    as does restored: accounts of whom something was given back lately.
    delegates: accounts of the delegated admins behind this run (`app.domain.rights`).
    exempt: accounts that an admin took out of this task for a time, whatever it does.
    What is not known is not "no": with any domain protected, whose address is not known is spared as well.
    """

    users: AbstractSet[str] = frozenset()
    groups: AbstractSet[str] = frozenset()
    domains: AbstractSet[str] = frozenset()
    minimum_age_days: int = 0
    delegates: AbstractSet[str] = frozenset()
    restored: AbstractSet[str] = frozenset()
    exempt: AbstractSet[str] = frozenset()

    def find_reason(self, user: UserFacts, action: Action, catalogue: Catalogue, now: datetime) -> str | None:
        """Find the reason why the action must not be applied to the user, or None when it may."""
        if is_org_admin(user, catalogue):
            return reasons.ORG_ADMIN
        if user.account_id in self.delegates:
            return reasons.OWN_ACCOUNT
        if action.is_destructive and is_nobody(user.kind):
            return reasons.NOT_A_PERSON
        reason = self._find_listed_reason(user)
        if reason is None and user.account_id in self.exempt:
            reason = reasons.EXEMPT
        if reason is None and action.is_destructive:
            reason = reasons.KIND_UNKNOWN if user.kind is None else None
            if reason is None and user.account_id in self.restored:
                reason = reasons.RECENTLY_RESTORED
            if reason is None and self.minimum_age_days:
                reason = self._find_age_reason(user, now)
        return reason

    def find_target_reason(self, action: Action, target: str, catalogue: Catalogue) -> str | None:
        """Find the reason why a step must be done to nobody: it makes admins, and a delegated admin is behind it."""
        return reasons.ADMIN_TARGET if self.delegates and makes_admins(action, target, catalogue) else None

    def for_undo(self, *, of_undo: bool) -> Self:
        """As an undo keeps it: what the app itself gave may be taken back from young accounts as well.

        Only an undo of an undo takes what was there before the app, and asks for the age again.
        """
        return self if of_undo else replace(self, minimum_age_days=0)

    def _find_listed_reason(self, user: UserFacts) -> str | None:
        if user.account_id in self.users or not self.groups.isdisjoint(user.groups):
            return reasons.PROTECTED
        if not self.domains:
            return None
        domain = email_domain_of(user.email)
        if domain is None:
            return reasons.ADDRESS_UNKNOWN
        return reasons.PROTECTED if is_under(domain, self.domains) else None

    def _find_age_reason(self, user: UserFacts, now: datetime) -> str | None:
        if user.added_at is None:
            return reasons.AGE_UNKNOWN
        if now - user.added_at < timedelta(days=self.minimum_age_days):
            return reasons.YOUNG_ACCOUNT
        return None


def is_org_admin(user: UserFacts, catalogue: Catalogue) -> bool:
    """True by role, and to be safe also through a group that grants the role (admin API contract 7.3)."""
    return user.is_org_admin or any(grants_org_admin(group, catalogue) for group in user.groups)


def grants_org_admin(group_id: str, catalogue: Catalogue) -> bool:
    """Whether the members of a group are organization admins by it."""
    group = catalogue.groups.get(group_id)
    if group is None:
        return False
    return group.grants_org_admin or any(role == ORG_ADMIN_ROLE for _app, role in group.grants)
