"""States, outcomes and triggers are members of their enumeration wherever they are set or compared: no bare words."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, get_args

import pytest
import sqlalchemy as sa

from app.api.schemas.runs import Outcome
from app.db import Database
from app.domain import states
from app.domain.automation.modes import RUN_MODES, Mode
from app.domain.engine.runs import ACTIVE, FINISHED
from app.domain.engine.tested import WOULD
from app.models import Base
from app.models.mapping import WORDS, Word
from tests.ground.databases import Databases
from tests.guards.modules import Module, list_modules, list_nodes

ENUMERATIONS: Final = {
    "state": (states.RunState, states.SyncState, states.WalkState, states.DeliveryState),
    "outcome": (states.StepOutcome,),
    "trigger": (states.Trigger,),
    "mode": (Mode,),
    "confirmation": (states.Confirmation,),
    "kind": (states.SyncKind,),
    "was": (states.RunState,),
    "now_is": (states.RunState,),
}
"""The enumerations whose words a name that ends like this can hold."""
COLUMNS: Final = {
    (table.name, column.name): column.type.words
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Word)
}


def find_words(name: str, node: ast.AST) -> Iterator[ast.Constant]:
    """The bare words in an expression that could stand in a column or field of this name."""
    last = str(name).rpartition(".")[2].lstrip("_")
    words = {str(word) for enumeration in ENUMERATIONS.get(last, ()) for word in enumeration}
    choices = (ast.Tuple, ast.List, ast.Set, ast.IfExp, ast.BoolOp)
    left = [node]
    while left:
        one = left.pop()
        if isinstance(one, ast.Constant) and one.value in words:
            yield one
        elif isinstance(one, ast.Call) and ast.unparse(one.func) in (
            "literal",
            "sa.literal",
            "frozenset",
            "mapped_column",
        ):
            left += [*one.args, *(keyword.value for keyword in one.keywords)]
        elif isinstance(one, choices):
            left += ast.iter_child_nodes(one)


def iter_uses(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """(name, expression) for whatever is set under a name or compared with it."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        yield from ((ast.unparse(one), other) for one in sides for other in sides if one is not other)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            assigned = (
                zip(target.elts, node.value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            yield from ((ast.unparse(name), value) for name, value in assigned)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield ast.unparse(node.target), node.value
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from ((ast.literal_eval(key), value) for key, value in pairs if isinstance(key, ast.Constant))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from ((ast.unparse(node.func.value), argument) for argument in node.args)
    elif isinstance(node, ast.arguments):
        named = [*node.posonlyargs, *node.args]
        given = zip(named[len(named) - len(node.defaults) :], node.defaults, strict=True)
        yield from ((argument.arg, default) for argument, default in given)
        yield from ((one.arg, value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value)


def find_bare_words(module: Module) -> list[str]:
    return [
        f"{module.place}:{word.lineno} {word.value!r}"
        for node in list_nodes(module)
        for name, value in iter_uses(node)
        for word in find_words(name, value)
    ]


def test_no_bare_word_is_set_or_compared() -> None:
    assert [place for module in list_modules("app", "worker") for place in find_bare_words(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        'run.state == "held"',
        'run.state in ("held", "running")',
        'Operation.outcome.in_(("planned", "started"))',
        'row.state, row.at = "failed", now',
        'end(run, state="failed")',
        '{"trigger": "scheduled"}',
        'state = "skipped" if is_due else "cancelled"',
        'def end(run, state="failed"): ...',
        'def end(run, *, outcome="failed"): ...',
        'trigger: str = "manual"',
        'confirmation: Mapped[str] = mapped_column(server_default="untold")',
    ],
)
def test_the_guard_sees_a_bare_word(text: str) -> None:
    tree = ast.parse(text)
    assert [word for node in ast.walk(tree) for name, value in iter_uses(node) for word in find_words(name, value)]


def test_every_enumeration_of_rows_is_a_column() -> None:
    declared = {one for one in vars(states).values() if isinstance(one, type) and issubclass(one, StrEnum)}
    assert set(COLUMNS.values()) == set(WORDS) == (declared - {StrEnum}) | {Mode}


def test_states_of_runs_are_active_or_over() -> None:
    assert set(states.RunState) == ACTIVE | FINISHED
    assert not ACTIVE & FINISHED


def test_the_outcomes_that_are_told_are_those_of_steps_and_of_test_runs() -> None:
    assert set(get_args(Outcome)) == {*states.StepOutcome, *WOULD}


def test_the_database_allows_what_is_declared(databases: Databases) -> None:
    """The checks that migrations have left: nothing else compares them with the models."""
    with databases.migrated() as url:
        database = Database(url)
        query = sa.text("""
            select t.relname, a.attname, array(
                select m[1] from regexp_matches(c.consrc, '''([a-z_]+)''::text', 'g') m
            ) as words
            from (select conrelid, conkey, pg_get_constraintdef(oid) as consrc from pg_constraint where contype = 'c') c
            join pg_class t on t.oid = c.conrelid
            join pg_attribute a on a.attrelid = t.oid and c.conkey = array[a.attnum]
        """)
        with database.system_session() as session:
            allowed = {(row.relname, row.attname): set(row.words) for row in session.execute(query)}
        database.dispose()
    declared = {place: set(RUN_MODES if place == ("runs", "mode") else words) for place, words in COLUMNS.items()}
    assert {place: words for place, words in allowed.items() if place in declared} == declared


@pytest.mark.parametrize("words", WORDS)
def test_a_row_gives_members_and_a_word_of_a_later_release_as_it_stands(words: type[StrEnum]) -> None:
    read = Word(words).result_processor(sa.make_url("postgresql://").get_dialect()(), None)
    assert all(read(str(word)) is word for word in words)
    assert [read("of_later"), read(None)] == ["of_later", None]
