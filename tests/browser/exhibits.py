"""A customer who has everything that the page can show: tasks of all kinds, and runs that ended in every way."""

from dataclasses import dataclass
from typing import Any

from tests.browser.customers import EVERYBODY, Customer, condition, groups_action, people
from tests.ground.stack import Stack

INACTIVE = condition("inactive", days=90, apps=[], match="any")
WEEKLY = {"mode": "weekly", "weekdays": ["monday", "thursday"], "hour": 6}
SUSPEND = {"type": "suspend_user"}
CLEANUP, SCIM, HELD, LONELY, ORPHAN = (
    "Reclaim unused licences",
    "Give access by SCIM group",
    "Suspend leavers",
    "Nobody to do anything to",
    "Lost its filter",
)


@dataclass(frozen=True)
class Exhibits:
    """The customer, a second one who has no key yet, and the runs by the way they ended."""

    customer: Customer
    newcomer: Customer
    runs: dict[str, int]
    filter_id: int
    person: dict[str, Any]
    few: dict[str, Any]
    """A filter that a handful of people match."""


def exhibit(stack: Stack) -> Exhibits:
    """Bring the customers about; takes some seconds."""
    customer = Customer.arrive(stack, users=120).connect()
    staff = customer.ordinary_people()
    runs = _run_all(customer, staff)
    filter_id = customer.save_filter("Inactive in any app for 90 days", INACTIVE)
    customer.save_filter("Everybody", EVERYBODY)
    _protect(customer, staff[-1])
    orphan = customer.save_task(ORPHAN, people(staff[20]), SUSPEND, schedule=WEEKLY)
    lost = next(one for one in customer.ask("GET", "/tasks")["items"] if one["id"] == orphan)["filter"]["id"]
    customer.ask("DELETE", f"/filters/{lost}?confirm=true")
    return Exhibits(customer, Customer.arrive(stack), runs, filter_id, staff[0], people(*staff[:5]))


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
    held = customer.save_task(HELD, people(*staff[10:14]), SUSPEND, max_users=2)
    lonely = customer.save_task(LONELY, condition("text", contains="nobody is called this"), SUSPEND)
    started = {
        "succeeded": customer.start(cleanup),
        "partial": customer.start(scim),
        "failed": customer.start(failing),
        "held": customer.start(held),
        "nobody": customer.start(lonely),
    }
    for run_id in started.values():
        customer.wait_for_run(run_id)
    return started


def _protect(customer: Customer, person: dict[str, Any]) -> None:
    for kind, value, reason in (
        ("user", person["account_id"], "Runs the payroll interface"),
        ("domain", "partner.example.com", "Suppliers are cared for by hand"),
    ):
        customer.ask("POST", "/protected", {"kind": kind, "value": value, "reason": reason})
