"""How long Atlassian may go on showing what was before a change (admin API contract 8.2)."""

from datetime import timedelta
from typing import Final

LAG: Final = timedelta(seconds=60)
"""What a read shows is so; what it does not show proves nothing before this has passed since the write."""
