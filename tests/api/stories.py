"""What many stories begin with: specifications, drafts, people by kind, and finished runs."""

from typing import Any

from app.models import RestoredUser
from tests.api.ground import Company, Office
from tests.ground.people import only_uses_apps

EVERYBODY: dict[str, Any] = {"version": 1, "root": {"op": "and", "of": []}}
MANUAL = {"mode": "manual"}
SUSPEND = {"type": "suspend_user"}


def condition(kind: str, **fields: Any) -> dict[str, Any]:
    """A specification of one condition."""
    return {"version": 1, "root": {"type": kind, **fields}}


def people(*account_ids: str) -> dict[str, Any]:
    """A specification that names people."""
    return condition("people", values=list(account_ids))


NOBODY = condition("text", contains="nobody is called this")
"""A filter that asks for what is possible, and names nobody."""


def draft(filter_id: int | None, *actions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A task as the dialog sends it."""
    return {
        "name": "Clean up",
        "filter_id": filter_id,
        "actions": list(actions or [SUSPEND]),
        "schedule": MANUAL,
        "is_confirmed": True,
    } | fields


def save_filter(office: Office, name: str = "Everybody", specification: dict[str, Any] = EVERYBODY) -> dict[str, Any]:
    """A saved filter of Acme."""
    saved = office.ask("POST", "/filters", {"name": name, "specification": specification})
    assert isinstance(saved, dict)
    return saved


def save_task(office: Office, specification: dict[str, Any], *actions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A task of Acme with a filter of its own."""
    name = fields.setdefault("name", "Clean up")
    saved = save_filter(office, f"Filter of {name}"[:120], specification)
    task = office.ask("POST", "/tasks", draft(saved["id"], *actions, **fields))
    assert isinstance(task, dict)
    return task


def ordinary(company: Company) -> list[str]:
    """Account ids of people who use apps and administer nothing; the stranger is not among them."""
    users = company.desk.sandbox.users(company.org_id, limit="1000")
    found = sorted(str(user["account_id"]) for user in users if only_uses_apps(user))
    return [account_id for account_id in found if account_id != company.stranger.account_id]


def pick_group(office: Office, *, is_managed: bool = False) -> dict[str, Any]:
    """A group of Acme that gives no app."""
    groups = office.ask("GET", "/groups?limit=200")["items"]
    found = [one for one in groups if one["is_externally_managed"] == is_managed and not one["grants"]]
    assert isinstance(found[0], dict)
    return found[0]


def run_to_end(office: Office, task: dict[str, Any]) -> dict[str, Any]:
    """Run Now, and work until nothing is left to do."""
    run = office.ask("POST", f"/tasks/{task['id']}/runs")
    office.work()
    finished = office.ask("GET", f"/runs/{run['id']}")
    assert isinstance(finished, dict)
    return finished


def lose_group(company: Company) -> None:
    """A group is deleted at Atlassian, and the mirror notices."""
    groups = company.desk.sandbox.call("GET", f"/organizations/{company.org_id}/groups")["groups"]
    [lost, *_] = [group["group_id"] for group in groups if not group["grants"]]
    effects = [["group_deleted", {"group_id": lost}]]
    company.desk.sandbox.call("POST", f"/organizations/{company.org_id}/effects", {"effects": effects})
    company.desk.sync()


def give_back(office: Office, company: Company, account_id: str) -> int:
    """Note that somebody was given something back; returns the number of the note."""
    with office.database.tenant_session(company.tenant_id) as session:
        row = RestoredUser(
            tenant_id=company.tenant_id, account_id=account_id, run_id=1, restored_at=company.desk.clock()
        )
        session.add(row)
        session.flush()
        return row.id


def held(office: Office, count: int = 3) -> dict[str, Any]:
    """A run whose plan is over the limit of its task."""
    task = save_task(office, people(*ordinary(office.acme)[:count]), max_users=count - 1)
    run = run_to_end(office, task)
    assert (run["state"], run["reason"], run["can_approve"]) == ("held", "over_limit", True)
    assert run["plan_hash"]
    return run


def walk(office: Office, path: str) -> list[Any]:
    """All pages of a list."""
    joint = "&" if "?" in path else "?"
    page = office.ask("GET", path)
    items = page["items"]
    while page["next_cursor"]:
        page = office.ask("GET", f"{path}{joint}cursor={page['next_cursor']}")
        items = items + page["items"]
    return list(items)
