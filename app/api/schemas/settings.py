"""Schemas of the settings."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.blackouts import BlackoutSettings, BlackoutSettingsIn
from app.domain.notices.words import Language


class Settings(BlackoutSettings):
    """Settings of the tenant. `is_time_zone_known` is false when the zone data no longer has the stored name."""

    time_zone: str
    is_time_zone_known: bool
    language: Language
    """What emails and the messages of webhooks are written in."""
    daily_sync_hour: int
    inactivity_days: int
    young_account_days: int
    restored_grace_days: int
    """How long tasks take nothing from whom an undo or a bulk restore gave something back; 0: not at all."""
    limit_percent: int
    """How many percent of its active people one run may change before an organization admin releases it; 100: all."""
    limit_people: int
    """So many people one run may always change unasked."""
    is_four_eyes_required: bool
    """Whether a held plan is released by another person than those who made the task or asked for the run."""
    organization_admins: int
    """How many organization admins are known who can release a plan; with one alone that rule rests."""
    are_product_admins_allowed: bool
    are_user_access_admins_allowed: bool
    is_stopped: bool
    are_schedules_confirmed: bool
    run_retention_days: int
    """Finished runs are removed after so many days; 0: never."""
    change_retention_months: int
    """What changed about people, and on which days they were active, is removed after so many months."""
    are_activity_days_kept: bool
    """Whether it is kept on which days people were active in which app."""


class SettingsIn(BlackoutSettingsIn):
    """Settings to change; absent ones stay."""

    time_zone: Annotated[str, Field(max_length=64)] | None = None
    language: Language | None = None
    daily_sync_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    inactivity_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    young_account_days: Annotated[int, Field(ge=0, le=365)] | None = None
    restored_grace_days: Annotated[int, Field(ge=0, le=365)] | None = None
    limit_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    limit_people: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    is_four_eyes_required: bool | None = None
    are_product_admins_allowed: bool | None = None
    are_user_access_admins_allowed: bool | None = None
    is_stopped: bool | None = None
    are_schedules_confirmed: Literal[True] | None = None
    run_retention_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    change_retention_months: Annotated[int, Field(ge=1, le=60)] | None = None
    are_activity_days_kept: bool | None = None
