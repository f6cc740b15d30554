"""Seats: would one more user exceed what an app's licence allows? (admin API contract 8, 13)"""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal
from sandbox.world.directory import Grant
from sandbox.world.organization import BILLABLE_ROLES


def check_seats(call: Call, account_id: str, grants: Iterable[Grant], *, code: str = "ADMIN-409-3") -> None:
    """Raise the licence refusal if one of the grants would take a seat that is not there.

    Suspended users and users who sit there already take no further seat.
    """
    org = call.org
    for grant in grants:
        app = org.apps.get(grant.resource_id)
        if app is None or app.seat_limit is None or grant.role not in BILLABLE_ROLES:
            continue
        if app.directory_id is not None and org.suspended_in.has(account_id, app.directory_id):
            continue
        occupants = org.occupants(app)
        if account_id not in occupants and len(occupants) >= app.seat_limit:
            raise licence_refusal(call, code, app.name)


def licence_refusal(call: Call, code: str, app_name: str) -> Refusal:
    """Return the refusal in the form the switch asks for."""
    if call.org.switches["licence_limit"] == "bad_request":
        return Refusal(400, "ADMIN-400-32", f"Too many licence limits are breached, among them {app_name}")
    return Refusal(409, code, f"The user limit of {app_name} is exceeded")
