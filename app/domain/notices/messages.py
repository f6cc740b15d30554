"""Messages: subject and lines of a notification's email. Counts, never names of people."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.automation.modes import TEST
from app.domain.engine.tested import WOULD
from app.domain.notices import notifications as told
from app.domain.notices.words import DEFAULT_LANGUAGE, Words, find_words

_BRACKETS: Final = str.maketrans("<>", "‹›")
_PARTED: Final = "\u200b"
_DOTTED: Final = re.compile("(?<=\\w)([.\u3002\uff0e\uff61])(?=\\w)")
"""A dot within a word, as in the name of a server, also in the forms that browsers take for one."""
Told = tuple[str, list[str]]
"""Subject and lines."""


@dataclass(frozen=True, slots=True)
class Message:
    """A subject of one line, and the text below it."""

    subject: str
    text: str


def describe_event(event: str, data: Mapping[str, Any], url: str, language: str = DEFAULT_LANGUAGE) -> Message:
    """The email for an event of `app.domain.notices.notifications` with its data."""
    words = find_words(language)
    subject, lines = _DESCRIBE.get(event, _describe_test)(words, event, data)
    return Message(" ".join(f"Rollcall: {subject}".split()), "\n".join([*lines, "", url, ""] if url else [*lines, ""]))


def write_for_chat(text: str) -> str:
    """Text as chat tools show it: nothing that somebody has written into a name becomes a link or a call to everybody.

    Slack and Google Chat read both between angle brackets, Teams a link in Markdown's form or in HTML, Mattermost,
    Rocket.Chat and Discord a call behind an "@"; all of them make links of addresses that stand there bare. Nothing
    that is seen is taken away: a space without width parts what would be read as one.
    """
    told = text.translate(_BRACKETS).replace("](", "] (").replace("@", f"@{_PARTED}").replace("://", f":{_PARTED}//")
    return _DOTTED.sub(rf"\1{_PARTED}", told)


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


def _describe_run(words: Words, event: str, data: Mapping[str, Any]) -> Told:
    lines = _list_lines(words, event, data)
    is_told = event != told.RUN_TESTED and data.get("mode") == TEST
    return words.say(event, name=data["name"]), [*lines, words.say("test_run")] if is_told else lines


def _list_would(words: Words, data: Mapping[str, Any]) -> list[str]:
    """List what a live run would have done; never a word of what was done."""
    counts = data["counts"]
    lines = [words.say("would_people", planned=data["planned_users"] or 0, matched=counts.get("matched", 0))]
    lines.append(words.say("would_steps", **{word: counts.get(word, 0) for word in WOULD}))
    failing = counts.get("failed_by_reason") or {}
    for reason, number in failing.items():
        lines.append(words.say("would_reason", number=number, why=words.explain_reason(reason)))
    if data.get("holds"):
        lines += [words.say("would_wait"), *(f"- {words.describe_hold(hold)}" for hold in data["holds"])]
    if data["reason"]:
        lines.insert(0, words.explain_reason(data["reason"]))
    return [*lines, words.say("go_live")]


def _list_lines(words: Words, event: str, data: Mapping[str, Any]) -> list[str]:
    if event == told.RUN_TESTED:
        return _list_would(words, data)
    if event == told.RUN_HELD:
        number = data["planned_users"] or 0
        lines = [words.say("held_person" if number == 1 else "held_people", users=words.count("user", number))]
        lines += [f"- {words.describe_hold(hold)}" for hold in data.get("holds") or ()]
        return [*lines, words.say("held_nothing"), *_list_releasers(words, data.get("release"))]
    if event in (told.RUN_MISSED, told.RUN_SKIPPED):
        lines = [words.explain_run(data["reason"], data), words.say("nobody_changed")]
        slot = data.get("scheduled_for")
        return [*lines, words.say("planned_for", moment=words.write_moment(slot))] if slot else lines
    counts = data["counts"]
    lines = [words.say("people", affected=counts.get("affected", 0), matched=counts.get("matched", 0))]
    lines.append(words.say("steps", **{word: counts.get(word, 0) for word in ("succeeded", "skipped", "failed")}))
    failed = counts.get("failed_by_reason") or {}
    lines += [f"- {number} × {words.explain_reason(word)}" for word, number in failed.items()]
    if data["reason"]:
        lines.insert(0, words.explain_reason(data["reason"]))
    return lines


def _list_releasers(words: Words, release: Mapping[str, Any] | None) -> list[str]:
    """Say who may release a plan, by what they had to do with it; earlier releases did not tell."""
    if not release:
        return []
    if release["rule"] != "applies":
        return [words.say("release_any")]
    hands = [f"- {words.say(f'hand_{part}')}" for part in release["hands"]]
    number = release["may_release"]
    return [words.say("release_other"), *hands, words.say(_RELEASERS.get(number, "releasers_other"), count=number)]


_RELEASERS: Final = {0: "releasers_none", 1: "releasers_one"}


def _describe_return(words: Words, event: str, data: Mapping[str, Any]) -> Told:
    found = data["came_back"]
    numbers = {"steps": words.count("step", found["steps"]), "users": words.count("user", found["people"])}
    things = [f"- {name}" for name in found["things"]]
    lines = [words.say("held_at_first"), words.say("changed_back", **numbers), *things]
    return words.say(event, name=data["name"]), lines


def _describe_expiring(words: Words, event: str, data: Mapping[str, Any]) -> Told:
    days = words.count("day", data["days_left"])
    day = words.write_day(data["expires_on"])
    subject = words.say(event, organization=data["organization"], days=days)
    return subject, [words.say("expires_on", day=day), words.say("replace_key")]


def _describe_dead(words: Words, event: str, data: Mapping[str, Any]) -> Told:
    return words.say(event, organization=data["organization"]), [words.say("all_ended")]


def _describe_stop(words: Words, event: str, _data: Mapping[str, Any]) -> Told:
    return words.say(event), [words.say("until_lifted")]


def _describe_four_eyes(words: Words, event: str, _data: Mapping[str, Any]) -> Told:
    return words.say(event), [words.say("four_eyes_by"), words.say("in_audit")]


def _describe_sync(words: Words, event: str, data: Mapping[str, Any]) -> Told:
    organization = data.get("organization") or words.say("your_organization")
    return words.say(event, organization=organization), [words.explain_sync(data), words.say("sync_stays")]


def _describe_test(words: Words, _event: str, _data: Mapping[str, Any]) -> Told:
    return words.say("test"), [words.say("test_text")]


_RUN_EVENTS: Final = (*told.EVENTS_OF_RUNS.values(), told.RUN_EXPIRED)
_DESCRIBE: Final[Mapping[str, Callable[[Words, str, Mapping[str, Any]], Told]]] = {
    **dict.fromkeys(_RUN_EVENTS, _describe_run),
    told.RUN_CAME_BACK: _describe_return,
    told.KEY_EXPIRING: _describe_expiring,
    told.KEY_DEAD: _describe_dead,
    told.ALL_STOPPED: _describe_stop,
    told.FOUR_EYES_OFF: _describe_four_eyes,
    told.SYNC_FAILED: _describe_sync,
}
