"""Texts of the refusal pages, in the languages of the page.

Three sentences each: the heading, what happened, and what to do or whom to ask. None says whether an
installation exists or what was wrong with a token (platform contract 1.3), so one text has to serve a visit
that is over, an app that was uninstalled and a site that nobody knows.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["session_over", "not_admin", "rights_unknown", "busy", "failure", "not_built"]


@dataclass(frozen=True, slots=True)
class RefusalText:
    """`{organization}` in `what` stands for one of `THE_ORGANIZATION`."""

    title: str
    what: str
    todo: str


THE_ORGANIZATION: Final[dict[str, tuple[str, str]]] = {
    "en": ("your organization", "the organization {name}"),
    "de": ("Ihrer Organisation", "der Organisation {name}"),
}
"""How a text names the organization: while its name is unknown, and with its name."""

_ENGLISH: Final[dict[Kind, RefusalText]] = {
    "session_over": RefusalText(
        "Please open Rollcall again",
        "Your visit has ended, or Rollcall is no longer installed on this site.",
        "Reload the page in your browser. If you see this again, ask an admin of the site whether Rollcall is "
        "installed and enabled.",
    ),
    "not_admin": RefusalText(
        "You need to be an organization admin",
        "Rollcall changes who has access in {organization}, so only its admins can open it.",
        "Ask an organization admin to do what you need, or to let product admins or user access admins in under "
        "Settings. Organization admins are listed in Atlassian Administration.",
    ),
    "rights_unknown": RefusalText(
        "Rollcall cannot check your rights right now",
        "Atlassian cannot be asked at the moment who may open this page. Nothing was changed.",
        "Reload the page in a minute.",
    ),
    "busy": RefusalText(
        "Too many visits at once",
        "This page was opened more often than it can answer.",
        "Reload the page in a few seconds.",
    ),
    "failure": RefusalText(
        "Something went wrong on our side",
        "This page could not be shown. What happened has been recorded.",
        "Reload the page. If you see this again, tell the people who run Rollcall.",
    ),
    "not_built": RefusalText(
        "Rollcall is not complete",
        "The front end has not been built.",
        "Ask the people who run Rollcall to finish the deployment.",
    ),
}

_GERMAN: Final[dict[Kind, RefusalText]] = {
    "session_over": RefusalText(
        "Bitte öffnen Sie Rollcall noch einmal",
        "Ihr Besuch ist beendet, oder Rollcall ist auf dieser Site nicht mehr installiert.",
        "Laden Sie die Seite im Browser neu. Wenn diese Meldung wiederkommt, fragen Sie einen Administrator der "
        "Site, ob Rollcall installiert und eingeschaltet ist.",
    ),
    "not_admin": RefusalText(
        "Dafür müssen Sie Organisationsadmin sein",
        "Rollcall ändert, wer in {organization} Zugriff hat. Deshalb können es nur ihre Administratoren öffnen.",
        "Bitten Sie einen Organisationsadmin, das Nötige zu tun oder in den Einstellungen Produkt- oder "
        "Benutzerzugriffsadministratoren zuzulassen. Wer Organisationsadmin ist, steht in der "
        "Atlassian-Administration.",
    ),
    "rights_unknown": RefusalText(
        "Rollcall kann Ihre Rechte gerade nicht prüfen",
        "Atlassian kann im Moment nicht gefragt werden, wer diese Seite öffnen darf. Es wurde nichts geändert.",
        "Laden Sie die Seite in einer Minute neu.",
    ),
    "busy": RefusalText(
        "Zu viele Aufrufe auf einmal",
        "Diese Seite wurde öfter aufgerufen, als sie antworten kann.",
        "Laden Sie die Seite in einigen Sekunden neu.",
    ),
    "failure": RefusalText(
        "Bei uns ist etwas schiefgegangen",
        "Diese Seite konnte nicht angezeigt werden. Der Fehler wurde aufgezeichnet.",
        "Laden Sie die Seite neu. Wenn diese Meldung wiederkommt, wenden Sie sich an die Betreiber von Rollcall.",
    ),
    "not_built": RefusalText(
        "Rollcall ist nicht vollständig",
        "Die Oberfläche wurde nicht gebaut.",
        "Bitten Sie die Betreiber von Rollcall, die Installation abzuschließen.",
    ),
}

REFUSAL_TEXTS: Final[dict[str, dict[Kind, RefusalText]]] = {"en": _ENGLISH, "de": _GERMAN}
"""By language; the first one is for everybody else."""
