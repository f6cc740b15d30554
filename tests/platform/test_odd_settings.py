"""Every setting, written by a slip of the pen: it is used as meant, or refused in a sentence that quotes no secret."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from app.crypto import CryptoError, Keyring
from app.settings import VARIABLES, Settings, check_keys
from app.settings_checks import SettingsError, quote
from tests.guards.modules import ROOT

SECRET = "Hidden0Word"
KEY = urlsafe_b64encode((SECRET * 3)[:32].encode()).decode()
GOOD = {
    "BASE_URL": "https://rollcall.example.org",
    "DATABASE_URL": f"postgresql+psycopg://rollcall:{SECRET}@db.example.org/rollcall",
    "REDIS_URL": f"rediss://:{SECRET}@redis.example.org/0",
    "ENCRYPTION_KEYS": f"k1:{KEY}",
    "SMTP_URL": f"smtps://rollcall:{SECRET}@mail.example.org:465",
    "MAIL_FROM": "Rollcall <rollcall@example.org>",
    "METRICS_TOKEN": SECRET * 2,
    "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example.org:4318",
    "OTEL_EXPORTER_OTLP_HEADERS": f"api-key={SECRET}",
    "FORGE_APP_ID": "ari:cloud:ecosystem::app/01234567-89ab-cdef-0123-456789abcdef",
}
SLIPS = (
    " ", "\t", "{} ", " {}", "{}\n", "{}\r\nX: 1", "{}\x00", "{},", ",{}", "'{}'", "none {}", "*", "true", "http://", "https://",
    "//", "://", "http://[::1", f"http://u:{SECRET}@h:port", f"https://u:{SECRET}@example.org", "file:///etc/passwd",
    "{}\N{RIGHT-TO-LEFT OVERRIDE}", "\N{ARABIC-INDIC DIGIT THREE}", "-1", "1e9", "nan", "x" * 5000,
)  # fmt: skip
AT_AN_END = {"{} ", " {}", "{}\n"}
TAKEN = {
    # Blanks around a word of a list mean nothing; the id of a key is the operator's own word.
    "ENCRYPTION_KEYS": {*AT_AN_END, "none {}"},
    "CONNECT_HOSTS": AT_AN_END,
    "FORGE_ENVIRONMENTS": AT_AN_END,
    "FRAME_ANCESTORS": AT_AN_END,
    "OTEL_EXPORTER_OTLP_HEADERS": {*AT_AN_END, "'{}'"},
    "OTEL_TRACES_SAMPLER_ARG": AT_AN_END,
    # A path, a database and a person may be called so.
    "DATABASE_URL": {"{},"},
    "REDIS_URL": {"{},"},
    "CONNECT_SCRIPT_URL": {"{},"},
    "FORGE_JWKS_URL": {"{},"},
    "PAGE_LINK": {"{},"},
    "FORGE_PAGE_LINK": {"{},"},
    "MAIL_FROM": {" {}", "none {}"},
    "APP_KEY": {"true", "-1", "1e9", "nan"},
    # Any word that nobody guesses is as good as another.
    "METRICS_TOKEN": {
        one
        for one in SLIPS
        if one.format(GOOD["METRICS_TOKEN"]).isascii()
        and one.format(GOOD["METRICS_TOKEN"]).isprintable()
        and " " not in one
        and len(one.format(GOOD["METRICS_TOKEN"])) >= 16
    },
    # Read by migrations alone, which hand it to PostgreSQL's own client.
    "DATABASE_OWNER_URL": set(SLIPS),
}


@pytest.mark.parametrize("name", [variable.name for variable in VARIABLES])
def test_a_slip_of_the_pen_is_refused_in_a_sentence_that_quotes_no_secret(name: str) -> None:
    meant = GOOD.get(name) or next(str(one.default) for one in VARIABLES if one.name == name)
    told = {slip: find_refusal(GOOD | {name: slip.format(meant)}) for slip in SLIPS}

    assert {slip for slip, sentence in told.items() if sentence is None} == TAKEN.get(name, set())
    for slip, sentence in told.items():
        assert sentence is None or name in sentence, slip
        assert SECRET not in (sentence or ""), slip
        assert KEY not in (sentence or ""), slip


def find_refusal(environment: dict[str, str]) -> str | None:
    """The sentence with which an environment is refused; None when it is taken."""
    try:
        check_keys(Settings.from_env(environment))
    except SettingsError as error:
        return str(error)
    return None


@pytest.mark.parametrize("query", ["ssl_cert_reqs=none", "ssl_cert_reqs=optional", "ssl_check_hostname=false",
                                   "ssl_ca_certs=/x&ssl_cert_reqs="])  # fmt: skip
def test_redis_is_not_believed_with_any_certificate(query: str) -> None:
    with pytest.raises(SettingsError, match="REDIS_URL must not say ssl_"):
        Settings.from_env(GOOD | {"REDIS_URL": f"{GOOD['REDIS_URL']}?{query}"})
    Settings.from_env(GOOD | {"REDIS_URL": f"{GOOD['REDIS_URL']}?ssl_ca_certs=/run/secrets/authority"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://:%20@localhost"),
        ("REDIS_URL", f"http://:{SECRET}@localhost"),
        ("REDIS_URL", f"rediss://:{SECRET}@"),
        ("REDIS_URL", f"rediss://:{SECRET}@redis.example.org:port"),
        ("DATABASE_URL", f"mysql://u:{SECRET}@h/x"),
        ("DATABASE_URL", f"postgresql://u:{SECRET}/{SECRET}@h/x"),
        ("SMTP_URL", f"smtp://u:{SECRET}@mail.example.org:99999"),
        ("SMTP_URL", f"smtp://u:{SECRET}@mail.example.org:0"),
        ("MAIL_FROM", "rollcall@example.org\nBcc: somebody@example.org"),
        ("MAIL_FROM", "a@example.org, b@example.org"),
        ("MAIL_FROM", "@"),
        ("METRICS_TOKEN", " " * 16),
        ("LOG_LEVEL", "verbose"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", f"https://u:{SECRET}@collector.example.org"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example.org:99999"),
        ("OTEL_EXPORTER_OTLP_HEADERS", f"{SECRET}"),
        ("OTEL_EXPORTER_OTLP_HEADERS", f"a b={SECRET}"),
    ],
)
def test_what_nobody_could_use_is_refused_when_a_process_starts(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        Settings.from_env(GOOD | {name: value})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (KEY, "must look like"),
        (f"{KEY}:k1", "entry 1 is not base64url"),
        (f"k1:{KEY},{KEY}:k2", "entry 2 is not base64url"),
        (f"k1:{KEY[:-8]}", "entry 1 must be 32 bytes long|entry 1 is not base64url"),
        (f"k1:{KEY},k1:{KEY}", "an id twice: that of entry 2"),
        (f"k.1:{KEY}", "must look like"),
        (f":{KEY}", "must look like"),
    ],
)
def test_keys_that_cannot_be_used_are_told_by_their_place_alone(keys: str, why: str) -> None:
    with pytest.raises(CryptoError, match=why) as refused:
        Keyring.parse(keys)
    assert KEY[:-8] not in str(refused.value)
    assert refused.value.__context__ is None or KEY[:-8] not in str(refused.value.__context__)


@pytest.mark.parametrize(("key", "is_guessable"), [(bytes(32), True), (b"ab" * 16, True), (b"01234567" * 4, False),
                                                   (bytes(range(32)), False)])  # fmt: skip
def test_a_key_that_nobody_made_by_chance_is_known(key: bytes, is_guessable: bool) -> None:
    assert (
        bool(Keyring.parse(f"{GOOD['ENCRYPTION_KEYS']},k2:{urlsafe_b64encode(key).decode()}").guessable) is is_guessable
    )


@pytest.mark.parametrize("keys", ["k1:" + "A" * 43 + "=", f"{KEY}:k1"])
def test_a_process_of_production_ends_with_a_sentence_for_such_a_key(keys: str) -> None:
    environment = GOOD | {"PATH": os.environ["PATH"], "ENCRYPTION_KEYS": keys}

    ended = subprocess.run(
        [sys.executable, "-m", "worker"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )

    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert line.startswith("rollcall: ENCRYPTION_KEYS")
    assert KEY not in line


def test_a_file_in_the_place_of_a_folder_or_the_other_way_round_is_told_by_its_variable(tmp_path: Path) -> None:
    for variable in VARIABLES:
        for path in (tmp_path, tmp_path / "nothing", Path("/dev/null/x")):
            values = {name: value for name, value in GOOD.items() if name != variable.name}
            with pytest.raises(SettingsError, match=f"{variable.name}_FILE names a file that cannot be read"):
                Settings.from_env(values | {f"{variable.name}_FILE": str(path)})


@pytest.mark.parametrize("value", [f"https://u:{SECRET}@example.org", f"https://u:{SECRET}\n@x@example.org"])
def test_who_logs_in_is_not_quoted(value: str) -> None:
    assert quote(value) == "'https://…@example.org'"
    assert len(quote("x" * 5000)) < 200
