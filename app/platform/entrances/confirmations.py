"""The page behind the link of a question by email: whoever reads the mailbox says yes, without a session.

Looking at the page changes nothing, because mail servers open links by themselves; the button does.
"""

import html
from dataclasses import dataclass
from string import Template
from typing import Final

from flask import Flask, Response, g, request

from app.platform.context import current_context
from app.platform.guards import public
from app.services.notices import recipients

RULE: Final = "/confirm/<token>"
_PAGE: Final = Template("""<!doctype html>
<html lang="$language">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>$title</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;padding:.5rem 1rem}</style></head>
<body><main><h1>$title</h1><p>$text</p>$form</main></body>
</html>
""")
_FORM: Final = Template('<form method="post"><button type="submit">$button</button></form>')


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    text: str
    button: str = ""


_TEXTS: Final = {
    "en": {
        "ask": _Text(
            "Receive emails from Rollcall?",
            "Rollcall tells you at this address what its tasks did: counts and a link, never names of people. If you "
            "did not expect this, close the page; nothing is sent then.",
            "Yes, send them to me",
        ),
        "done": _Text("Thank you", "Your address is confirmed. You can close this page."),
        "over": _Text(
            "This link is no longer good",
            "It is older than a week, or a newer one was sent. Ask for another one whoever added your address.",
        ),
    },
    "de": {
        "ask": _Text(
            "E-Mails von Rollcall erhalten?",
            "Rollcall teilt Ihnen an dieser Adresse mit, was seine Aufgaben getan haben: Zahlen und einen Link, nie "
            "Namen von Personen. Wenn Sie das nicht erwartet haben, schließen Sie die Seite; dann kommt nichts.",
            "Ja, an mich senden",
        ),
        "done": _Text("Danke", "Ihre Adresse ist bestätigt. Sie können diese Seite schließen."),
        "over": _Text(
            "Dieser Link gilt nicht mehr",
            "Er ist älter als eine Woche, oder es wurde ein neuerer gesendet. Bitten Sie die Person, die Ihre Adresse "
            "eingetragen hat, um einen neuen.",
        ),
    },
}


def register_confirmations(app: Flask) -> None:
    """Add the page."""
    app.add_url_rule(RULE, view_func=show_question, methods=["GET"])
    app.add_url_rule(RULE, view_func=take_yes, methods=["POST"])


@public
def show_question(token: str) -> Response:
    """The question with its button, or that the link is no longer good."""
    context = current_context()
    with context.database.system_session() as session:
        is_good = recipients.find_question(session, token, context.clock())
    return _show("ask" if is_good else "over")


@public
def take_yes(token: str) -> Response:
    """Take the yes of somebody who pressed the button."""
    context = current_context()
    with context.database.system_session() as session:
        is_good = recipients.confirm(session, token, context.clock())
    return _show("done" if is_good else "over")


def _show(kind: str) -> Response:
    language = request.accept_languages.best_match(_TEXTS, "en") or "en"
    told = _TEXTS[language][kind]
    form = _FORM.substitute(button=html.escape(told.button)) if told.button else ""
    g.has_form = bool(form)
    page = _PAGE.substitute(language=language, title=html.escape(told.title), text=html.escape(told.text), form=form)
    response = Response(page, status=410 if kind == "over" else 200, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response
