"""Reports to Atlassian whose data the app keeps, and hears whose account was closed or has changed (contract 6.5).

Two addresses: of the whole cloud with a bearer token (Forge), of one site with a token signed by the app (Connect).
Neither token nor body is ever logged. Only what was asked for is believed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import requests
from atlassian_jwt import encode_token

from app.trust import open_session

MAX_ACCOUNTS: Final = 90
_CONNECT_PATH: Final = "/rest/atlassian-connect/latest/report-accounts"
_FORGE_PATH: Final = "/app/report-accounts/"
_TOKEN_SECONDS: Final = 180
_TIMEOUT_SECONDS: Final = 10.0
_MAX_BYTES: Final = 64 * 1024
DEFAULT_CYCLE: Final = timedelta(days=7)
_LONGEST_CYCLE: Final = timedelta(days=30)


class ReportFailed(Exception):
    """Atlassian did not take the report. `retry_after` is how long it asked us to wait, if it did."""

    def __init__(self, what: str, retry_after: timedelta | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class ReportChannel:
    """Channel of account reports: its address for a tenant, and the proof of the reporter."""

    url: str
    authorization: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """Accounts to erase and accounts to read again; `cycle` is how often everybody is to be reported."""

    closed: tuple[str, ...]
    updated: tuple[str, ...]
    cycle: timedelta


def open_forge_channel(api_base: str, token: str) -> ReportChannel:
    """With the system token that Forge sends along with the heartbeat."""
    return ReportChannel(api_base + _FORGE_PATH, f"Bearer {token}")


def open_connect_channel(site_url: str, client_key: str, secret: str, app_key: str) -> ReportChannel:
    """At the site itself. The token is bound to this address and lives for three minutes."""
    token = encode_token("POST", _CONNECT_PATH, client_key, secret, _TOKEN_SECONDS, {"iss": app_key})
    return ReportChannel(site_url + _CONNECT_PATH, f"JWT {token}")


def report_accounts(channel: ReportChannel, account_ids: Sequence[str], fetched_at: datetime) -> ReportAnswer:
    """Report up to 90 accounts whose data was last fetched at that moment. Raises ReportFailed."""
    moment = fetched_at.isoformat().replace("+00:00", "Z")
    body = {"accounts": [{"accountId": one, "updatedAt": moment} for one in account_ids[:MAX_ACCOUNTS]]}
    try:
        with (
            open_session() as session,
            session.post(
                channel.url,
                json=body,
                headers={"Authorization": channel.authorization},
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            return _read_answer(answer, frozenset(account_ids))
    except (requests.RequestException, ValueError, RecursionError) as error:
        raise ReportFailed(type(error).__name__) from None


def _read_answer(answer: requests.Response, asked: frozenset[str]) -> ReportAnswer:
    if answer.status_code == 204:
        return ReportAnswer((), (), _read_cycle(answer))
    if answer.status_code != 200:
        raise ReportFailed(f"status {answer.status_code}", _read_seconds(answer.headers.get("Retry-After")))
    text = b""
    for piece in answer.iter_content(16 * 1024):
        text += piece
        if len(text) > _MAX_BYTES:
            raise ReportFailed("the answer is too long")
    told = _read_statuses(json.loads(text))
    by_status = {status: tuple(one for one, what in told if what == status and one in asked)
                 for status in ("closed", "updated")}  # fmt: skip
    return ReportAnswer(by_status["closed"], by_status["updated"], _read_cycle(answer))


def _read_statuses(document: Any) -> list[tuple[str, str]]:
    rows = document.get("accounts") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ReportFailed("the answer has no accounts")
    return [(str(row.get("accountId")), str(row.get("status"))) for row in rows if isinstance(row, dict)]


def _read_cycle(answer: requests.Response) -> timedelta:
    """`Cycle-Period` is in days."""
    text = answer.headers.get("Cycle-Period", "")
    days = timedelta(days=int(text)) if text.isascii() and text.isdigit() and len(text) <= 3 else DEFAULT_CYCLE
    return min(max(days, timedelta(days=1)), _LONGEST_CYCLE)


def _read_seconds(text: str | None) -> timedelta | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 6:
        return None
    return timedelta(seconds=int(text))
