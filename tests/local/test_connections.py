"""Stores that the operator named are tried before anything is started."""

import pytest

from local.embedded.connections import check_database, check_redis
from local.embedded.postgres import SUPERUSER
from local.errors import LocalError
from local.stores import Stores
from local.web import find_free_port


def test_a_database_of_a_bound_role_is_accepted_with_either_scheme(stores: Stores) -> None:
    url = stores.postgres.url()
    assert url.startswith("postgresql+psycopg://")
    check_database(url)
    check_database(url.replace("+psycopg", ""))


def test_a_role_that_row_level_security_does_not_bind_is_refused_with_the_remedy(stores: Stores) -> None:
    with pytest.raises(LocalError, match=r"row-level security does not bind.*NOBYPASSRLS"):
        check_database(stores.postgres.url(role=SUPERUSER))


@pytest.mark.parametrize("url", ["sqlite:///rollcall.db", "rollcall", "mysql://db/rollcall", ""])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(LocalError, match="DATABASE_URL must start with postgresql://"):
        check_database(url)


def test_a_database_that_does_not_answer_is_told_without_the_password() -> None:
    url = f"postgresql://rollcall:hidden-word@127.0.0.1:{find_free_port()}/rollcall"
    with pytest.raises(LocalError, match="DATABASE_URL cannot be used") as refusal:
        check_database(url)
    assert "hidden-word" not in str(refusal.value)


def test_a_redis_that_answers_is_accepted(stores: Stores) -> None:
    check_redis(stores.redis.url)
    with pytest.raises(LocalError):
        check_redis(stores.redis.url.replace("redis.sock", "other.sock"))


def test_a_redis_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(LocalError, match="REDIS_URL cannot be used") as refusal:
        check_redis(f"redis://:hidden-word@127.0.0.1:{find_free_port()}/0")
    assert "hidden-word" not in str(refusal.value)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(LocalError, match="REDIS_URL cannot be used"):
        check_redis("http://127.0.0.1/")
