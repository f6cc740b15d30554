"""Attention: events that are still unsettled, and the one action that settles each."""

from typing import Final, Literal

from app.domain.engine import reasons

Kind = Literal["held_run", "missed_slot", "skipped_slot", "sync_failed", "came_back", "repair"]
Action = Literal[
    "review_plan", "run_now", "show_run", "replace_key", "lift_stop", "confirm_schedules", "edit_task",
    "sync_users", "repair_reference", "edit_protected", "none",
]  # fmt: skip

BY_CHOICE: Final = frozenset(
    {
        reasons.SCHEDULE_OFF,
        reasons.MANUAL,
        reasons.DRAFT,
        reasons.TASK_REMOVED,
        reasons.SLOT_DROPPED,
        reasons.UNINSTALLED,
    }
)
"""Why a slot was skipped because an admin wanted it so: nobody has to settle that."""
_SETTLES: Final[dict[str, Action]] = {
    reasons.KEY_DEAD: "replace_key",
    reasons.NO_KEY: "replace_key",
    reasons.STOPPED: "lift_stop",
    reasons.NOT_CONFIRMED: "confirm_schedules",
    reasons.NO_FILTER: "edit_task",
    reasons.TASK_UNREADABLE: "edit_task",
    reasons.NO_LICENSE: "none",
    reasons.UNINSTALLED: "none",
}


def settle_slot(obstacle: str | None, *, is_run_active: bool, is_blacked_out: bool = False) -> Action:
    """Settle a slot that was not run: start it by hand, or remove what forbids that now."""
    if is_run_active:
        return "show_run"
    if obstacle is None and is_blacked_out:
        return "none"  # the day has to pass
    return "run_now" if obstacle is None else _SETTLES.get(obstacle, "edit_task")


def settle_caution(code: str) -> Action:
    """Settle a caution about a stored task: one click where something of the name exists, else an edit."""
    return "repair_reference" if code.endswith("_back") else "edit_task"
