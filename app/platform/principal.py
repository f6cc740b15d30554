"""Principal: the caller, and all that the rest of the app ever learns about a token."""

from dataclasses import dataclass
from typing import Literal

Surface = Literal["connect", "forge"]


@dataclass(frozen=True, slots=True)
class Principal:
    """A person of one tenant, proved by a token that the platform edge has verified.

    Says nothing about rights: no token proves that somebody is an admin (platform contract 0.6).
    `is_licensed` is None as long as the host has never told.
    """

    tenant_id: int
    installation_id: int
    account_id: str
    surface: Surface
    is_licensed: bool | None
