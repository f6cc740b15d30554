"""Configuration of the web, worker and scheduler processes, read once from the environment.

The only module that reads `os.environ`. It opens nothing. Production is the default and refuses
what is only right on one machine (plain http, loopback hosts).
"""

import email.policy
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, cast, get_args

from app.crypto import CryptoError, Keyring
from app.settings_checks import (
    SettingsError,
    TraceTarget,
    check_stores,
    find_redis_fault,
    is_frame_ancestor,
    is_host_pattern,
    is_link,
    is_public_https,
    parse_app_key,
    parse_forge_app,
    parse_level,
    parse_smtp,
    parse_token,
    parse_traces,
    quote,
)

PRODUCTION_FRAME_ANCESTORS = (
    "https://*.atlassian.net",
    "https://*.jira.com",
    "https://admin.atlassian.com",
)
FORGE_JWKS_URL = "https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json"
_FORGE_ENVIRONMENTS = frozenset({"DEVELOPMENT", "STAGING", "PRODUCTION"})
_MOST_PROXIES = 8
_MOST_FIRST = 10_000
_CHECKED_HEADERS = "verify_generated_headers"
ForgeLicensing = Literal["told", "required", "off"]
PAGE_LINK = "{site}/plugins/servlet/ac/{app_key}/rollcall-page#!{path}"
FORGE_PAGE_LINK = "{site}/jira/apps/{app_id}/{environment_id}{path}"


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, its default (None: required) and what it means."""

    name: str
    default: str | None
    meaning: str


VARIABLES = (
    Variable("ENV", "production", "`production` or `development`; production refuses what opens a hole"),
    Variable("BASE_URL", None, "public URL of this app, as written into the descriptor"),
    Variable("DATABASE_URL", None, "PostgreSQL 15+, a role that is neither superuser nor BYPASSRLS"),
    Variable("DATABASE_OWNER_URL", "none", "the role that owns the tables, for migrations; `none`: `DATABASE_URL`"),
    Variable(
        "REDIS_URL", None, "Redis 6.2+; in production with a password, and `rediss://` unless it is on this machine"
    ),
    Variable("ENCRYPTION_KEYS", None, "`id:base64url(32 bytes)`, comma separated; the first one encrypts"),
    Variable("APP_KEY", "com.rollcall.app", "key of the Connect app"),
    Variable("CONNECT_KEYS_URL", "https://connect-install-keys.atlassian.com", "where install keys are fetched"),
    Variable("CONNECT_SCRIPT_URL", "https://connect-cdn.atl-paas.net/all.js", "Connect's JavaScript API"),
    Variable("CONNECT_HOSTS", "*.atlassian.net,*.jira.com", "hosts that may install the app"),
    Variable("CONNECT_SITES_URL", "sites", "where Connect sites' REST API is reached; `sites`: at each site itself"),
    Variable("CONNECT_LICENSING", "required", "`required` refuses installations whose licence has ended; `off`"),
    Variable("FORGE_APP_ID", "none", "ARI of the Forge app; `none` keeps the Forge door closed"),
    Variable("FORGE_JWKS_URL", FORGE_JWKS_URL, "where the keys of Forge's invocation tokens are fetched"),
    Variable("FORGE_ENVIRONMENTS", "PRODUCTION", "environments whose installations may enter, comma separated"),
    Variable(
        "FORGE_LICENSING",
        "told",
        "`told` refuses production installations whose licence Forge calls inactive, `required` those without one as "
        "well (an app that is sold on the Marketplace), `off` none",
    ),
    Variable("FIRST_PEOPLE", "10", "so many people are changed first in a task's first live run; `0`: all at once"),
    Variable("TRUSTED_PROXIES", "0", "how many proxies in front append to `X-Forwarded-For`"),
    Variable("FRAME_ANCESTORS", " ".join(PRODUCTION_FRAME_ANCESTORS), "who may frame the page"),
    Variable("ATLASSIAN_API_BASE", "https://api.atlassian.com", "base of Atlassian's API"),
    Variable("PAGE_LINK", PAGE_LINK, "links to Connect's page; knows `{site}`, `{app_key}`, `{org_id}`, `{path}`"),
    Variable(
        "FORGE_PAGE_LINK",
        FORGE_PAGE_LINK,
        "links to Forge's page; knows `{site}`, `{app_id}`, `{environment_id}`, `{installation_id}`, `{org_id}`, "
        "`{path}`",
    ),
    Variable("SMTP_URL", "none", "`smtps://user:password@host` or `smtp://…` (STARTTLS); `none`: no email is sent"),
    Variable("MAIL_FROM", "none", "sender of emails; needed with `SMTP_URL`"),
    Variable("METRICS_TOKEN", "none", "bearer token of 16 characters or more that opens `/metrics`; `none`: closed"),
    Variable("REHEARSAL_URL", "none", "a sandbox whose organization the set-up offers to fill in; development only"),
    Variable("OTEL_EXPORTER_OTLP_ENDPOINT", "none", "where traces go, by OTLP over HTTP; `none`: nowhere"),
    Variable("OTEL_EXPORTER_OTLP_HEADERS", "none", "`name=value`, comma separated, sent with traces"),
    Variable("OTEL_TRACES_SAMPLER_ARG", "1", "how much of all traces is kept, from 0 to 1"),
    Variable("LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a process needs to know about its surroundings. Secrets do not show in `repr`."""

    base_url: str
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    encryption_keys: str = field(repr=False)
    is_production: bool = True
    app_key: str = "com.rollcall.app"
    connect_keys_url: str = "https://connect-install-keys.atlassian.com"
    connect_script_url: str = "https://connect-cdn.atl-paas.net/all.js"
    connect_hosts: tuple[str, ...] = ("*.atlassian.net", "*.jira.com")
    connect_sites_url: str | None = None
    is_connect_license_required: bool = True
    frame_ancestors: tuple[str, ...] = PRODUCTION_FRAME_ANCESTORS
    atlassian_api_base: str = "https://api.atlassian.com"
    forge_app_id: str | None = None
    forge_jwks_url: str = FORGE_JWKS_URL
    forge_environments: tuple[str, ...] = ("PRODUCTION",)
    forge_licensing: ForgeLicensing = "told"
    first_people: int = 10
    trusted_proxies: int = 0
    page_link: str = PAGE_LINK
    forge_page_link: str = FORGE_PAGE_LINK
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    metrics_token: str | None = field(default=None, repr=False)
    rehearsal_url: str | None = None
    traces: TraceTarget | None = None
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        """Refuse URLs that would be unsafe in production. Raises SettingsError."""
        if not self.is_production:
            return
        urls = {
            "BASE_URL": self.base_url,
            "CONNECT_KEYS_URL": self.connect_keys_url,
            "CONNECT_SCRIPT_URL": self.connect_script_url,
            "ATLASSIAN_API_BASE": self.atlassian_api_base,
            "FORGE_JWKS_URL": self.forge_jwks_url,
        }
        if self.rehearsal_url is not None:
            raise SettingsError("REHEARSAL_URL must be none in production: its organization's key is given to anybody")
        wrong = find_redis_fault(self.redis_url) if self.redis_url else None
        if wrong:
            raise SettingsError(f"REDIS_URL must {wrong}")
        if self.connect_sites_url is not None:
            urls["CONNECT_SITES_URL"] = self.connect_sites_url
        for name, url in urls.items():
            if not is_public_https(url):
                raise SettingsError(f"{name} must be a public https URL in production, not {quote(url)}")
        self._check_openings()

    def _check_openings(self) -> None:
        """Refuse what would let strangers frame the page, install the app or be led elsewhere. Raises SettingsError."""
        lists: tuple[tuple[str, tuple[str, ...], Callable[[str], bool], str], ...] = (
            ("FRAME_ANCESTORS", self.frame_ancestors, is_frame_ancestor, "https:// and hosts such as *.atlassian.net"),
            ("CONNECT_HOSTS", self.connect_hosts, is_host_pattern, "hosts such as *.atlassian.net"),
            ("PAGE_LINK", (self.page_link,), is_link, "a link that begins with {site}/ or https://"),
            ("FORGE_PAGE_LINK", (self.forge_page_link,), is_link, "a link that begins with {site}/ or https://"),
        )
        for name, values, is_right, wanted in lists:
            wrong = [value for value in values if not is_right(value)]
            if wrong or not values:
                raise SettingsError(f"{name} must be {wanted} in production, not {quote(' '.join(wrong))}")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the variables of VARIABLES. Raises SettingsError for a missing or unusable one."""
        source = os.environ if environ is None else environ
        values = {variable.name: _read(source, variable) for variable in VARIABLES}
        if values["ENV"] not in ("production", "development"):
            raise SettingsError(f"ENV must be production or development, not {quote(values['ENV'])}")
        check_stores(values["DATABASE_URL"], values["REDIS_URL"])
        return cls(
            base_url=values["BASE_URL"].rstrip("/"),
            database_url=values["DATABASE_URL"],
            redis_url=values["REDIS_URL"],
            encryption_keys=values["ENCRYPTION_KEYS"],
            is_production=values["ENV"] == "production",
            app_key=parse_app_key(values["APP_KEY"]),
            connect_keys_url=values["CONNECT_KEYS_URL"].rstrip("/"),
            connect_script_url=values["CONNECT_SCRIPT_URL"],
            connect_hosts=tuple(host.strip() for host in values["CONNECT_HOSTS"].split(",")),
            connect_sites_url=None
            if values["CONNECT_SITES_URL"] == "sites"
            else values["CONNECT_SITES_URL"].rstrip("/"),
            is_connect_license_required=_parse_licensing("CONNECT_LICENSING", values),
            frame_ancestors=tuple(values["FRAME_ANCESTORS"].split()),
            atlassian_api_base=values["ATLASSIAN_API_BASE"].rstrip("/"),
            forge_app_id=parse_forge_app(values["FORGE_APP_ID"]),
            forge_jwks_url=values["FORGE_JWKS_URL"],
            forge_environments=_parse_environments(values["FORGE_ENVIRONMENTS"]),
            forge_licensing=_parse_forge_licensing(values["FORGE_LICENSING"]),
            first_people=_parse_number("FIRST_PEOPLE", values, _MOST_FIRST),
            trusted_proxies=_parse_number("TRUSTED_PROXIES", values, _MOST_PROXIES),
            page_link=values["PAGE_LINK"],
            forge_page_link=values["FORGE_PAGE_LINK"],
            smtp_url=parse_smtp(values["SMTP_URL"], values["MAIL_FROM"]),
            mail_from=None if values["MAIL_FROM"] == "none" else values["MAIL_FROM"],
            metrics_token=parse_token(values["METRICS_TOKEN"]),
            rehearsal_url=None if values["REHEARSAL_URL"] == "none" else values["REHEARSAL_URL"].rstrip("/"),
            traces=parse_traces(values),
            log_level=parse_level(values["LOG_LEVEL"]),
        )


def load_settings() -> Settings:
    """The settings of this process, for an entry point: what is missing ends it with one sentence and status 2."""
    with _ending_with_a_sentence():
        settings = Settings.from_env()
        check_keys(settings)
        if settings.is_production and settings.smtp_url and not hasattr(email.policy.default, _CHECKED_HEADERS):
            raise SettingsError(
                "SMTP_URL needs a Python whose email package checks the headers that it writes (CVE-2024-6923): "
                "3.11.10, 3.12.5, 3.13 or newer"
            )
        return settings


def check_keys(settings: Settings) -> None:
    """Refuse keys that cannot be used, and in production those that anybody guesses. Raises SettingsError."""
    try:
        keyring = Keyring.parse(settings.encryption_keys)
    except CryptoError as error:
        raise SettingsError(str(error)) from None
    if settings.is_production and keyring.guessable:
        raise SettingsError(f"ENCRYPTION_KEYS must be made by chance: entry {min(keyring.guessable)} is not")


def load_migration_url() -> str:
    """The database URL for migrations: of the role that owns the tables, where the app has a lesser one of its own."""
    variables = {variable.name: variable for variable in VARIABLES}
    with _ending_with_a_sentence():
        owner = _read(os.environ, variables["DATABASE_OWNER_URL"])
        return _read(os.environ, variables["DATABASE_URL"]) if owner == "none" else owner


@contextmanager
def _ending_with_a_sentence() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        sys.stderr.write(f"rollcall: {error}\n")
        raise SystemExit(2) from None


def _read(source: Mapping[str, str], variable: Variable) -> str:
    value = source.get(variable.name) or _read_file(source, variable.name) or variable.default
    if value is None:
        raise SettingsError(f"{variable.name} is not set: {variable.meaning}")
    return value


def _read_file(source: Mapping[str, str], name: str) -> str | None:
    """Read the file named by `<name>_FILE`, less the line's end: secrets that are mounted, not set."""
    path = source.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeError, ValueError) as error:
        raise SettingsError(f"{name}_FILE names a file that cannot be read ({type(error).__name__})") from None


def _parse_environments(value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(","))
    if not _FORGE_ENVIRONMENTS.issuperset(names):
        raise SettingsError("FORGE_ENVIRONMENTS must be a list of DEVELOPMENT, STAGING and PRODUCTION")
    return names


def _parse_forge_licensing(value: str) -> ForgeLicensing:
    for known in get_args(ForgeLicensing):
        if value == known:
            return cast("ForgeLicensing", known)
    raise SettingsError(f"FORGE_LICENSING must be told, required or off, not {quote(value)}")


def _parse_licensing(name: str, values: Mapping[str, str]) -> bool:
    if values[name] not in ("required", "off"):
        raise SettingsError(f"{name} must be required or off, not {quote(values[name])}")
    return values[name] == "required"


def _parse_number(name: str, values: Mapping[str, str], most: int) -> int:
    value = values[name]
    if not value.isascii() or not value.isdigit() or int(value) > most:
        raise SettingsError(f"{name} must be a number from 0 to {most}, not {quote(value)}")
    return int(value)
