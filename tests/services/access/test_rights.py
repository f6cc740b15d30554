"""Who may do what, and how old an answer of Atlassian may be (product chapter 2)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.errors import NotFound, Unavailable
from app.models import AccessCheck
from app.services.tenancy.access import Access, AdminRoles, check_access, forget_access_checks, record_roles
from tests.services.access.checks import ADA, ALLOWED, NOW, ORG_ADMIN, Atlassian, Checks


def test_an_organization_admin_may_do_everything(checks: Checks) -> None:
    assert checks.check() == checks.check(is_change=True) == ALLOWED


def test_an_answer_is_good_for_sixty_seconds(checks: Checks, atlassian: Atlassian) -> None:
    for after in (0, 30, 60):
        checks.check(after, is_change=True)
    assert atlassian.asked == 1

    checks.check(60.001)
    assert atlassian.asked == 2


def test_an_answer_from_the_future_is_no_answer(checks: Checks, atlassian: Atlassian) -> None:
    checks.check(after=1000)
    checks.check(after=0)

    assert atlassian.asked == 2


def test_a_refusal_is_remembered_as_long_as_a_right(checks: Checks, atlassian: Atlassian) -> None:
    atlassian.roles = AdminRoles()
    assert checks.check() == Access()
    atlassian.roles = ORG_ADMIN
    assert checks.check(after=59) == Access()
    assert checks.check(after=61) == ALLOWED


def test_somebody_who_just_became_an_admin_need_not_wait(checks: Checks, atlassian: Atlassian) -> None:
    atlassian.roles = AdminRoles()
    checks.check()
    atlassian.roles = ORG_ADMIN

    assert checks.check(after=1) == Access()
    assert checks.check(after=1, may_recheck=True) == ALLOWED
    assert checks.check(after=2, may_recheck=True) == ALLOWED
    assert atlassian.asked == 2


def test_a_recent_refusal_holds_when_atlassian_cannot_be_asked_again(checks: Checks, atlassian: Atlassian) -> None:
    atlassian.roles = AdminRoles()
    checks.check()
    atlassian.failure = Unavailable("down", "Down.")

    assert checks.check(after=1, may_recheck=True) == checks.check(after=1, is_change=True) == Access()


@pytest.mark.parametrize("role", ["atlassian/org-admin", "org-admin", "org-admins"])
def test_only_a_role_on_the_organization_makes_an_organization_admin(
    role: str, checks: Checks, atlassian: Atlassian
) -> None:
    """Never a role on an app, and never a group's name (admin API contract 7.3)."""
    atlassian.roles = AdminRoles(app_roles=frozenset({role}))

    assert checks.check() == Access()


@pytest.mark.parametrize(
    ("roles", "via"),
    [
        (AdminRoles(app_roles=frozenset({"atlassian/admin"})), "product_admin"),
        (AdminRoles(platform_roles=frozenset({"atlassian/site-admin"})), "product_admin"),
        (AdminRoles(app_roles=frozenset({"atlassian/user-access-admin"})), "user_access_admin"),
        (AdminRoles(platform_roles=frozenset({"atlassian/user-access-admin"})), "user_access_admin"),
        (AdminRoles(app_roles=frozenset({"atlassian/user", "atlassian/guest"})), None),
        (AdminRoles(platform_roles=frozenset({"atlassian/ai-access"})), None),
    ],
)
def test_each_switch_lets_its_own_kind_of_admin_in(
    roles: AdminRoles, via: str | None, checks: Checks, atlassian: Atlassian
) -> None:
    atlassian.roles = roles
    for is_product, is_user_access in [(False, False), (True, False), (False, True), (True, True)]:
        checks.set(are_product_admins_allowed=is_product, are_user_access_admins_allowed=is_user_access)
        is_let_in = (is_product and via == "product_admin") or (is_user_access and via == "user_access_admin")

        access = checks.check()

        assert (access.is_allowed, access.via) == (is_let_in, via if is_let_in else None)
        assert not access.is_org_admin
    assert atlassian.asked == 1


def test_without_a_key_there_is_only_the_set_up_and_nobody_is_asked(checks: Checks, atlassian: Atlassian) -> None:
    checks.set_key(None)

    assert checks.check() == checks.check(is_change=True) == Access(set_up="missing")
    assert atlassian.asked == 0


def test_an_older_answer_does_not_replace_a_newer_one(checks: Checks, database: Database, tenant_id: int) -> None:
    with database.tenant_session(tenant_id) as session:
        record_roles(session, tenant_id, ADA, AdminRoles(), checked_at=NOW + timedelta(seconds=10))
        record_roles(session, tenant_id, ADA, ORG_ADMIN, checked_at=NOW)

    assert checks.check(after=20) == Access()


def test_forgetting_makes_everybody_be_asked_again(checks: Checks, database: Database, atlassian: Atlassian) -> None:
    checks.check()
    with database.tenant_session(checks.tenant_id) as session:
        forget_access_checks(session, checks.tenant_id)
        assert session.scalars(sa.select(AccessCheck)).all() == []

    checks.check()
    assert atlassian.asked == 2


def test_no_transaction_is_open_while_atlassian_is_asked(checks: Checks, database: Database) -> None:
    """One connection is enough: it is free again when Atlassian is asked."""
    narrow = Database(database.engine.url.render_as_string(hide_password=False), pool_size=1, max_overflow=0)

    def ask(_tenant_id: int, _account_id: str) -> AdminRoles:
        assert narrow.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        return ORG_ADMIN

    try:
        assert check_access(narrow, checks.tenant_id, ADA, NOW, roles_lookup=ask) == ALLOWED
    finally:
        narrow.dispose()


def test_an_unknown_tenant_is_not_found(database: Database, atlassian: Atlassian) -> None:
    with pytest.raises(NotFound):
        check_access(database, 2**40, ADA, NOW, roles_lookup=atlassian)
