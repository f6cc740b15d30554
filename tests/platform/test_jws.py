"""One algorithm for each kind of token: each of the two looks at it refuses every other one by itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from app.platform.authentication.jws import TokenRefused, decode, read_header, read_unverified
from app.platform.authentication.tokens import _NOBODYS_SECRET, Claims, verify_context_token, verify_page_token
from tests.platform.host import raw_token
from tests.platform.keyhost import make_key, public_pem

SECRET = "s" * 64
ALGORITHMS = ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256")
KEY = make_key()


def make_token(algorithm: str) -> str:
    """A token with a right signature of its algorithm."""
    key: str | RSAPrivateKey = SECRET if algorithm.startswith("HS") else KEY
    return jwt.encode({"iss": "x"}, key, algorithm=algorithm, headers={"kid": "k"})


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("wanted", ["HS256", "RS256"])
def test_each_look_at_a_token_refuses_every_other_algorithm(algorithm: str, wanted: str) -> None:
    token = make_token(algorithm)
    key = SECRET if algorithm.startswith("HS") else KEY.public_key()
    looks: list[Callable[[], object]] = [
        partial(read_header, token, wanted),
        partial(read_unverified, token, wanted),
        partial(decode, token, key, wanted),
    ]
    for look in looks:
        if algorithm == wanted:
            assert look()
        else:
            with pytest.raises(TokenRefused):
                look()


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "hs256", "rs256"])
@pytest.mark.parametrize("wanted", ["HS256", "RS256"])
def test_a_token_without_an_algorithm_of_ours_is_refused_by_each(algorithm: str, wanted: str) -> None:
    keys = (SECRET, KEY.public_key())
    for secret in (None, SECRET.encode(), public_pem(KEY)):
        header = {"alg": algorithm, "kid": "k"}
        token = raw_token(header, {"iss": "x"}, secret) if secret else raw_token(header, {"iss": "x"})
        for look in (read_header, read_unverified):
            with pytest.raises(TokenRefused):
                look(token, wanted)
        for key in keys:
            with pytest.raises(TokenRefused):
                decode(token, key, wanted)


def test_what_stands_in_for_the_secret_of_nobody_signs_nothing() -> None:
    """An unknown installation costs as much work as a known one; with the secret of that work nobody gets in."""
    now = datetime(2026, 12, 1, tzinfo=UTC)
    claims = {"iss": "x", "iat": now.timestamp(), "exp": now.timestamp() + 60, "sub": "somebody"}
    doors: tuple[tuple[str, Callable[..., Claims]], ...] = (
        ("context-qsh", verify_context_token),
        ("0" * 64, partial(verify_page_token, request_hash="0" * 64)),
    )
    for claimed, verify in doors:
        token = jwt.encode(claims | {"qsh": claimed}, _NOBODYS_SECRET, algorithm="HS256")
        assert verify(token, _NOBODYS_SECRET, now=now).account_id == "somebody"
        with pytest.raises(TokenRefused, match="unknown installation"):
            verify(token, None, now=now)
