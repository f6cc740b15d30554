"""A customer who has everything that the page can show: tasks of all kinds, and runs that ended in every way."""

from dataclasses import dataclass
from typing import Any

from tests.browser.customers import EVERYBODY, Customer, condition, groups_action, people, wait_for
from tests.ground.stack import Stack

INACTIVE = condition("inactive", days=90, apps=[], match="any")
WEEKLY = {"mode": "weekly", "weekdays": ["monday", "thursday"], "hour": 6}
SUSPEND = {"type": "suspend_user"}
CLEANUP, SCIM, HELD, LONELY, ORPHAN, TRIED = (
    "Reclaim unused licences",
    "Give access by SCIM group",
    "Suspend leavers",
    "Nobody to do anything to",
    "Lost its filter",
    "Tried before it is live",
)


@dataclass(frozen=True)
class Exhibits:
    """The customer, others at the beginning, and the runs by the way they ended."""

    customer: Customer
    newcomer: Customer
    """No key is stored yet."""
    arriving: Customer
    """Their first sync waits, because Atlassian told it to."""
    beginner: Customer
    """Connected, and nothing else."""
    runs: dict[str, int]
    filter_id: int
    person: dict[str, Any]
    few: dict[str, Any]
    """A filter that a handful of people match."""
    changed: dict[str, Any]
    """Somebody whom somebody else has suspended."""

    def leave(self) -> None:
        """Give the connections back."""
        for customer in (self.customer, self.newcomer, self.arriving, self.beginner):
            customer.leave()


def exhibit(stack: Stack) -> Exhibits:
    """Bring the customers about; takes some seconds."""
    customer = Customer.arrive(stack, users=120).connect()
    staff = customer.ordinary_people()
    _tell_somebody(customer)
    changed = staff[54:57]
    _change_from_outside(customer, *changed)
    runs = _run_all(customer, staff)
    filter_id = customer.save_filter("Inactive in any app for 90 days", INACTIVE)
    customer.save_filter("Everybody", EVERYBODY)
    _protect(customer, staff[-1])
    _exempt(customer, staff[0])
    orphan = customer.save_task(ORPHAN, people(staff[20]), SUSPEND, schedule=WEEKLY)
    lost = next(one for one in customer.ask("GET", "/tasks")["items"] if one["id"] == orphan)["filter"]["id"]
    customer.ask("DELETE", f"/filters/{lost}?confirm=true")
    beginner = Customer.arrive(stack).connect()
    newcomer, arriving = Customer.arrive(stack), _arrive_slowly(stack)
    # Of the first four nobody could be suspended any more: a run has done it.
    few = people(staff[0], *staff[4:8])
    return Exhibits(customer, newcomer, arriving, beginner, runs, filter_id, staff[0], few, changed[0])


def _arrive_slowly(stack: Stack) -> Customer:
    customer = Customer.arrive(stack, users=400)
    _hold_back(customer, "searchDirectoryGroups", after=30)
    customer.store_key()
    wait_for(lambda: customer.ask("GET", "/mirror")["active_sync"], "the first sync to begin")
    return customer


def _hold_back(customer: Customer, endpoint: str, *, after: int) -> None:
    """After some calls Atlassian says that there were enough for an hour."""
    params = {"headers": "retry_after", "reset_in_seconds": 3600}
    customer.stack.sandbox.fault("rate_limited", endpoint, org_id=customer.org_id, after=after, params=params)


def _start_what_does_not_end(customer: Customer, *actions: dict[str, Any], staff: list[dict[str, Any]]) -> int:
    task = customer.save_task("Welcome new colleagues", people(*staff), *actions)
    _hold_back(customer, "writes", after=8)
    run_id = customer.start(task)
    customer.wait_for_run(run_id, "running")
    return run_id


def _tell_somebody(customer: Customer) -> None:
    """A webhook that nobody listens to: what could not be delivered stands in its log."""
    events = ["run.failed", "run.partial", "run.held"]
    channel = {"kind": "webhook", "name": "Operations chat", "url": "http://127.0.0.1:9/hook", "events": events}
    customer.ask("POST", "/channels", channel)


def _run_all(customer: Customer, staff: list[dict[str, Any]]) -> dict[str, int]:
    lost = customer.lose_a_group()
    sound = next(group for group in customer.free_groups() if group != lost)
    cleanup = customer.save_task(
        CLEANUP,
        people(*staff[:4]),
        groups_action("add_to_groups", sound),
        SUSPEND,
        schedule=WEEKLY,
        is_schedule_active=True,
        max_users=20,
    )
    scim = customer.save_task(SCIM, people(*staff[4:8]), groups_action("add_to_groups", sound, lost), schedule=WEEKLY)
    failing = customer.save_task("Everything fails", people(*staff[8:10]), groups_action("add_to_groups", lost))
    colleague = customer.colleague()
    theirs = colleague.save_task("Suspend the absent", people(*staff[20:24]), SUSPEND, max_users=2)
    held = customer.save_task(HELD, people(*staff[10:14]), SUSPEND, max_users=2)
    unwanted = customer.save_task("Suspend everybody", people(*staff[14:20]), SUSPEND, max_users=2)
    welcome = customer.save_task("Welcome back", people(*staff[50:52]), groups_action("add_to_groups", sound))
    lonely = customer.save_task(LONELY, condition("text", contains="nobody is called this"), SUSPEND)
    started = {
        "succeeded": customer.start(cleanup),
        "partial": customer.start(scim),
        "failed": customer.start(failing),
        "held": customer.start(held),
        "held_by_another": colleague.start(theirs),
        "nobody": customer.start(lonely),
        "cancelled": customer.start(unwanted),
        "undone": customer.start(welcome),
    }
    tried = customer.save_task(TRIED, people(*staff[24:29]), SUSPEND, mode="test")
    started["tested"] = customer.start(tried)
    for run_id in started.values():
        customer.wait_for_run(run_id)
    customer.ask("POST", f"/runs/{started['cancelled']}/reject")
    left_out = {"account_ids": [staff[20]["account_id"]]}
    customer.ask("POST", f"/runs/{started['held_by_another']}/take-out", left_out)
    started["undo"] = customer.ask("POST", f"/runs/{started['undone']}/undo")["id"]
    customer.wait_for_run(started["undo"])
    started["moving"] = _start_what_does_not_end(customer, groups_action("add_to_groups", sound), staff=staff[30:50])
    leaving = customer.save_task("Farewell", people(*staff[30:50]), groups_action("remove_from_groups", sound))
    started["waiting"] = customer.start(leaving)
    wait_for(lambda: customer.ask("GET", f"/runs/{started['waiting']}")["waits_for"], "a run to wait for another")
    return started


def _change_from_outside(customer: Customer, *changed: dict[str, Any]) -> None:
    """Somebody else suspends people, and a sync finds it."""
    directory = customer.organization["directories"][0]["directory_id"]
    suspended = [["user_suspended", {"account_id": one["account_id"], "directory_id": directory}] for one in changed]
    path = f"/organizations/{customer.org_id}/effects"
    customer.stack.sandbox.call("POST", path, {"effects": suspended})
    customer.ask("POST", "/syncs")
    wait_for(lambda: customer.ask("GET", "/changes")["total"] > 0, "the sync to note what somebody else did")


def _exempt(customer: Customer, person: dict[str, Any]) -> None:
    """A task leaves somebody alone once."""
    task = next(one["id"] for one in customer.ask("GET", "/tasks")["items"] if one["name"] == CLEANUP)
    customer.ask("PUT", f"/tasks/{task}/exemptions/{person['account_id']}", {"reason": "On parental leave"})


def _protect(customer: Customer, person: dict[str, Any]) -> None:
    for kind, value, reason in (
        ("user", person["account_id"], "Runs the payroll interface"),
        ("domain", "partner.example.com", "Suppliers are cared for by hand"),
    ):
        customer.ask("POST", "/protected", {"kind": kind, "value": value, "reason": reason})
