"""Enumerations of the domain as fields: what is a closed set of words there is one here, declared once."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, GetCoreSchemaHandler

from app.domain import states
from app.domain.automation import modes


class OneOf:
    """Marks an enumeration in a field: one of its words, listed in place in the document."""

    def __get_pydantic_core_schema__(self, words: type[StrEnum], handler: GetCoreSchemaHandler) -> Any:
        said: Any = Literal[tuple(str(word) for word in words)]
        return handler.generate_schema(Annotated[said, AfterValidator(words)])


Mode = Annotated[modes.Mode, OneOf()]
RunMode = Literal[modes.Mode.TEST, modes.Mode.LIVE]
RunState = Annotated[states.RunState, OneOf()]
Trigger = Annotated[states.Trigger, OneOf()]
SyncKind = Annotated[states.SyncKind, OneOf()]
SyncState = Annotated[states.SyncState, OneOf()]
NotificationState = Annotated[states.DeliveryState, OneOf()]
PlannedOutcome = Literal[states.StepOutcome.PLANNED, states.StepOutcome.SKIPPED, states.StepOutcome.FAILED]
