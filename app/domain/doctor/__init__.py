"""Doctor: assumptions about Atlassian's answers that no document states, and the actions that rely on them.

Judged from what was seen in a real organization by reading alone (`worker.doctor`). Three verdicts: a fact holds, is
contradicted, or was not to be seen there. Pure; a report names numbers and never a person, a group or an address.
"""

from app.domain.doctor.facts import FACTS, WRITES
from app.domain.doctor.findings import Fact, Finding, Verdict, examine, list_unsafe_actions
from app.domain.doctor.seen import Envelope, Seen

__all__ = ["FACTS", "WRITES", "Envelope", "Fact", "Finding", "Seen", "Verdict", "examine", "list_unsafe_actions"]
