"""What uncertain levers can be drawn at, together: values that a scenario may not state are not drawn either.

A rate, points, a distributor's part, the limits of an entry: the checks of their table are asked about the ends of all
ranges, one at a time, two at a time, and all at once. A form without ends of its own reaches the field's bounds, or as
far as one world in a thousand where the number is an uncertainty. What must be in order is not refused: it is put in
order (``sim.scenario.reordered``).
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
from sim.scenario.values import drawn_to, values_of

BY_NAME = ("archetypes", "bonuses")
"""Tables by name of which each entry has levers that are checked together."""
ALONE = ("registration",)
"""Tables whose own levers are."""
RARE = 0.001
"""Share of worlds with a smaller, or a larger, value of an uncertainty that are not asked about."""
Faults = Iterator[tuple[tuple[str, ...], str]]


class _Drawn(NamedTuple):
    """A lever with a range."""

    path: str
    ends: tuple[float, float]


def drawn_problems(draft: Root, merged: Merged) -> Iterator[Problem]:
    """What could be drawn and not be stated, at the range that reaches it; once for each path that it is wrong at."""
    if not isinstance(draft, Scenario):
        return
    for steps, levers in _by_table(draft).items():
        table = value_at(draft, ".".join(steps))
        told = {problem.path for problem in _faults(table, steps, draft, merged)}
        for corner in _corners(levers):
            drawn = _with_drawn(table, len(steps), corner)
            for problem in _faults(drawn, steps, draft, merged):
                if problem.path not in told:
                    told.add(problem.path)
                    yield _at_range(problem, corner, merged)


def _by_table(draft: Scenario) -> dict[tuple[str, ...], list[_Drawn]]:
    """The levers that have a range, by the steps of the table that they are checked in."""
    found: dict[tuple[str, ...], list[_Drawn]] = {}
    for path, distribution in next(readable(lambda: list(entries(draft.uncertainty))), ()):
        steps, spec = split(path), spec_of(path, type(draft))
        table = steps[:2] if steps[0] in BY_NAME else steps[:1] if steps[0] in ALONE else ()
        if not table or spec is None or not _is_stated(path, draft):
            continue
        if spec.role == "lever":
            found.setdefault(table, []).append(_Drawn(path, _ends(distribution, spec)))
        elif ".".join(steps[len(table) :]) in getattr(type(value_at(draft, ".".join(table))), "checked", ()):
            found.setdefault(table, []).append(_Drawn(path, _nearly_all(distribution, spec)))
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


def _nearly_all(distribution: Points, spec: Spec) -> tuple[float, float]:
    """The ends of an uncertainty, or those of all but the rarest values of a form that has none."""
    if isinstance(distribution, Ended):
        return _ends(distribution, spec)
    values = values_of(distribution, spec)
    return values(RARE), values(1 - RARE)


def _corners(levers: list[_Drawn]) -> Iterator[dict[str, float]]:
    """Ends of ranges by path: of each alone, of each two, of all; the others are as stated."""
    for number in (1, 2, len(levers)):
        for some in combinations(levers, number) if number <= len(levers) else ():
            sides = product((1, 0), repeat=number) if number <= 2 else ((1,) * number, (0,) * number)
            for side in sides:
                yield {lever.path: lever.ends[end] for lever, end in zip(some, side, strict=True)}


def _with_drawn(table: Any, depth: int, corner: Mapping[str, float]) -> Any:
    """A table of the scenario, so many steps deep, with drawn values in place of stated ones."""
    for path, value in corner.items():
        nested: Any = value
        for step in reversed(split(path)[depth:]):
            nested = {step: nested}
        table = with_values(table, nested)
    return table


def _faults(table: Table, steps: tuple[str, ...], draft: Scenario, merged: Merged) -> list[Problem]:
    """What is wrong with a table, its values together."""
    if isinstance(table, Bonus):
        found: Faults = (((), line) for line in draft.bonus_faults(steps[-1], table))
    else:
        found = ((at, line) for at, line in faults_of(table, steps) if not _is_of_order(line, type(table)))
    return [fault_problem(at, line, merged) for at, line in found]


def _is_of_order(line: str, table: type[Table]) -> bool:
    """Whether a line is about numbers that draws bring into order (``sim.scenario.worlds``)."""
    return line in [*(rule.cause for rule in table.ordered), *(rule.cause for rule in table.together)]


def _at_range(problem: Problem, corner: Mapping[str, float], merged: Merged) -> Problem:
    """A problem of drawn values, at the first range that reaches one of them."""
    path = f"uncertainty.{next(iter(corner))}"
    reached = " and ".join(f"{one} at {value:g}" for one, value in corner.items())
    cure = "or narrow the range with ends, { low = …, high = … }"
    what = f"{reached} can be drawn; then {problem.path}: {problem.what}; {cure}"
    return Problem(merged.place(path), path, what)
