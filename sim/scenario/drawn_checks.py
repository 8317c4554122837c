"""What uncertain levers can be drawn at, together: values that a scenario may not state are not drawn either.

A rate, points, a distributor's part, the limits of an entry: the checks of their table are asked about the ends of all
ranges, one at a time, two at a time, and all at once. A form without ends of its own reaches the field's bounds.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any, NamedTuple

from sim.scenario.change import is_number
from sim.scenario.changes import with_values
from sim.scenario.draft import faults_of
from sim.scenario.grammar import Spec
from sim.scenario.merging import Merged
from sim.scenario.paths import spec_of, split, value_at
from sim.scenario.points import Ended, Points
from sim.scenario.problems import Problem
from sim.scenario.schema import Bonus, Root, Scenario, Table
from sim.scenario.schema.check import UnreadError, entries, readable
from sim.scenario.validation import fault_problem
from sim.scenario.values import drawn_to

ARCHETYPES, BONUSES = "archetypes", "bonuses"
"""Tables by name of which each entry has levers that are checked together."""
Faults = Iterator[tuple[tuple[str, ...], str]]


class _Drawn(NamedTuple):
    """A lever with a range."""

    path: str
    ends: tuple[float, float]


def drawn_problems(draft: Root, merged: Merged) -> Iterator[Problem]:
    """What could be drawn and not be stated, at the range that reaches it; once for each path that it is wrong at."""
    if not isinstance(draft, Scenario):
        return
    for (above, name), levers in _by_table(draft).items():
        table = value_at(draft, f"{above}.{name}")
        told = {problem.path for problem in _faults(table, above, name, draft, merged)}
        for corner in _corners(levers):
            drawn = _with_drawn(table, corner)
            for problem in _faults(drawn, above, name, draft, merged):
                if problem.path not in told:
                    told.add(problem.path)
                    yield _at_range(problem, corner, merged)


def _by_table(draft: Scenario) -> dict[tuple[str, str], list[_Drawn]]:
    """The levers that have a range, by the table that they are checked in."""
    found: dict[tuple[str, str], list[_Drawn]] = {}
    for path, distribution in next(readable(lambda: list(entries(draft.uncertainty))), ()):
        above, *steps = split(path)
        spec = spec_of(path, type(draft))
        is_lever = spec is not None and spec.role == "lever" and above in (ARCHETYPES, BONUSES)
        if spec is not None and is_lever and _is_stated(path, draft):
            found.setdefault((above, steps[0]), []).append(_Drawn(path, _ends(distribution, spec)))
    return found


def _is_stated(path: str, draft: Scenario) -> bool:
    try:
        return is_number(value_at(draft, path))
    except UnreadError:
        return False


def _ends(distribution: Points, spec: Spec) -> tuple[float, float]:
    """The least and the largest value that can be drawn."""
    if isinstance(distribution, Ended):
        low, high = distribution.ends
    else:
        low, high = float(spec.low), drawn_to(distribution, spec)
        for change in distribution.moved or ():
            low, high = change.of(low), change.of(high)
    return max(low, float(spec.low)), min(high, float(spec.high))


def _corners(levers: list[_Drawn]) -> Iterator[dict[str, float]]:
    """Ends of ranges by path: of each alone, of each two, of all; the others are as stated."""
    for number in (1, 2, len(levers)):
        for some in combinations(levers, number) if number <= len(levers) else ():
            sides = product((1, 0), repeat=number) if number <= 2 else ((1,) * number, (0,) * number)
            for side in sides:
                yield {lever.path: lever.ends[end] for lever, end in zip(some, side, strict=True)}


def _with_drawn(table: Any, corner: Mapping[str, float]) -> Any:
    """A table of the scenario with drawn values in place of stated ones."""
    for path, value in corner.items():
        nested: Any = value
        for step in reversed(split(path)[2:]):
            nested = {step: nested}
        table = with_values(table, nested)
    return table


def _faults(table: Table, above: str, name: str, draft: Scenario, merged: Merged) -> list[Problem]:
    """What is wrong with a table by name, its values together."""
    if isinstance(table, Bonus):
        found: Faults = (((), line) for line in draft.bonus_faults(name, table))
    else:
        found = faults_of(table, (above, name))
    return [fault_problem(steps, line, merged) for steps, line in found]


def _at_range(problem: Problem, corner: Mapping[str, float], merged: Merged) -> Problem:
    """A problem of drawn values, at the first range that reaches one of them."""
    path = f"uncertainty.{next(iter(corner))}"
    reached = " and ".join(f"{one} at {value:g}" for one, value in corner.items())
    cure = "or narrow the range with ends, { low = …, high = … }"
    what = f"{reached} can be drawn; then {problem.path}: {problem.what}; {cure}"
    return Problem(merged.place(path), path, what)
