"""Last Runs, and the results of runs that ended in every way."""

from playwright.sync_api import expect

from tests.browser.exhibits import HELD, Exhibits
from tests.browser.scene import Scene, collect
from tests.browser.screens import AdminPage

SCENES: list[Scene] = []
scene = collect(SCENES)


@scene(is_main=True)
def last_runs(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/runs")
    expect(admin.row(HELD)).to_be_visible()


@scene(whose="beginner")
def last_runs_none(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/runs")
    expect(admin.app.get_by_role("heading", level=2).first).to_be_visible()


@scene(is_main=True)
def run_moving(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(f"/runs/{exhibits.runs['moving']}")
    expect(admin.app.get_by_role("progressbar").first).to_be_visible()


@scene()
def run_waiting_for_another(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(f"/runs/{exhibits.runs['waiting']}")
    expect(admin.app.get_by_role("link", name=f"{exhibits.runs['moving']}").first).to_be_visible()


@scene()
def run_cancel_question(admin: AdminPage, exhibits: Exhibits) -> None:
    run_moving(admin, exhibits)
    admin.button("Cancel run").click()
    expect(admin.dialog("Cancel this run?")).to_be_visible()


@scene()
def run_cancelled(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "cancelled")


@scene()
def run_that_undid(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "undo")


@scene(is_main=True)
def run_succeeded(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "succeeded")


@scene(is_main=True)
def run_before_and_after(admin: AdminPage, exhibits: Exhibits) -> None:
    """What a run changed of one person."""
    _show_run(admin, exhibits, "succeeded")
    admin.app.get_by_role("button", name=exhibits.person["name"]).first.click()
    expect(admin.heading("Before and after").or_(admin.heading("Vorher und nachher")).first).to_be_visible()


@scene(is_main=True)
def run_tested(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "tested")


@scene()
def run_undo_question(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "succeeded")
    admin.button("Undo").click()
    expect(admin.dialog("Undo this run?")).to_be_visible()


@scene()
def run_partial(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "partial")


@scene()
def run_failed(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "failed")


@scene()
def run_nobody(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "nobody")


@scene()
def run_held(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "held")


@scene()
def run_held_by_another(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "held_by_another")


@scene()
def run_approve_question(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "held_by_another")
    admin.button("Approve plan").click()
    expect(admin.dialog("Carry out this plan?")).to_be_visible()


@scene()
def run_reject_question(admin: AdminPage, exhibits: Exhibits) -> None:
    _show_run(admin, exhibits, "held")
    admin.button("Reject plan").click()
    expect(admin.dialog("Reject this plan?")).to_be_visible()


def _show_run(admin: AdminPage, exhibits: Exhibits, ending: str) -> None:
    admin.open(f"/runs/{exhibits.runs[ending]}")
    expect(admin.app.get_by_role("heading", level=1)).to_be_visible()
    expect(admin.app.get_by_role("heading", name="Log").or_(admin.heading("Protokoll")).first).to_be_visible()
