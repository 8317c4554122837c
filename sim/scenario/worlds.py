"""Worlds: drawn values of the uncertain inputs, made consistent and set in a scenario (DESIGN 2.2, 4)."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from sim.scenario.grammar import node_at
from sim.scenario.paths import child_of, spec_of, split, value_at
from sim.scenario.schema import Ordered, Root, Together
from sim.scenario.values import SIGNIFICANT_DIGITS

R = TypeVar("R", bound=Root)


class _Pair(NamedTuple):
    low: str
    high: str
    rule: Ordered


class _Sum(NamedTuple):
    first: str
    moves: str
    most: int


class Limit(NamedTuple):
    """Two numbers of which one is changed where draws of them are out of order, or too large together."""

    moves: str
    other: str
    is_raised: bool
    """Whether it is raised to fit, or lowered."""
    most: int | None = None
    """Of their sum; None for numbers in order."""
    gap: float = 0


class Worlds(Generic[R]):
    """A scenario with other values at some of its paths, prepared once for all worlds."""

    def __init__(self, scenario: R, paths: Iterable[str]) -> None:
        """KeyError if the scenario has no number at a path."""
        self._scenario = scenario
        drawn = sorted(paths)
        self._pairs = list(dict.fromkeys(pair for path in drawn for pair in _pairs(path, scenario)))
        self._rows = [row for row in scenario.rising() if not set(row).isdisjoint(drawn)]
        self._sums = list(dict.fromkeys(one for path in drawn for one in _sums(path, scenario)))
        moved = [path for pair in (*self._pairs, *self._sums) for path in pair[:2]] + [
            path for row in self._rows for path in row
        ]
        touched = list(dict.fromkeys([*drawn, *moved]))
        self._stated = {path: value_at(scenario, path) for path in touched}
        self._is_whole = {path: _is_whole(path, scenario) for path in touched}
        self._branch = _Branch(scenario)
        for path in touched:
            self._branch.add(split(path), path)

    def settled(self, values: Mapping[str, float]) -> dict[str, float]:
        """``values``, changed or completed where they would violate a constraint between fields.

        Of two numbers that must be in order, or whose sum has a limit, the one named in the rule is changed; rows must
        not decrease.
        """
        result = dict(values)
        for low, high, rule in self._pairs:
            least, most = self._current(low, result), self._current(high, result)
            if least > most or (rule.gap and least == most):
                moves_low = low.endswith(f".{rule.moves}")
                beside = most - rule.gap if moves_low else least + rule.gap
                path = low if moves_low else high
                if rule.gap:
                    beside = int(beside) if self._is_whole[path] else round(beside, SIGNIFICANT_DIGITS)
                result[path] = beside
        for one in self._sums:
            if self._current(one.first, result) + self._current(one.moves, result) > one.most:
                result[one.moves] = one.most - self._current(one.first, result)
        for row in self._rows:
            for earlier, later in pairwise(row):
                if self._current(later, result) < self._current(earlier, result):
                    result[later] = self._current(earlier, result)
        return result

    @property
    def limits(self) -> list[Limit]:
        """What ``settled`` holds the numbers to, two by two."""
        pairs = [
            Limit(low, high, is_raised=False, gap=rule.gap)
            if low.endswith(f".{rule.moves}")
            else Limit(high, low, is_raised=True, gap=rule.gap)
            for low, high, rule in self._pairs
        ]
        sums = [Limit(one.moves, one.first, is_raised=False, most=one.most) for one in self._sums]
        rows = [Limit(later, earlier, is_raised=True) for row in self._rows for earlier, later in pairwise(row)]
        return [*pairs, *sums, *rows]

    def keeps(self, limit: Limit, values: Mapping[str, float]) -> bool:
        """Whether draws fit a limit as they are."""
        moves, other = self._current(limit.moves, values), self._current(limit.other, values)
        if limit.most is not None:
            return moves + other <= limit.most
        least, most = (other, moves) if limit.is_raised else (moves, other)
        return least < most or (not limit.gap and least == most)

    def scenario(self, values: Mapping[str, float]) -> R:
        """The scenario of one world: ``values`` set at their paths, settled, and not validated again."""
        whole = self._is_whole
        stated = {path: int(value) if whole[path] else float(value) for path, value in self.settled(values).items()}
        changed: R = self._branch.with_values(stated)
        return changed

    def _current(self, path: str, values: Mapping[str, float]) -> float:
        return values[path] if path in values else self._stated[path]


class _Branch:
    """A table of the scenario above some of the paths."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._leaves: list[tuple[str, str]] = []
        self._branches: dict[str, _Branch] = {}

    def add(self, steps: tuple[str, ...], path: str) -> None:
        """Adds a path, of which ``steps`` remain."""
        step, *rest = steps
        if not rest:
            self._leaves.append((step, path))
            return
        if step not in self._branches:
            self._branches[step] = _Branch(child_of(self._table, step))
        self._branches[step].add(tuple(rest), path)

    def with_values(self, values: Mapping[str, float]) -> Any:
        """A copy of the table with these values; unchanged parts are the same objects."""
        update: dict[str, Any] = {step: values[path] for step, path in self._leaves if path in values}
        for step, branch in self._branches.items():
            below = branch.with_values(values)
            if below is not branch._table:
                update[step] = below
        if not update:
            return self._table
        return self._table | update if isinstance(self._table, dict) else self._table.model_copy(update=update)


def _pairs(path: str, scenario: Root) -> list[_Pair]:
    """The ordered pairs of numbers of which ``path`` is one, where both are there."""
    *above, name = split(path)
    node = node_at(tuple(above), type(scenario))
    rules: tuple[Ordered, ...] = getattr(node.table, "ordered", ()) if node is not None else ()
    table = ".".join(above)
    pairs = (
        _Pair(f"{table}.{rule.low}", f"{table}.{rule.high}", rule) for rule in rules if name in (rule.low, rule.high)
    )
    return [pair for pair in pairs if None not in (value_at(scenario, pair.low), value_at(scenario, pair.high))]


def _sums(path: str, scenario: Root) -> list[_Sum]:
    """The limited sums of which ``path`` is a part."""
    *above, name = split(path)
    node = node_at(tuple(above), type(scenario))
    rules: tuple[Together, ...] = getattr(node.table, "together", ()) if node is not None else ()
    table = ".".join(above)
    parts = (rule for rule in rules if name in (rule.first, rule.moves))
    return [_Sum(f"{table}.{rule.first}", f"{table}.{rule.moves}", rule.most) for rule in parts]


def _is_whole(path: str, scenario: Root) -> bool:
    spec = spec_of(path, type(scenario))
    if spec is None or value_at(scenario, path) is None:
        raise KeyError(path)
    return spec.kind == "int"
