"""The one refusal to somebody whose site has no licence, whichever door they come through."""

from app.domain.errors import Forbidden


def no_license() -> Forbidden:
    """Build the error of a missing licence; the page shows the sentence."""
    return Forbidden("no_license", "Rollcall has no active licence on this site. A site admin can renew it.")
