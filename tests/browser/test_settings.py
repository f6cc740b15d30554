"""Settings: the protected list, the stop switch, replacing the key, and who may use the app."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.customers import Customer, groups_action, people, wait_for
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch

SUSPEND = {"type": "suspend_user"}


def test_who_is_on_the_protected_list_is_left_alone(admin: AdminPage, customer: Customer) -> None:
    person = customer.ordinary_people()[0]
    admin.open("/settings/protected")
    admin.button("Protect").click()
    admin.app.get_by_role("combobox", name="User").fill(person["email"])
    admin.app.get_by_role("option").filter(has_text=person["email"]).click()
    admin.dialog().get_by_label("Reason").fill("Runs the payroll interface")
    admin.confirm("Protect")
    expect(admin.row("Runs the payroll interface")).to_be_visible()

    run = customer.run(customer.save_task("Must not touch", people(person), SUSPEND))
    assert run["counts"]["skipped_by_reason"] == {"protected": 1}
    admin.open(f"/runs/{run['id']}")
    expect(admin.text("This user is on the protected list (Settings).")).to_be_visible()

    admin.open("/settings/protected")
    admin.row("Runs the payroll interface").get_by_role("button").click()
    admin.confirm("Remove")
    expect(admin.text("Nobody is on the list yet.")).to_be_visible()


def test_the_stop_switch_halts_everything_until_it_is_lifted(
    admin: AdminPage, customer: Customer, watch: Watch
) -> None:
    watch.forgive(409)
    customer.save_task("Waits for the stop to end", people(customer.ordinary_people()[1]), SUSPEND)
    admin.open("/settings/stop")
    admin.button("Stop all runs").click()
    admin.confirm("Stop all runs")
    expect(admin.flag("All runs are stopped").first).to_be_visible()
    expect(admin.text("No task runs, by schedule or by hand, until an admin lifts the stop")).to_be_visible()

    admin.go_to("Automated Tasks")
    expect(admin.row("Waits for the stop to end")).to_contain_text("stopped")
    admin.use_menu("Waits for the stop to end", "Run Now")
    admin.confirm("Run Now")
    expect(admin.dialog().get_by_role("alert").first).to_contain_text("stop")
    admin.confirm("Cancel")

    admin.go_to("Settings")
    admin.app.get_by_role("link", name="Stop", exact=True).click()
    admin.button("Lift the stop").click()
    expect(admin.button("Stop all runs")).to_be_visible()
    assert customer.ask("GET", "/settings")["is_stopped"] is False


def test_the_key_is_replaced_after_it_was_verified(admin: AdminPage, customer: Customer, watch: Watch) -> None:
    watch.forgive(400, 403, 422)
    path = f"/organizations/{customer.org_id}/keys"
    new = customer.stack.sandbox.call("POST", path, {})
    before = customer.ask("GET", "/me")["organization"]["key_fingerprint"]
    admin.open("/settings/key")
    expect(admin.text(before)).to_be_visible()
    admin.button("Replace key").click()
    admin.paste_key("ATCTT3xFfGN0-this-is-no-key-of-anybody")
    admin.confirm("Verify and replace")
    expect(admin.dialog().get_by_role("alert").first).to_be_visible()
    assert customer.ask("GET", "/me")["organization"]["key_fingerprint"] == before

    admin.paste_key(_secret(new))
    admin.confirm("Verify and replace")
    expect(admin.flag("The key was replaced")).to_be_visible()
    after = customer.ask("GET", "/me")["organization"]["key_fingerprint"]
    assert after != before
    expect(admin.text(after)).to_be_visible()


def _secret(key: dict[str, Any]) -> str:
    return str(key.get("api_key") or key.get("secret") or key["key"])


def test_settings_are_changed_and_the_audit_log_says_by_whom(admin: AdminPage, customer: Customer) -> None:
    admin.open("/settings/general")
    field = admin.app.get_by_label("Inactive after")
    field.fill("45")
    admin.button("Save").click()
    expect(admin.flag("Settings saved")).to_be_visible()
    assert customer.ask("GET", "/settings")["inactivity_days"] == 45

    admin.app.get_by_role("link", name="Audit log").click()
    expect(admin.text("Settings changed")).to_be_visible()


def test_product_admins_enter_only_after_they_were_let_in(
    admin: AdminPage, customer: Customer, page: Page, watch: Watch
) -> None:
    watch.forgive(403)
    admin.open(account="product-admin")
    expect(admin.text("organization admin")).to_be_visible()
    expect(admin.app.get_by_role("tab")).to_have_count(0)

    admin.open("/settings/access")
    admin.app.get_by_role("checkbox", name="Product admins may use Rollcall").click(force=True)
    wait_for(lambda: customer.ask("GET", "/settings")["are_product_admins_allowed"] is True, "the switch to be saved")
    admin.open(account="product-admin")
    expect(admin.app.get_by_role("tab", name="Automated Tasks")).to_be_visible()


def test_an_ordinary_user_is_refused_and_told_whom_to_ask(admin: AdminPage, watch: Watch) -> None:
    watch.forgive(403)
    admin.open(account="user")
    expect(admin.text("organization admin")).to_be_visible()
    expect(admin.app.get_by_role("tab", name="Automated Tasks")).to_have_count(0)


def test_what_is_bad_for_an_action_is_told_with_the_tasks_that_it_stops(admin: AdminPage, newcomer: Customer) -> None:
    """Seen by the admin in their own language, kept for who comes later, and lifted by another look."""
    customer = newcomer.connect()
    page = AdminPage(admin.page, customer)
    task = customer.save_task("Suspend the absent", people(customer.ordinary_people()[0]), SUSPEND)
    add = groups_action("add_to_groups", *customer.free_groups()[:1])
    customer.save_task("Add the joiners", people(customer.ordinary_people()[1]), add)
    sandbox = customer.stack.sandbox
    old = {"field": "lastActiveTimestamp", "value": "2024-03-01T08:00:00.000Z"}
    sandbox.fault("unknown_enum", "R4", org_id=customer.org_id, params=old)
    page.open("/settings/health")
    page.button("Examine the organization").click()

    told = page.text("tasks and bulk operations with these actions change nothing")
    expect(told).to_contain_text("Remove app access, Remove from groups, Suspend user")
    expect(page.app.get_by_role("link", name="Suspend the absent")).to_be_visible()
    expect(page.app.get_by_role("link", name="Add the joiners")).to_have_count(0)
    expect(page.text("What to do: send the table below to the people who run Rollcall")).to_be_visible()
    first = page.app.get_by_role("row").filter(has_text="Bad").first
    expect(first).to_be_visible()
    expect(page.row("Activity is told within days.")).to_contain_text("Bad")

    assert customer.run(task)["reason"] == "fact_contradicted"
    assert customer.writes() == []

    page.open("/settings/health", locale="de-DE")
    expect(page.text("ändern Aufgaben und Massenänderungen mit diesen Aktionen nichts")).to_contain_text(
        "Aus Gruppen entfernen"
    )
    expect(page.text("Was zu tun ist: Schicken Sie die Tabelle unten an die Betreiber")).to_be_visible()
    expect(page.row("Aktivität wird innerhalb von Tagen genannt.")).to_contain_text("Schlecht")
    expect(page.app.get_by_role("link", name="Suspend the absent")).to_be_visible()

    sandbox.call("DELETE", "/faults")
    page.button("Examine again").click()
    expect(page.text("Keine Aktion beruht darauf, also ist keine Aufgabe angehalten.")).to_be_visible(timeout=30_000)
    assert customer.run(task)["state"] == "succeeded"
