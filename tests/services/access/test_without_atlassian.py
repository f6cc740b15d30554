"""What goes on when Atlassian cannot be asked for somebody's rights (product chapter 2)."""

import pytest

from app.domain.errors import NotFound, Unavailable
from app.services.tenancy.access import Access, AdminRoles
from tests.services.access.checks import ALLOWED, NOW, Atlassian, Checks


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
