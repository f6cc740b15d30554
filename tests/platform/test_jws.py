"""One algorithm for each kind of token: each of the two looks at it refuses every other one by itself."""

from collections.abc import Callable
from functools import partial

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from app.platform.authentication.jws import TokenRefused, decode, read_header, read_unverified
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
