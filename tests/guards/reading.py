"""Report of how the tree reads: `make house`. First lines that name nothing, private helpers that are called once,
full folders, and how many lines say why.

First lines are also a guard (`test_house`); the rest is for whoever thinks of dividing a room, and decides nothing.
"""

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.guards.modules import Module, list_modules, list_nodes

TREES = ("app", "worker", "sandbox", "local", "descriptor", "bench")
RIDDLES = frozenset(
    ["anybody", "everybody", "nobody", "nothing", "somebody", "something", "what", "whatever"]
) | frozenset(["where", "which", "who", "whoever", "whom", "whose", "why"])
"""First words of sentences that tell of a thing without its name."""
FULL_FOLDER = 15


def find_riddles(modules: Sequence[Module]) -> list[str]:
    """Docstrings whose first line begins with such a word, by place."""
    return [
        f"{module.place}:{getattr(node, 'lineno', 1)} {text.splitlines()[0]}"
        for module in modules
        for node in list_nodes(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if (text := ast.get_docstring(node)) and text.split()[0].strip(".,:“”").lower() in RIDDLES
    ]


def find_single_calls(modules: Sequence[Module]) -> list[str]:
    """Private functions of a module that it calls in one place alone."""
    found = []
    for module in modules:
        used = Counter(_iter_names(module))
        found += [
            f"{module.place}:{node.lineno} {node.name}"
            for node in module.tree.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("_") and used[node.name] == 1
        ]
    return found


def _iter_names(module: Module) -> Iterator[str]:
    for node in list_nodes(module):
        if isinstance(node, ast.Name):
            yield node.id


def count_comments(modules: Sequence[Module]) -> tuple[int, int]:
    """Lines with a comment, and all lines."""
    comments = lines = 0
    for module in modules:
        text = module.path.read_text("utf-8")
        lines += text.count("\n")
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments += sum(token.type == tokenize.COMMENT for token in tokens)
    return comments, lines


def main() -> None:
    """Print the report, a part after the other."""
    modules = list_modules(*TREES)
    product = [one for one in modules if one.place.startswith(("app/", "worker/", "descriptor/"))]
    riddles, single = find_riddles(modules), find_single_calls(product)
    folders = Counter(one.place.rpartition("/")[0] for one in modules if not one.place.endswith("__init__.py"))
    functions = sum(isinstance(node, ast.FunctionDef) for one in product for node in one.tree.body)
    comments, lines = count_comments(modules)
    print(f"First lines that name nothing: {len(riddles)}", *riddles, sep="\n  ")
    print(f"Private functions of the product that are called once: {len(single)} of {functions}")
    for place, count in Counter(one.partition(":")[0] for one in single).most_common(15):
        print(f"  {count:3}  {place}")
    print(f"Folders with more than {FULL_FOLDER} modules")
    for folder, count in folders.most_common():
        if count > FULL_FOLDER:
            print(f"  {count:3}  {folder}")
    print(f"Comments: {comments} of {lines} lines ({comments / lines:.1%})")


if __name__ == "__main__":
    main()
