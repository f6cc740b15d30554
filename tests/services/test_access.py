"""Who may do what, and how old an answer of Atlassian may be (product chapter 2)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.errors import NotFound, Unavailable
from app.models import AccessCheck, DirectoryUser, OrganizationCredential, Tenant
from app.services.access import Access, AdminRoles, check_access, forget_access_checks, record_roles

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = "ada"
ORG_ADMIN = AdminRoles(platform_roles=frozenset({"atlassian/org-admin"}))


class Atlassian:
    """What Atlassian would say about everybody, and how often it was asked."""

    def __init__(self) -> None:
        self.roles = ORG_ADMIN
        self.failure: Exception | None = None
        self.asked = 0

    def __call__(self, _tenant_id: int, _account_id: str) -> AdminRoles:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self.roles


@pytest.fixture
def atlassian() -> Atlassian:
    return Atlassian()


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    database = Database(module_database_url)
    yield database
    database.dispose()


@pytest.fixture
def tenant_id(database: Database) -> int:
    """A tenant with a verified key."""
    with database.system_session() as session:
        tenant = Tenant()
        session.add(tenant)
        session.flush()
        session.add(
            OrganizationCredential(
                tenant_id=tenant.id, org_id="o", org_name="Acme", encrypted_api_key="k", key_fingerprint="f",
                expires_on=date(2026, 12, 31), verified_by=ADA,
            )
        )  # fmt: skip
        return tenant.id


class Checks:
    """Short words for checking one person of one tenant."""

    def __init__(self, database: Database, tenant_id: int, atlassian: Atlassian) -> None:
        self.database, self.tenant_id, self.atlassian = database, tenant_id, atlassian

    def check(self, after: float = 0, *, is_change: bool = False, may_recheck: bool = False) -> Access:
        return check_access(
            self.database,
            self.tenant_id,
            ADA,
            NOW + timedelta(seconds=after),
            roles_lookup=self.atlassian,
            is_change=is_change,
            may_recheck=lambda: may_recheck,
        )

    def set(self, **columns: object) -> None:
        with self.database.system_session() as session:
            session.execute(sa.update(Tenant).where(Tenant.id == self.tenant_id).values(**columns))

    def set_key(self, status: str | None) -> None:
        own = OrganizationCredential.tenant_id == self.tenant_id
        with self.database.system_session() as session:
            if status is None:
                session.execute(sa.delete(OrganizationCredential).where(own))
            else:
                session.execute(sa.update(OrganizationCredential).where(own).values(status=status))

    def mirror(self, *platform_roles: str) -> None:
        with self.database.tenant_session(self.tenant_id) as session:
            session.add(
                DirectoryUser(
                    tenant_id=self.tenant_id, account_id=ADA, name="Ada", status="active",
                    platform_roles=list(platform_roles),
                )
            )  # fmt: skip


@pytest.fixture
def checks(database: Database, tenant_id: int, atlassian: Atlassian) -> Checks:
    return Checks(database, tenant_id, atlassian)


ALLOWED = Access(is_org_admin=True, is_allowed=True, via="org_admin")


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


def test_a_dead_key_is_not_used_and_lets_recent_admins_read_on(checks: Checks, atlassian: Atlassian) -> None:
    checks.mirror("atlassian/org-admin")
    checks.check()
    checks.set_key("dead")

    assert checks.check(after=100).is_allowed
    assert checks.check(after=100, is_change=True) == Access(set_up="dead")
    assert checks.check(after=1000) == Access(set_up="dead")
    assert atlassian.asked == 1


@pytest.mark.parametrize("failure", [Unavailable("down", "Down."), NotFound("organization key")])
def test_when_atlassian_cannot_be_asked_reading_goes_on_for_a_quarter_of_an_hour(
    failure: Exception, checks: Checks, atlassian: Atlassian
) -> None:
    checks.mirror("atlassian/org-admin")
    checks.check()
    atlassian.failure = failure

    assert checks.check(after=900) == ALLOWED
    with pytest.raises(Unavailable) as refusal:
        checks.check(after=901)
    assert refusal.value.code == "rights_unknown"


def test_when_atlassian_cannot_be_asked_nothing_may_be_changed(checks: Checks, atlassian: Atlassian) -> None:
    checks.mirror("atlassian/org-admin")
    checks.check()
    atlassian.failure = Unavailable("down", "Down.")

    assert checks.check(after=60, is_change=True) == ALLOWED
    with pytest.raises(Unavailable):
        checks.check(after=61, is_change=True)


def test_the_mirror_alone_lets_nobody_in(checks: Checks, atlassian: Atlassian) -> None:
    """Neither the mirror without an answer of Atlassian, nor that answer against the mirror."""
    atlassian.failure = Unavailable("down", "Down.")
    checks.mirror("atlassian/org-admin")

    with pytest.raises(Unavailable):
        checks.check()


def test_reading_goes_on_during_a_first_sync_that_has_not_read_the_admin_yet(
    checks: Checks, atlassian: Atlassian
) -> None:
    checks.check()
    atlassian.failure = Unavailable("slow_down", "The sync uses all permitted searches.")

    assert checks.check(after=61) == ALLOWED
    with pytest.raises(Unavailable):
        checks.check(after=61, is_change=True)
    with pytest.raises(Unavailable):
        checks.check(after=901)


def test_whoever_the_synced_mirror_does_not_have_is_not_let_read_on(checks: Checks, atlassian: Atlassian) -> None:
    checks.set(mirror_synced_at=NOW)
    checks.check()
    atlassian.failure = Unavailable("down", "Down.")

    with pytest.raises(Unavailable):
        checks.check(after=61)


@pytest.mark.parametrize("mirrored", [(), ("atlassian/site-admin",)])
def test_an_answer_that_the_mirror_does_not_share_is_not_stretched(
    mirrored: tuple[str, ...], checks: Checks, atlassian: Atlassian
) -> None:
    checks.mirror(*mirrored)
    checks.check()
    atlassian.failure = Unavailable("down", "Down.")

    with pytest.raises(Unavailable):
        checks.check(after=61)


def test_a_lost_role_is_not_stretched(checks: Checks, atlassian: Atlassian) -> None:
    checks.mirror("atlassian/org-admin")
    atlassian.roles = AdminRoles()
    checks.check()
    atlassian.failure = Unavailable("down", "Down.")

    with pytest.raises(Unavailable):
        checks.check(after=61)


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
