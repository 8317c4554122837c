"""The compiled engine as plain Python: its own sources, on objects and lists that check what is read and written."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np

import sim.engine.compiled.state as state
from sim.compilation import plain
from sim.engine.compiled.memory import size_of, start_size_of
from sim.engine.plan import plan_growth
from sim.engine.prepared import prepare, prepare_in_force
from sim.engine.start import fill_start
from sim.ledger import COLUMNS, IntArray
from sim.metrics.tallies import SLOTS, STOCKS, Tallies
from sim.records import Table, blank, give_tables, unwritten
from sim.scenario.parameters import Parameters

FOLDER = Path(state.__file__).parent
PACKAGE = "sim.engine.compiled"
COPY = "plain_copy_of_the_compiled_engine"


@cache
def imported(name: str) -> tuple[str, ...]:
    """Modules of the engine from which one of them imports names."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
    found = (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
    return tuple(module.removeprefix(f"{PACKAGE}.") for module in found if module.startswith(f"{PACKAGE}."))


@cache
def modules(last: str = "kernel") -> tuple[str, ...]:
    """All that a module of the engine needs of it, each after what it imports itself, and that module last."""
    needed: dict[str, None] = {}
    for name in imported(last):
        needed |= dict.fromkeys(modules(name))
    return (*needed, last)


MODULES = modules()


@dataclass(frozen=True)
class Outcome:
    """What a future gave: the ledgers of the run and of its twin, and their tallies."""

    ledger: IntArray
    twin_ledger: IntArray
    tallies: Tallies
    twin_tallies: Tallies


@contextmanager
def plain_kernel(edits: Mapping[str, tuple[str, str]] | None = None) -> Iterator[Any]:
    """The kernel's module with all that it imports of the engine, in plain Python.

    ``edits`` replaces a text by another in the source of a module; it must stand there once.
    """
    names = [f"{COPY}.compilation", *(f"{COPY}.{name}" for name in MODULES)]
    try:
        sys.modules[names[0]] = _no_compilation(names[0])
        for name in MODULES:
            source = (FOLDER / f"{name}.py").read_text("utf-8")
            if edits and name in edits:
                old, new = edits[name]
                assert source.count(old) == 1, "the place of the edit is not there, or not alone"
                source = source.replace(old, new)
            source = source.replace(f"import {PACKAGE}.shared_rules", "import sim")
            source = source.replace(f"{PACKAGE}.", f"{COPY}.").replace("from sim.compilation ", f"from {names[0]} ")
            module = ModuleType(f"{COPY}.{name}")
            sys.modules[module.__name__] = module
            exec(_code(name, source), module.__dict__)
        kernel: Any = sys.modules[f"{COPY}.kernel"]
        sys.modules[f"{COPY}.changes"].prepare_in_force = plain(prepare_in_force)  # type: ignore[attr-defined]
        kernel.prepare, kernel.plan_growth, kernel.fill_start = plain(prepare), plain(plan_growth), plain(fill_start)
        yield kernel
    finally:
        for name in names:
            sys.modules.pop(name, None)


@cache
def _code(name: str, source: str) -> CodeType:
    return compile(source, f"{name}.py", "exec")


def _no_compilation(name: str) -> ModuleType:
    module: Any = ModuleType(name)
    module.part = lambda function: function
    module.compiled = lambda _: lambda function: function
    return module


def world_of(all_parameters: Sequence[Parameters], deals: int, rows: int) -> Any:
    """A plain world with room for so many deals and ledger rows, and for the results of one future a world."""
    size = size_of(all_parameters, deals, rows)
    w = blank(state.World)
    w.room = size.room
    give_tables(w, size)
    give_tables(w.prepared, size.first)
    give_tables(w.plan, size.first)
    give_tables(w.start, start_size_of(size))
    w.all_parameters = Table(all_parameters)
    w.results = Table(blank(state.Result) for _ in range(2 * len(all_parameters)))
    for result in w.results:
        give_tables(result, size)
    w.rows = unwritten(state.Row, rows)
    return w


def simulate(kernel: Any, w: Any, world: int, key: int) -> bool:
    """The first future of a world and its twin; whether it had room."""
    kernel.begin_world(w, world, True)
    counts = np.zeros(2, dtype=np.int64)
    return bool(kernel.run_one(w, key, world, counts))


def outcome_of(kernel: Any, w: Any, world: int, key: int) -> Outcome | None:
    """What the first future of a world and its twin gave; None if they had no room."""
    kernel.begin_world(w, world, True)
    counts = np.zeros(2, dtype=np.int64)
    if not kernel.run_one(w, key, world, counts):
        return None
    end_of_run, end_of_twin = counts.tolist()
    return Outcome(
        _rows(w, 0, end_of_run),
        _rows(w, end_of_run, end_of_twin),
        _tallies(w, w.results[2 * world]),
        _tallies(w, w.results[2 * world + 1]),
    )


def _tallies(w: Any, result: Any) -> Tallies:
    months, recruited = w.parameters.months, _numbers(result.recruited_arr)
    stocks = _numbers(result.stocks).reshape(STOCKS, months)
    after = len(recruited), w.room.runoff_months
    due, unused = _numbers(result.pay_due).reshape(after), _numbers(result.unused).reshape(after)
    by_archetype = _numbers(result.owed), _numbers(result.margin_locked)
    return Tallies(_sums(result.sums, months), stocks, recruited, due, unused, *by_archetype)


def _rows(w: Any, start: int, end: int) -> IntArray:
    rows = [[getattr(w.rows[position], name) for name in COLUMNS] for position in range(start, end)]
    return np.array(rows, dtype=np.int64).reshape(-1, len(COLUMNS))


def _numbers(table: Table[int]) -> IntArray:
    return np.array([table[position] for position in range(len(table))], dtype=np.int64)


def _sums(table: Table[state.Sum], months: int) -> IntArray:
    sums = np.array([(each.amount, each.listed, each.count) for each in table], dtype=np.int64)
    return sums.reshape(months, SLOTS, -1).transpose(2, 1, 0)
