"""What a person reads in the email of a notification: subject and lines. Counts, never names of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.automation.blackouts import explain_run
from app.domain.engine.holds import describe_hold
from app.domain.engine.reasons import explain_reason
from app.domain.notices import notifications as told

_RUN_SUBJECTS: Final = {
    told.RUN_SUCCEEDED: "{name}: succeeded",
    told.RUN_PARTIAL: "{name}: partly failed",
    told.RUN_FAILED: "{name}: failed",
    told.RUN_HELD: "{name}: waits for your approval",
    told.RUN_MISSED: "{name}: missed",
    told.RUN_SKIPPED: "{name}: skipped",
    told.RUN_CANCELLED: "{name}: cancelled",
    told.RUN_EXPIRED: "{name}: expired without approval",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A subject of one line, and the text below it."""

    subject: str
    text: str


def describe_event(event: str, data: Mapping[str, Any], url: str) -> Message:
    """The email for an event of `app.domain.notices.notifications` with its data."""
    if event in _RUN_SUBJECTS:
        subject, lines = _RUN_SUBJECTS[event].format(name=data["name"]), _describe_run(event, data)
    elif event == told.KEY_EXPIRING:
        subject = f"The API key of {data['organization']} expires in {_count(data['days_left'], 'day')}"
        lines = [f"The organization API key expires on {data['expires_on']}. No task runs after that."]
        lines.append("Create a new key in Atlassian Administration and paste it in Settings before that day.")
    elif event == told.KEY_DEAD:
        subject = f"Atlassian no longer accepts the API key of {data['organization']}"
        lines = ["All runs were ended and no task runs until a new key is pasted in Settings."]
    elif event == told.ALL_STOPPED:
        subject = "All runs were stopped"
        lines = ["No task runs until an organization admin lifts the stop in Settings."]
    elif event == told.FOUR_EYES_OFF:
        subject = "Held plans need no second person any more"
        lines = ["An organization admin switched four eyes off in Settings: whoever made a plan may release it now."]
        lines.append("Who and when stands in the audit log.")
    elif event == told.SYNC_FAILED:
        subject = f"Users of {data.get('organization') or 'your organization'} could not be read"
        lines = [data.get("error") or "The sync failed."]
        lines.append("What was read before stays, and gets older until a sync succeeds.")
    else:
        subject, lines = "A test of Rollcall's notifications", ["Emails from Rollcall arrive here."]
    return Message(" ".join(f"Rollcall: {subject}".split()), "\n".join([*lines, "", url, ""] if url else [*lines, ""]))


def describe_question(site: str, link: str, expires_at: datetime) -> Message:
    """The email that asks whether somebody wants the others, in both languages: nobody knows the reader's.

    Nothing in it was written by an admin; `site` is the name of their site at Atlassian.
    """
    where = f" ({site})" if site else ""
    until = f"{expires_at:%Y-%m-%d}"
    lines = [
        f"An admin of an Atlassian site{where} wants Rollcall to send emails to this address.",
        f"If you want them, open this link and press the button; it is good until {until}.",
        "If not, do nothing, and you will get none.",
        "",
        link,
        "",
        f"Ein Administrator einer Atlassian-Site{where} möchte, dass Rollcall E-Mails an diese Adresse sendet.",
        f"Wenn Sie das wollen, öffnen Sie den Link oben und drücken Sie den Knopf; er gilt bis zum {until}.",
        "Wenn nicht, tun Sie nichts; dann bekommen Sie keine.",
        "",
    ]
    return Message("Rollcall: please confirm your address / bitte bestätigen Sie Ihre Adresse", "\n".join(lines))


def _describe_run(event: str, data: Mapping[str, Any]) -> list[str]:
    if event == told.RUN_HELD:
        lines = [f"{_count(data['planned_users'] or 0, 'user')} would be affected."]
        lines += [f"- {describe_hold(hold)}" for hold in data.get("holds") or ()]
        return [*lines, "Nothing was changed. Look at the plan, then approve or reject it."]
    if event in (told.RUN_MISSED, told.RUN_SKIPPED):
        lines = [explain_run(data["reason"], data) or "The run did not take place.", "Nobody was changed."]
        slot = data.get("scheduled_for")
        return [*lines, f"It was planned for {_write_moment(slot)}."] if slot else lines
    counts = data["counts"]
    lines = [
        f"People: {counts.get('affected', 0):,} changed of {counts.get('matched', 0):,} who matched",
    ]
    done, skipped, failed = (f"{counts.get(word, 0):,}" for word in ("succeeded", "skipped", "failed"))
    lines.append(f"Steps: {done} done, {skipped} skipped, {failed} failed")
    lines += [f"- {number} × {explain_reason(word)}" for word, number in (counts.get("failed_by_reason") or {}).items()]
    if data["reason"]:
        lines.insert(0, explain_reason(data["reason"]) or data["reason"])
    return lines


def _write_moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M} UTC"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
