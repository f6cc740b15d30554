"""The life of managed accounts, one method per endpoint of the user management API (admin API contract 11).

It stands beside the admin API and takes the same key without scopes. Deactivating blocks the whole Atlassian account,
everywhere; it is not a suspension in a directory.
"""

from typing import Final

from app.atlassian.caller import Caller
from app.atlassian.families import Family

_LIFECYCLE: Final = "/users/{account}/manage/lifecycle"


class AccountsApi:
    """Account writes: deeds on the accounts that an organization manages. They return None on success.

    Refused: not managed by this organization; ManagedElsewhere: an identity provider owns the account. NotFound:
    unknown, or closed for good. Conflict: not eligible now, which may mean that it is so already; read the truth.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def deactivate(self, account_id: str) -> None:
        """Block the account everywhere until it is activated."""
        self._write("/disable", Family.ACCOUNT_DEACTIVATE, account_id)

    def activate(self, account_id: str) -> None:
        """Let a deactivated account log in again. Conflict: its deletion has to be cancelled first."""
        self._write("/enable", Family.ACCOUNT_ACTIVATE, account_id)

    def delete(self, account_id: str) -> None:
        """Deactivate the account and close it for good after 14 days."""
        self._write("/delete", Family.ACCOUNT_DELETE, account_id, is_worded=True)

    def cancel_deletion(self, account_id: str) -> None:
        """Within the 14 days: the account stays and is active, also one that was deactivated before its deletion.

        Never for an account that is not for deletion: what that does is documented nowhere. NotFound: it is too late.
        """
        self._write("/cancel-delete", Family.DELETION_CANCEL, account_id, is_worded=True)

    def _write(self, verb: str, family: Family, account_id: str, *, is_worded: bool = False) -> None:
        self._caller.write("POST", _LIFECYCLE + verb, family, {"account": account_id}, is_worded=is_worded)
