"""The condition `sites`: access to apps on sites."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Texts, Word
from app.domain.filters.membership import MATCHES, judge_members, show_held
from app.domain.filters.verdicts import Verdict
from app.domain.filters.wording import name_all, name_site
from app.domain.people.directory import Catalogue, UserFacts


@dataclass(frozen=True, slots=True)
class Sites(Condition):
    """Has access to an app on any, all or none of the sites.

    Example: {"type": "sites", "sites": ["6a1e…"], "match": "any"}
    """

    type: ClassVar[str] = "sites"
    facts: ClassVar[frozenset[str]] = frozenset({"app_roles"})
    refers_to: ClassVar[tuple[str, ...]] = ("sites",)

    sites: Annotated[tuple[str, ...], Texts()]
    match: Annotated[str, Word(MATCHES)] = "any"

    def _judge(self, case: Case) -> Verdict:
        known = {app.site_id for app in case.catalogue.apps.values()}
        return judge_members(self.match, self.sites, _sites_of(case.user, case.catalogue), known.__contains__)

    def _describe(self, catalogue: Catalogue) -> str:
        noun = "site" if len(self.sites) == 1 else "sites"
        names = name_all(self.sites, catalogue, name_site, "and" if self.match == "all" else "or")
        return f"{'not ' if self.match == 'none' else ''}on {noun} {names}"

    def _describe_value(self, case: Case) -> str:
        names = (name_site(site, case.catalogue) for site in _sites_of(case.user, case.catalogue))
        return f"on {show_held(names, 'no site')}"


def _sites_of(user: UserFacts, catalogue: Catalogue) -> frozenset[str]:
    known = (catalogue.apps.get(app) for app in user.apps)
    return frozenset(app.site_id for app in known if app)
