"""The words of emails by language: what an organization's channels say, in the language chosen in Settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from app.domain.automation.blackouts import describe_blackout
from app.domain.engine.holds import HOLD_SENTENCES
from app.domain.engine.reasons import BLACKOUT, SENTENCES
from app.domain.faults import Fault, read_fault
from app.domain.notices import german

Language = Literal["en", "de"]
DEFAULT_LANGUAGE: Final[Language] = "en"

ENGLISH_LINES: Final = {
    "run.succeeded": "{name}: succeeded",
    "run.partial": "{name}: partly failed",
    "run.failed": "{name}: failed",
    "run.tested": "{name}: tested, nobody was changed",
    "test_run": "It was a test run, which changes nobody.",
    "would_people": "People: {planned} would be changed of {matched} who match",
    "would_steps": "Steps: {would_change} would be done, {would_skip} would be skipped, {would_fail} would fail",
    "would_reason": "- would fail: {number} × {why}",
    "would_wait": "A live run would wait for a release:",
    "go_live": "This was a test run: nothing was changed. Set the task to Live when this is what you want.",
    "run.held": "{name}: waits for your approval",
    "run.missed": "{name}: missed",
    "run.skipped": "{name}: skipped",
    "run.cancelled": "{name}: cancelled",
    "run.expired": "{name}: expired without approval",
    "run.came_back": "{name}: changed back by somebody else",
    "held_at_first": "The run held at first. A later sync found this changed back, and no run of Rollcall did it.",
    "changed_back": "Changed back: {steps} of {users}",
    "key.expiring": "The API key of {organization} expires in {days}",
    "expires_on": "The organization API key expires on {day}. No task runs after that.",
    "replace_key": "Create a new key in Atlassian Administration and paste it in Settings before that day.",
    "key.dead": "Atlassian no longer accepts the API key of {organization}",
    "all_ended": "All runs were ended and no task runs until a new key is pasted in Settings.",
    "runs.stopped": "All runs were stopped",
    "until_lifted": "No task runs until an organization admin lifts the stop in Settings.",
    "four_eyes.off": "Held plans need no second person any more",
    "four_eyes_by": "An organization admin switched four eyes off in Settings: whoever made a plan may release it now.",
    "in_audit": "Who and when stands in the audit log.",
    "sync.failed": "Users of {organization} could not be read",
    "your_organization": "your organization",
    "sync_failed": "The sync failed.",
    "sync_stays": "What was read before stays, and gets older until a sync succeeds.",
    "test": "A test of Rollcall's notifications",
    "test_text": "Emails from Rollcall arrive here.",
    "held_people": "{users} would be affected.",
    "held_person": "{users} would be affected.",
    "held_nothing": "Nothing was changed. Look at the plan, then approve or reject it.",
    "release_any": "Any organization admin may release it.",
    "release_other": "Another organization admin has to release it than whoever",
    "hand_requested": "asked for the run",
    "hand_shaped_task": "chose what the task does",
    "hand_saved_filter": "saved its filter",
    "hand_saved_task": "saved the task",
    "releasers_none": "Nobody else is known who may: reject it, or let somebody else become organization admin.",
    "releasers_one": "One other person may. Who that is stands with the plan.",
    "releasers_other": "{count} other people may. Who they are stands with the plan.",
    "not_run": "The run did not take place.",
    "nobody_changed": "Nobody was changed.",
    "planned_for": "It was planned for {moment}.",
    "blackout": "{sentence} It was one: {day}.",
    "people": "People: {affected} changed of {matched} who matched",
    "steps": "Steps: {succeeded} done, {skipped} skipped, {failed} failed",
    "step_one": "{count} step",
    "step_other": "{count} steps",
    "day_one": "{count} day",
    "day_other": "{count} days",
    "user_one": "{count} user",
    "user_other": "{count} users",
}


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says what a message is made of; what it has no words for is said in English."""

    lines: Mapping[str, str]
    reasons: Mapping[str, str]
    holds: Mapping[str, str]
    day_form: str = "%Y-%m-%d"
    moment_form: str = "%Y-%m-%d %H:%M UTC"
    thousands: str = ","

    def say(self, line: str, **values: object) -> str:
        """One line; numbers are grouped as the language does."""
        said = {name: self.group(value) if isinstance(value, int) else value for name, value in values.items()}
        return self.lines[line].format(**said)

    def count(self, noun: str, number: int) -> str:
        """So many of something: `count("day", 1)`."""
        return self.say(f"{noun}_one" if number == 1 else f"{noun}_other", count=number)

    def group(self, number: int) -> str:
        """A number as the language groups it."""
        return f"{number:,}".replace(",", self.thousands)

    def explain_reason(self, reason: str) -> str:
        """The sentence of a stored reason; an unknown one by its word."""
        return self.reasons.get(reason) or SENTENCES.get(reason, reason)

    def explain_run(self, reason: str | None, data: Mapping[str, Any]) -> str:
        """Explain why a run did not take place, with the day and the note where that was a blackout."""
        if reason is None:
            return self.lines["not_run"]
        sentence, blackout = self.explain_reason(reason), data.get("blackout")
        if reason != BLACKOUT or not isinstance(blackout, Mapping):
            return sentence
        return self.say("blackout", sentence=sentence, day=self.name_blackout(blackout))

    def name_blackout(self, blackout: Mapping[str, Any]) -> str:
        """The day of a stored blackout, with its note."""
        return describe_blackout(blackout)

    def describe_hold(self, hold: Mapping[str, Any]) -> str:
        """One reason why a plan waits, with its numbers; an unknown one by its word."""
        reason = str(hold.get("reason"))
        numbers = {name: self.group(int(hold.get(name) or 0)) for name in ("people", "limit", "basis")}
        return (self.holds.get(reason) or HOLD_SENTENCES.get(reason, reason)).format(**numbers)

    def explain_sync(self, data: Mapping[str, Any]) -> str:
        """Explain why a sync failed, in the server's own sentence."""
        return data.get("error") or self.lines["sync_failed"]

    def write_day(self, iso: str) -> str:
        """A stored day."""
        return f"{date.fromisoformat(iso):{self.day_form}}"

    def write_moment(self, iso: str) -> str:
        """A stored moment, in UTC, which it says."""
        return f"{datetime.fromisoformat(iso):{self.moment_form}}"


@dataclass(frozen=True, slots=True)
class _GermanWords(Words):
    """German, which has weekdays, and sentences for what ends a sync, of its own."""

    weekdays: Sequence[str] = german.WEEKDAYS

    def name_blackout(self, blackout: Mapping[str, Any]) -> str:
        day = date.fromisoformat(str(blackout["day"]))
        is_weekly = blackout.get("kind") == "weekday"
        said = self.say("weekday", day=self.weekdays[day.weekday()]) if is_weekly else f"{day:{self.day_form}}"
        return f"{said} ({blackout['note']})" if blackout.get("note") else said

    def explain_sync(self, data: Mapping[str, Any]) -> str:
        fault = read_fault(data.get("fault"))
        sentence = None if fault is None else german.FAULTS.get(fault.code)
        if fault is None or sentence is None:
            return Words.explain_sync(self, data)
        why = sentence.format(**fault.values)
        return self._say_what_was_read(fault, why)

    def _say_what_was_read(self, fault: Fault, why: str) -> str:
        what = german.READINGS.get(str(fault.values.get("reading")))
        return self.say("sync_reading", what=what, why=why) if what else why


_BY_LANGUAGE: Final[Mapping[str, Words]] = {
    "en": Words(ENGLISH_LINES, SENTENCES, HOLD_SENTENCES),
    "de": _GermanWords(
        german.LINES, german.REASONS, german.HOLDS,
        day_form="%d.%m.%Y", moment_form="%d.%m.%Y, %H:%M UTC", thousands=".",
    ),
}  # fmt: skip


def find_words(language: str) -> Words:
    """The words of a language; English for one that is not spoken here."""
    return _BY_LANGUAGE.get(language, _BY_LANGUAGE[DEFAULT_LANGUAGE])
