"""The project's own Python modules, read as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "worker", "sandbox", "local", "descriptor", "migrations")


@dataclass(frozen=True, eq=False)
class Module:
    """One file of ours: its dotted name and what it says."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        """The file's name from the project's folder."""
        return str(self.path.relative_to(ROOT))


def list_modules(*packages: str) -> tuple[Module, ...]:
    """All modules of the packages (by default all that are run), and `wsgi`."""
    folders = [module for package in packages or PACKAGES for module in _list_package(package)]
    if not packages and (ROOT / "wsgi.py").is_file():
        folders.append(_read(ROOT / "wsgi.py"))
    return tuple(folders)


@cache
def list_nodes(module: Module) -> tuple[ast.AST, ...]:
    """Every node of a module's tree: walked once for all rules."""
    return tuple(ast.walk(module.tree))


@cache
def _list_package(package: str) -> tuple[Module, ...]:
    return tuple(_read(path) for path in sorted((ROOT / package).rglob("*.py")))


@cache
def _read(path: Path) -> Module:
    return Module(_name_of(path), path, ast.parse(path.read_text("utf-8")))


def iter_imports(module: Module) -> Iterator[str]:
    """The dotted names that a module imports; `from a import b` counts as `a.b`."""
    for node in list_nodes(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_below(name: str, *prefixes: str) -> bool:
    """Tell whether a dotted name is one of the prefixes or lies below one."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def _name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
