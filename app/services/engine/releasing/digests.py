"""The digest of a held plan, worked out where its steps are."""

from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.engine.release import DIGEST_FORM, compute_plan_digest
from app.domain.states import RunState
from app.models import Run

_STEPS: Final = text(
    """
select encode(sha256(convert_to(coalesce(string_agg(encode(sha256(convert_to(jsonb_build_array(
    account_id, action_index, action, target_kind, target_id, target_name, directory_id, reason
)::text, 'UTF8')), 'hex'), '' order by position), ''), 'UTF8')), 'hex')
from operations where tenant_id = :tenant_id and run_id = :run_id and outcome = 'planned'
"""
)


def compute_digest(session: Session, tenant_id: int, run_id: int) -> str:
    """The digest of what the run would do now: its frozen specification, and the steps to do in their order."""
    specification = session.scalar(select(Run.specification).where(Run.tenant_id == tenant_id, Run.id == run_id))
    steps = session.execute(_STEPS, {"tenant_id": tenant_id, "run_id": run_id}).scalar_one()
    return compute_plan_digest(specification or {}, steps)


def is_as_shown(session: Session, run: Run) -> bool:
    """Whether a held plan still is what its digest says. That of an earlier release can only be believed."""
    stored = run.plan_hash or ""
    return not stored.startswith(DIGEST_FORM) or stored == compute_digest(session, run.tenant_id, run.id)


def renew_digests(session: Session, tenant_id: int) -> None:
    """Name the held plans anew after something in them was rewritten for good reason."""
    held = select(Run).where(
        Run.tenant_id == tenant_id, Run.state == RunState.HELD, Run.plan_hash.startswith(DIGEST_FORM)
    )
    # Under the run's lock, as a release computes it: whoever releases meanwhile compares with the new one.
    for run in session.scalars(held.with_for_update().execution_options(populate_existing=True)):
        run.plan_hash = compute_digest(session, tenant_id, run.id)
    session.flush()
