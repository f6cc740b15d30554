"""Random histories of a tenant: whatever admins, workers, Atlassian and others do in whatever order."""

from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from app.domain.errors import DomainError
from app.services.automation import tasks
from app.services.engine import runs, undo
from app.services.tenancy import settings
from tests.histories.acting import Acting
from tests.histories.ground import GROUPS, PEOPLE
from tests.histories.judge import ENDED
from tests.worker.pausing import nap_at

AWAY = 60
DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
LATER = (1, 1, 1, 60, 7 * 3600, 30 * 3600)
"""Seconds after a slot that a scheduler looks: soon, or after it was away for long."""
FAULTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("status", "writes", {"status": 503, "when": "after"}),
    ("status", "writes", {"status": 500, "when": "before"}),
    ("drop", "writes", {"when": "after"}),
    ("html", "writes", {"status": 502}),
    ("rate_limited", "writes", {"reset_in_seconds": 5}),
    ("status", "R4", {"status": 503, "when": "before"}),
    ("missing_field", "R4", {"field": "platformRoles"}),
    ("unauthorized", "writes", {}),
)
PLACES = ("claimed", "planned", "opened", "read_live", "marked_started", "called", "recorded", "batch_done")
EVENTS = ("nothing", "taken over", "promoted", "protected", "stopped", "cancelled", "uninstalled")
some_people = st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=4)
one_person = st.integers(0, PEOPLE - 1)
which = st.integers(0, 5)
some_actions = st.sampled_from(
    (
        ["suspend_user"],
        ["restore_user"],
        ["add_to_groups"],
        ["remove_from_groups"],
        ["remove_app_access"],
        ["add_to_groups", "suspend_user"],
        ["remove_from_groups", "suspend_user"],
        ["remove_app_access", "suspend_user"],
    )
)
happened: Counter[str] = Counter()
"""What all histories of this process have brought about, so that a test can tell that they are worth something."""


class History(Acting):
    """One history."""

    # -- what admins do -------------------------------------------------------------------------------------------

    @initialize(
        people=some_people,
        actions=some_actions,
        most=st.sampled_from((None, None, 1)),
        place=st.sampled_from((*PLACES, "nowhere")),
        event=st.sampled_from(EVENTS),
    )
    def begin(self, people: set[int], actions: list[str], most: int | None, place: str, event: str) -> None:
        """Each history begins with a task, and with a run during which something happens."""
        self.create(people, actions, most)
        self.work_and_be_away(place, 1, event, min(people))

    @rule(people=some_people, actions=some_actions, most=st.sampled_from((None, None, 1)))
    def create(self, people: set[int], actions: list[str], most: int | None) -> None:
        with suppress(DomainError):
            options = {"max_users": most, "schedule": DAILY, "is_schedule_active": True}
            self.tasks.append(
                self.desk.create_task(self.build_filter(people), *map(self.build_action, actions), **options)
            )

    @precondition(lambda self: self.tasks)
    @rule(
        task=which,
        people=some_people,
        actions=some_actions,
        schedule=st.sampled_from((DAILY, DAILY, {"mode": "manual"})),
    )
    def edit(self, task: int, people: set[int], actions: list[str], schedule: dict[str, Any]) -> None:
        with suppress(DomainError):
            view = self.do(tasks.get_task, self.find_task(task), self.desk.clock())
            draft = tasks.TaskDraft(
                name=view.name,
                filter_id=self.desk.save_filter(self.build_filter(people)),
                actions=tuple(map(self.build_action, actions)),
                schedule=schedule,
                is_schedule_active=schedule == DAILY,
                is_confirmed=True,
                version=view.version,
            )
            self.do(tasks.update_task, view.id, draft, by="a", now=self.desk.clock())

    @precondition(lambda self: self.tasks)
    @rule(task=which)
    def run(self, task: int) -> None:
        self.attempt(runs.request_run, self.find_task(task), by="a")

    @precondition(lambda self: self.tasks)
    @rule(task=which, is_on=st.booleans())
    def switch_schedule(self, task: int, is_on: bool) -> None:
        options = {"is_confirmed": True, "by": "a", "now": self.desk.clock()}
        self.attempt(tasks.set_schedule_active, self.find_task(task), is_on, **options)

    @precondition(lambda self: self.tasks)
    @rule(task=which, later=st.sampled_from(LATER))
    def let_a_slot_come(self, task: int, later: int) -> None:
        """The slot of a task comes, and of all others that lie before that; no scheduler has seen it so far."""
        slot = self.do(tasks.get_task, self.find_task(task), self.desk.clock()).next_run_at
        if slot is not None:
            self.pass_time(max((slot - self.desk.clock()).total_seconds(), 0) + later)
            self.note_due_slots()

    @rule(run=which)
    def cancel(self, run: int) -> None:
        self.about_run(run, runs.cancel_run, by="a", now=self.desk.clock())

    @rule(run=which)
    def take_back(self, run: int) -> None:
        happened["undo"] += self.about_run(run, undo.request_undo, by="a")

    @rule(run=which)
    def reject(self, run: int) -> None:
        self.about_run(run, runs.reject_run, by="a", now=self.desk.clock())

    @rule(run=which)
    def approve(self, run: int) -> None:
        rows = self.desk.list_run_rows()
        held = [row for row in rows if row.state == "held"]
        if held:
            row = held[run % len(held)]
            options = {"plan_hash": row.plan_hash, "by": "another", "now": self.desk.clock()}
            happened["approved"] += self.attempt(runs.approve_run, row.id, **options)

    @rule(is_stopped=st.booleans())
    def turn_stop_switch(self, is_stopped: bool) -> None:
        self.attempt(settings.update_settings, {"is_stopped": is_stopped}, by="a", now=self.desk.clock())
        if is_stopped:
            self.attempt(runs.stop_all_runs, by="a", now=self.desk.clock())

    @rule(person=one_person)
    def protect(self, person: int) -> None:
        account = self.ground.people[person]
        if account in self.entries:
            return
        entry = settings.NewProtectedEntry("user", account, "a history")
        self.entries[account] = self.do(settings.add_protected, entry, by="a", now=self.desk.clock()).id
        self.judge.spared.setdefault(account, "protected")

    @precondition(lambda self: self.entries)
    @rule(number=which)
    def unprotect(self, number: int) -> None:
        account = sorted(self.entries)[number % len(self.entries)]
        self.do(settings.remove_protected, self.entries.pop(account), by="a")
        if self.judge.spared.get(account) == "protected":
            del self.judge.spared[account]

    @rule(is_meant=st.sampled_from((False, False, False, True)))
    def leave_and_come_back(self, is_meant: bool) -> None:
        """Not too often: the sync afterwards takes as long as all the rest."""
        if is_meant:
            self.uninstall()
            self.install()

    # -- what happens elsewhere -----------------------------------------------------------------------------------

    @rule(person=one_person)
    def promote(self, person: int) -> None:
        account = self.ground.people[person]
        self.cause(["user_role_granted", self.admin_role(account)])
        self.judge.spared[account] = "admin"

    @rule(person=one_person)
    def demote(self, person: int) -> None:
        account = self.ground.people[person]
        self.cause(["user_role_revoked", self.admin_role(account)])
        if self.judge.spared.pop(account, None) and account in self.entries:
            self.judge.spared[account] = "protected"

    @rule(person=one_person, group=st.integers(0, GROUPS - 1), is_added=st.booleans())
    def change_membership(self, person: int, group: int, is_added: bool) -> None:
        account, group_id = self.ground.people[person], self.ground.groups[group]
        self.cause([f"member_{'added' if is_added else 'removed'}", {"account_id": account, "group_id": group_id}])
        self.judge.outside |= {(kind, account, group_id) for kind in ("W1", "W2")}

    @rule(person=one_person, is_suspended=st.booleans())
    def change_status(self, person: int, is_suspended: bool) -> None:
        account = self.ground.people[person]
        for directory in self.desk.organization["directories"]:
            where = {"account_id": account, "directory_id": directory["directory_id"]}
            self.cause([f"user_{'suspended' if is_suspended else 'restored'}", where])
            self.judge.outside |= {(kind, account, where["directory_id"]) for kind in ("W3", "W4")}

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 3))
    def fail(self, fault: tuple[str, str, dict[str, Any]], times: int) -> None:
        kind, endpoint, params = fault
        self.desk.sandbox.fault(kind, endpoint, params=params, times=times, org_id=self.desk.org_id)

    @rule(seconds=st.sampled_from((20, 70, 300)))
    def let_time_pass(self, seconds: int) -> None:
        self.pass_time(seconds)

    # -- what workers do ------------------------------------------------------------------------------------------

    @rule()
    def work_a_slice(self) -> None:
        for work in self.hand_out():
            self.desk.work_on(work)

    @rule()
    def work_to_the_end(self) -> None:
        self.keep_mirror_fresh()
        self.desk.work()

    @rule(
        place=st.sampled_from(PLACES),
        passes=st.sampled_from((1, 1, 1, 2)),
        event=st.sampled_from(EVENTS),
        person=one_person,
    )
    def work_and_be_away(self, place: str, passes: int, event: str, person: int) -> None:
        """A worker stops somewhere for longer than its lease; afterwards it asks nothing more of Atlassian."""
        for work in self.hand_out()[:1]:

            def away() -> None:
                self.judge.look()
                self.desk.clock.advance(seconds=AWAY)

            def meanwhile() -> None:
                self._bring_about(event, person)
                self.judge.look()

            with nap_at(place, passes, meanwhile, away=away) as napped:
                self.desk.work_on(work)
            if napped:
                happened[f"away, {event}"] += 1
                assert self.judge.look() == [], "a write after the lease was lost"

    @rule(place=st.sampled_from(("planned", "batch_done")), person=one_person, is_admin=st.booleans())
    def work_while_somebody_is_spared(self, place: str, person: int, is_admin: bool) -> None:
        """Right before the next look somebody becomes an organization admin, or is protected."""

        def meanwhile() -> None:
            self.judge.look()
            self._bring_about("promoted" if is_admin else "protected", person)

        with nap_at(place, 1, meanwhile):
            self.work_a_slice()

    # -- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def nobody_who_is_spared_was_written_to_and_the_logs_are_true(self) -> None:
        if self.judge.look():
            self.judge.compare()

    def teardown(self) -> None:
        """Everything ends, and the logs say what has happened."""
        try:
            self.desk.sandbox.call("DELETE", "/faults")
            self.desk.work()
            for row in self.desk.list_run_rows():
                if row.state == "held":
                    self.attempt(runs.reject_run, row.id, by="a", now=self.desk.clock())
            self.judge.look()
            self.judge.compare()
            rows = self.desk.list_run_rows()
            states = [row.state for row in rows]
            assert set(states) <= ENDED, states
            told = Counter((row.task_id, row.scheduled_for) for row in rows if row.scheduled_for is not None)
            assert {slot: told[slot] for slot in self.slots} == dict.fromkeys(self.slots, 1), "a slot was lost"
            happened["slots"] += len(self.slots)
            happened["slots run"] += sum(row.scheduled_for is not None and row.reason is None for row in rows)
            happened.update(states)
            happened["written"] += self.judge.written
            happened["histories"] += 1
        finally:
            self.opened.close()

    def _bring_about(self, event: str, person: int) -> None:
        now = self.desk.clock()
        if event == "taken over":
            self.desk.work()
        elif event == "promoted":
            self.promote(person)
        elif event == "protected":
            self.protect(person)
        elif event == "stopped":
            self.turn_stop_switch(True)
        elif event == "cancelled":
            for row in self.desk.list_run_rows():
                self.attempt(runs.cancel_run, row.id, by="a", now=now)
        elif event == "uninstalled":
            self.leave_and_come_back(is_meant=True)
