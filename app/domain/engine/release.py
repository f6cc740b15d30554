"""Release of a held plan: the rule of four eyes, and the digest that names the plan."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

Part = Literal["requested", "shaped_task", "saved_filter", "saved_task"]
"""A hand in a run: asked for it, chose filter, actions and limit of its task, saved the filter, saved the task last."""
_PARTS: Final[tuple[Part, ...]] = get_args(Part)
Rule = Literal["applies", "off", "one_admin"]
DIGEST_FORM: Final = "sha256:"
"""In front of digests over the whole plan; those of earlier releases have nothing in front."""
SHORT_DIGEST: Final = 12
_SHAPING: Final[frozenset[Part]] = frozenset({"requested", "shaped_task", "saved_filter"})


@dataclass(frozen=True, slots=True)
class Hand:
    """Hand in a held plan: a person, their part in it, and when; None: nobody knows when."""

    account_id: str
    part: Part
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """Ruling of four eyes: who may not release, and whether the rule holds. is_stop_gap: all had a hand in it."""

    rule: Rule
    hands: tuple[Hand, ...]
    refused: frozenset[str] = frozenset()
    is_stop_gap: bool = False

    def allows(self, account_id: str) -> bool:
        """Whether this organization admin may release the plan."""
        return account_id not in self.refused


def judge_release(
    hands: Sequence[Hand], admins: AbstractSet[str], *, is_on: bool, caller: str | None, is_strict: bool = False
) -> Ruling:
    """Judge the release of a plan that these hands have made.

    admins: the organization admins that are known; none: nobody knows, which is not "one". caller: an organization
    admin who asks, known before or not. With one admin alone the rule rests. is_strict: it never does, whatever is
    set: nobody releases alone what cannot be brought back.

    Where every admin had a hand in it, whoever only saved the task (its name, its schedule) may release it; where all
    of them shaped it, everybody but whoever did so last: two people have seen it then in any case.
    """
    involved = tuple(hands)
    if not is_on and not is_strict:
        return Ruling("off", involved)
    everybody = admins | ({caller} if caller else set())
    if admins and len(everybody) == 1 and not is_strict:
        return Ruling("one_admin", involved)
    all_hands = frozenset(hand.account_id for hand in involved)
    shapers = frozenset(hand.account_id for hand in involved if hand.part in _SHAPING)
    if not admins or everybody - all_hands:
        return Ruling("applies", involved, all_hands)
    if everybody - shapers:
        return Ruling("applies", involved, shapers, is_stop_gap=True)
    return Ruling("applies", involved, _find_last(involved), is_stop_gap=True)


def _find_last(hands: Sequence[Hand]) -> frozenset[str]:
    """Find who shaped the run last: whoever asked for it, else whoever saved the later part; all when unknown."""
    requested = frozenset(hand.account_id for hand in hands if hand.part == "requested")
    if requested:
        return requested
    shaping = [hand for hand in hands if hand.part in _SHAPING]
    moments = [hand.at for hand in shaping if hand.at is not None]
    is_known = len(moments) == len(shaping)
    return frozenset(hand.account_id for hand in shaping if not is_known or hand.at == max(moments))


def freeze_hands(hands: Sequence[Hand]) -> list[dict[str, str | None]]:
    """The hands as a run's specification keeps them, whoever saves the task later."""
    return [
        {"account_id": hand.account_id, "part": hand.part, "at": hand.at.isoformat() if hand.at else None}
        for hand in hands
    ]


def read_hands(stored: object) -> list[Hand] | None:
    """The hands again; None for a run that an earlier release began, which kept none, and where one is unreadable."""
    if not isinstance(stored, list):
        return None
    try:
        return [_read_hand(one) for one in stored]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _read_hand(stored: Mapping[str, Any]) -> Hand:
    part = _PARTS[_PARTS.index(stored["part"])]
    return Hand(str(stored["account_id"]), part, datetime.fromisoformat(stored["at"]) if stored.get("at") else None)


def compute_plan_digest(specification: Mapping[str, Any], steps: str) -> str:
    """The digest of a held plan: what was frozen of its task, and a digest of its steps in their order."""
    text = json.dumps(specification, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return DIGEST_FORM + hashlib.sha256(f"{text}\n{steps}".encode()).hexdigest()


def shorten_digest(digest: str | None) -> str | None:
    """The beginning of a digest, as people compare it."""
    return None if digest is None else digest.removeprefix(DIGEST_FORM)[:SHORT_DIGEST]
