"""Pages for people who may not enter: they look like the product, speak the visitor's language and hold no data.

The front end's build brings the page (`refusal.html`, with the product's own style sheet and the script that lets
the host choose the colours); the words are put in here. Without a build the words stand alone.
"""

import html
from string import Template
from typing import Final

from flask import Response, request

from app.platform.answers.refusal_texts import REFUSAL_TEXTS, THE_ORGANIZATION, Kind
from app.platform.context import PlatformContext, current_context

HOST_SCRIPT_PLACEHOLDER: Final = "<!--host-script-->"
RETRY_SECONDS: Final = "5"
_STATUSES: Final[dict[Kind, int]] = {
    "session_over": 401,
    "not_admin": 403,
    "rights_unknown": 503,
    "busy": 429,
    "failure": 500,
    "not_built": 503,
}
_MAY_PASS: Final = ("rights_unknown", "busy")
_UNSTYLED: Final = """<!doctype html>
<html lang="$language">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>$title</title></head>
<body><main><h1>$title</h1><p>$what</p><p>$todo</p></main></body>
</html>
"""


def refusal_page(kind: Kind, organization_name: str | None = None) -> Response:
    """The page that says why somebody sees nothing else, and what to do or whom to ask."""
    context = current_context()
    language = _choose_language()
    text = REFUSAL_TEXTS[language][kind]
    unnamed, named = THE_ORGANIZATION[language]
    organization = named.format(name=organization_name) if organization_name else unnamed
    words = {
        "language": language,
        "title": text.title,
        "what": text.what.format(organization=organization),
        "todo": text.todo,
    }
    escaped = {name: html.escape(word) for name, word in words.items()}
    content = Template(_read_page(context)).safe_substitute(escaped)
    response = Response(content, status=_STATUSES[kind], content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    if kind in _MAY_PASS:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def host_script(context: PlatformContext, options: str = "") -> str:
    """The host's own script, which lets a page speak to the host."""
    attribute = f' data-options="{html.escape(options)}"' if options else ""
    return f'<script src="{html.escape(context.settings.connect_script_url)}"{attribute}></script>'


def _read_page(context: PlatformContext) -> str:
    try:
        page = (context.frontend_dir / "refusal.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        return _UNSTYLED
    # Without a size of its own the frame would be as small as its content, on the host's ground.
    return page.replace(HOST_SCRIPT_PLACEHOLDER, host_script(context, "sizeToParent:true"), 1)


def _choose_language() -> str:
    """The language of the host, if it tells (`loc`), or else the browser's. Neither is to be trusted, or needs to."""
    fallback, *_others = REFUSAL_TEXTS
    told = request.args.get("loc")
    if told:
        language = told.replace("_", "-").partition("-")[0].lower()
        return language if language in REFUSAL_TEXTS else fallback
    return request.accept_languages.best_match(REFUSAL_TEXTS, fallback) or fallback
