"""Four eyes: a held plan is released by another person than those who had a hand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.engine.holds import needs_release
from app.domain.engine.reasons import TAKEN_OUT
from app.domain.engine.release import Hand, Part, Rule, Ruling, judge_release
from app.domain.errors import Conflict
from app.domain.people.accounts import PERSON
from app.domain.states import StepOutcome
from app.models import DirectoryUser, Operation, Run, SavedFilter, Task, Tenant
from app.models.directory import IS_ORG_ADMIN
from app.services.automation.authors import find_authors
from app.services.browser.people import People, Person

MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class HandView:
    """Hand as shown: a person and their part in the plan."""

    person: Person
    part: Part


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Rule of release as shown, before anybody tries.

    is_allowed: whether the caller may. may_release: the first of those who are known to be able to.
    is_stop_gap: every organization admin had a hand in it. taken_out: the first of the people who were taken out.
    """

    rule: Rule
    is_allowed: bool
    is_stop_gap: bool
    hands: list[HandView]
    may_release: list[Person]
    taken_out: list[Person]
    taken_out_users: int


def describe_release(session: Session, tenant_id: int, run_id: int, *, by: str, is_admin: bool) -> ReleaseView:
    """The rule for a plan as it reads for the caller; is_admin: whether they are an organization admin."""
    run = session.get_one(Run, (tenant_id, run_id))
    admins = list_admins(session, tenant_id)
    ruling = _judge(session, run, admins, by if is_admin else None)
    free = [one for one in admins if ruling.allows(one)]
    taken_out = _list_taken_out(session, run)
    shown = [*free[:MOST_NAMED], *taken_out[:MOST_NAMED], *(hand.account_id for hand in ruling.hands)]
    people = People(session, run.tenant_id, shown)
    return ReleaseView(
        rule=ruling.rule,
        is_allowed=is_admin and ruling.allows(by),
        is_stop_gap=ruling.is_stop_gap,
        hands=[HandView(people.get(hand.account_id), hand.part) for hand in ruling.hands],
        may_release=[people.get(one) for one in free[:MOST_NAMED]],
        taken_out=[people.get(one) for one in taken_out[:MOST_NAMED]],
        taken_out_users=len(taken_out),
    )


def describe_rule(session: Session, tenant_id: int, run_id: int) -> dict[str, Any]:
    """Describe who may release a plan, for whoever is told of it far from the page: by hands and number.

    may_release: None where anybody may who is an organization admin.
    """
    run = session.get_one(Run, (tenant_id, run_id), populate_existing=True)
    admins = list_admins(session, tenant_id)
    ruling = _judge(session, run, admins, None)
    return {
        "rule": ruling.rule,
        "may_release": sum(map(ruling.allows, admins)) if ruling.rule == "applies" else None,
        "hands": sorted({hand.part for hand in ruling.hands if not ruling.allows(hand.account_id)}),
    }


def require_other_person(session: Session, run: Run, by: str) -> None:
    """Raise Conflict, with who may, when this person had a hand in the plan that they would release."""
    admins = list_admins(session, run.tenant_id)
    ruling = _judge(session, run, admins, by)
    if ruling.allows(by):
        return
    free = [one for one in admins if ruling.allows(one)][:MOST_NAMED]
    if not free:
        raise Conflict(
            "nobody_else_may_release",
            "You had a hand in this plan, and no other organization admin is known who may release it. Reject it, or "
            "let somebody else become organization admin.",
        )
    people = People(session, run.tenant_id, free)
    named = [people.get(one) for one in free]
    names = ", ".join(person.name or person.account_id for person in named)
    raise Conflict(
        "other_person_needed",
        f"You had a hand in this plan, so another organization admin has to release it: {names}.",
        names=names,
        may_release=[{"account_id": person.account_id, "name": person.name} for person in named],
    )


def list_admins(session: Session, tenant_id: int) -> list[str]:
    """The organization admins who can come to the page, as the mirror knows them; who may be a person counts."""
    query = select(DirectoryUser.account_id).where(
        DirectoryUser.tenant_id == tenant_id,
        IS_ORG_ADMIN,
        DirectoryUser.status == "active",
        or_(DirectoryUser.kind == PERSON, DirectoryUser.kind.is_(None)),
    )
    return list(session.scalars(query.order_by(DirectoryUser.name, DirectoryUser.account_id)))


def _judge(session: Session, run: Run, admins: Sequence[str], caller: str | None) -> Ruling:
    is_on = session.scalar(select(Tenant.is_four_eyes_required).where(Tenant.id == run.tenant_id))
    is_strict = needs_release(run.frozen.known_actions)
    hands = _list_hands(session, run)
    return judge_release(hands, frozenset(admins), is_on=is_on is not False, caller=caller, is_strict=is_strict)


def _list_hands(session: Session, run: Run) -> list[Hand]:
    """List the hands in a run: whoever asked for it, and what was frozen of its task's authors."""
    frozen = run.frozen.hands
    hands = _find_present_hands(session, run) if frozen is None else frozen
    return [Hand(run.requested_by, "requested", run.created_at), *hands] if run.requested_by else hands


def _find_present_hands(session: Session, run: Run) -> list[Hand]:
    """The authors as they are now, for a run that an earlier release began."""
    task = session.get(Task, (run.tenant_id, run.task_id)) if run.task_id is not None else None
    if task is None:
        return []
    saved = session.get(SavedFilter, (run.tenant_id, task.filter_id)) if task.filter_id is not None else None
    return find_authors(task, saved)


def _list_taken_out(session: Session, run: Run) -> list[str]:
    query = select(Operation.account_id).where(
        Operation.tenant_id == run.tenant_id,
        Operation.run_id == run.id,
        Operation.outcome == StepOutcome.SKIPPED,
        Operation.reason == TAKEN_OUT,
    )
    return sorted(set(session.scalars(query)))
