"""Says a filter in one sentence, such as "Inactive in Jira for at least 90 days, not in group contractors"."""

from app.domain.filters.conditions import Condition
from app.domain.filters.specification import Combination, FilterSpec, Node, Op
from app.domain.people.directory import Catalogue

ALL_USERS = "all users"


def describe(spec: FilterSpec, catalogue: Catalogue) -> str:
    """One sentence, without a full stop. Ids that the catalogue does not have are shown as unknown."""
    return describe_node(spec.root, catalogue)


def describe_node(node: Node, catalogue: Catalogue) -> str:
    """One sentence for a part of a filter."""
    phrase = _phrase(node, catalogue)
    return phrase[:1].upper() + phrase[1:]


def _phrase(node: Node, catalogue: Catalogue) -> str:
    if isinstance(node, Condition):
        return node.describe(catalogue)
    if node.op is Op.NOT:
        return f"not ({_phrase(node.of[0], catalogue)})"
    if not node.of:
        return ALL_USERS
    if node.op is Op.AND:
        return ", ".join(_part(child, catalogue) for child in node.of)
    return " or ".join(_part(child, catalogue) for child in node.of)


def _part(child: Node, catalogue: Catalogue) -> str:
    """A part of a longer phrase; combinations of several parts are put in brackets."""
    phrase = _phrase(child, catalogue)
    is_group = isinstance(child, Combination) and child.op is not Op.NOT and len(child.of) > 1
    return f"({phrase})" if is_group else phrase
