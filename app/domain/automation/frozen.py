"""The frozen specification of a run: what it was asked to do, as its row keeps it. Read at the edge of every row.

Rows outlive releases: one of an earlier release lacks fields, one that somebody altered has others. Reading never
fails; what is missing or of another form is None or empty, and whoever cannot go without it says so. What is stored is
kept as it stands, so that seals and the digest of a release rest on the row and not on what this release makes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.automation.actions import DESTRUCTIVE_ACTIONS, Action, find_unknown_actions, parse_known_actions
from app.domain.engine.release import Hand, read_hands

FORM: Final = 1


@dataclass(frozen=True, slots=True)
class FrozenFilter:
    """A saved filter, or a selection without an id, as it was when the run was asked for."""

    id: int | None
    name: str | None
    version: int | None
    specification: object
    """For `app.domain.filters`, which understands it or refuses it."""
    sentence: str | None
    """How it reads, once names are frozen."""

    def to_json(self) -> dict[str, Any]:
        """As a row keeps it before its names are frozen."""
        return {"id": self.id, "name": self.name, "version": self.version, "specification": self.specification}


@dataclass(frozen=True, slots=True)
class RunSpecification:
    """Specification of a run: what it was asked to do. `stored` is the row's own, the fields are what is understood."""

    stored: Mapping[str, Any] = field(repr=False)
    name: str = ""
    filter: FrozenFilter | None = None
    """None for an undo, whose steps follow from a log."""
    actions: tuple[Any, ...] | None = None
    """As stored; None: not told in any form that is known."""
    action_sentences: tuple[str, ...] = ()
    max_users: int | None = None
    delegates: frozenset[str] = frozenset()
    """The delegated admins behind the run, who are never its subject."""
    undo_of: int | None = None
    is_undo: bool = False
    is_emergency: bool = False
    passes_blackout: bool = False
    says_takes_away: bool | None = None
    """Said by an undo alone: its actions are all that an undo can do."""
    blackout: dict[str, Any] | None = None
    """The blackout day for which it was not run."""

    @property
    def hands(self) -> list[Hand] | None:
        """Hands in what was frozen, beside whoever asked for the run; None: not kept, or not readable."""
        return read_hands(self.stored.get("hands"))

    @property
    def core(self) -> tuple[object, object]:
        """Core that makes two runs of a task comparable: the filter and the actions, as stored."""
        frozen = self.filter
        return None if frozen is None else frozen.specification, self.stored.get("actions")

    @property
    def known_actions(self) -> tuple[Action, ...]:
        """The actions that this release understands."""
        return parse_known_actions(self.stored.get("actions"))

    @property
    def unknown_actions(self) -> list[str]:
        """The words of those that it does not; a run that has any is not carried out."""
        return find_unknown_actions(self.stored.get("actions"))

    @property
    def action_words(self) -> frozenset[str]:
        """The words of all its actions."""
        return frozenset(str(action.get("type")) for action in self.actions or () if isinstance(action, Mapping))

    @property
    def takes_away(self) -> bool:
        """Whether the run takes something from people."""
        if self.says_takes_away is not None:
            return self.says_takes_away
        return not self.action_words.isdisjoint(DESTRUCTIVE_ACTIONS)

    def to_json(self) -> dict[str, Any]:
        """As the row keeps it."""
        return dict(self.stored)

    def with_names(
        self,
        *,
        action_sentences: Sequence[str],
        filter_sentence: str,
        names: Mapping[str, Any],
        cautions: Sequence[Mapping[str, Any]],
    ) -> "RunSpecification":
        """Frozen with how everything reads, whatever is renamed later."""
        frozen = {**(self.stored.get("filter") or {}), "sentence": filter_sentence}
        told = {"action_sentences": list(action_sentences), "names": names, "cautions": list(cautions)}
        return read_specification({**self.stored, "filter": frozen, **told})

    def with_blackout(self, blackout: dict[str, Any]) -> "RunSpecification":
        """Frozen with the day for which it is not run."""
        return read_specification({**self.stored, "blackout": blackout})


def read_specification(stored: object) -> RunSpecification:
    """Read what a row keeps, of this release or another."""
    said = stored if isinstance(stored, Mapping) else {}
    actions, sentences = said.get("actions"), said.get("action_sentences")
    delegates, blackout, takes_away = said.get("delegates"), said.get("blackout"), said.get("takes_away")
    return RunSpecification(
        stored=said,
        name=str(said.get("name") or ""),
        filter=_read_filter(said.get("filter")),
        actions=tuple(actions) if isinstance(actions, list) else None,
        action_sentences=tuple(map(str, sentences)) if isinstance(sentences, list) else (),
        max_users=_read_number(said.get("max_users")),
        delegates=frozenset(map(str, delegates)) if isinstance(delegates, list) else frozenset(),
        undo_of=_read_number(said.get("undo_of")),
        is_undo="undo_of" in said,
        is_emergency=said.get("is_emergency") is True,
        passes_blackout=said.get("passes_blackout") is True,
        says_takes_away=takes_away if isinstance(takes_away, bool) else None,
        blackout=blackout if isinstance(blackout, dict) else None,
    )


def _read_filter(stored: object) -> FrozenFilter | None:
    if not isinstance(stored, Mapping):
        return None
    name, sentence = stored.get("name"), stored.get("sentence")
    return FrozenFilter(
        id=_read_number(stored.get("id")),
        name=None if name is None else str(name),
        version=_read_number(stored.get("version")),
        specification=stored.get("specification"),
        sentence=None if sentence is None else str(sentence),
    )


def _read_number(stored: object) -> int | None:
    return stored if isinstance(stored, int) and not isinstance(stored, bool) else None


def freeze_core(specification: object, actions: list[dict[str, Any]]) -> RunSpecification:
    """Freeze as much as a preview has: a filter's specification and actions."""
    return read_specification({"filter": {"specification": specification}, "actions": actions})


def freeze_task(
    *,
    name: str,
    saved: FrozenFilter | None,
    actions: list[dict[str, Any]],
    max_users: int | None,
    delegates: Sequence[str],
    hands: Sequence[Mapping[str, Any]],
    passes_blackout: bool | None = None,
) -> RunSpecification:
    """Freeze a task, so that the log says what was run and not what the task says today. passes_blackout: of a start by
    hand, whether it was called an emergency."""
    stored = {
        "version": FORM,
        "hands": list(hands),
        "name": name,
        "filter": None if saved is None else saved.to_json(),
        "actions": actions,
        "max_users": max_users,
        "delegates": list(delegates),
    }
    return read_specification(stored if passes_blackout is None else {**stored, "passes_blackout": passes_blackout})


def freeze_selection(
    *,
    name: str,
    specification: object,
    actions: list[dict[str, Any]],
    max_users: int | None,
    delegates: Sequence[str],
    passes_blackout: bool,
) -> RunSpecification:
    """Freeze a bulk operation."""
    selection = FrozenFilter(None, "Selection", FORM, specification, None)
    return read_specification(
        {
            "version": FORM,
            "name": name,
            "filter": selection.to_json(),
            "actions": actions,
            "max_users": max_users,
            "passes_blackout": passes_blackout,
            "delegates": list(delegates),
        }
    )


def freeze_undo(
    run_id: int, name: str, *, actions: Sequence[str], takes_away: bool, is_emergency: bool, delegates: Sequence[str]
) -> RunSpecification:
    """Freeze an undo of a run. actions: all that an undo can do."""
    return read_specification(
        {
            "version": FORM,
            "name": f"Undo of {name}",
            "undo_of": run_id,
            "filter": None,
            "actions": [{"type": action} for action in actions],
            "action_sentences": [f"Take back what run {run_id} changed, where it is still so"],
            "max_users": None,
            "is_emergency": is_emergency,
            "passes_blackout": is_emergency,
            "takes_away": takes_away,
            "delegates": list(delegates),
        }
    )


NOTHING_FROZEN: Final = read_specification({})
"""Of a plan that belongs to no task and is no bulk operation."""
