"""The scenario as ``[changes]`` leave it: what is wrong with it from a month on, that is right before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.scenario.changes import is_of_terms
from sim.scenario.draft import draft_of, paths_of
from sim.scenario.drawn_checks import drawn_problems
from sim.scenario.merging import Merged
from sim.scenario.paths import split
from sim.scenario.problems import Problem
from sim.scenario.validation import fault_problems, schema_problems

CHANGES = "changes"
UNCERTAINTY = "uncertainty"


class Stated(NamedTuple):
    """A change as far as it can be read."""

    name: str
    month: int | None
    """None if it cannot be used."""
    values: Mapping[str, Any]
    """By path, those that a month may bring."""
    is_retroactive: bool | None
    """None if it cannot be read."""
    unread: tuple[str, ...] = ()
    """Paths that it may set, too: it has others that are none."""


class _Result(NamedTuple):
    """Values as changes leave them."""

    when: str
    """In words; empty if it is not known."""
    data: Mapping[str, Any]
    by: Mapping[str, str]
    """Of each path that a change has set, the last one."""
    changes: Sequence[Stated]
    """Those that come then."""
    unread: tuple[str, ...]
    """Paths whose values are not known."""


def result_problems(stated: Sequence[Stated], merged: Merged, told: set[str]) -> Iterator[Problem]:
    """The problems of all values that changes leave; ``told`` are the paths of those that they have without them."""
    for result in _results(stated, merged.data, tuple(paths_of(merged.problems))):
        for problem in _problems(result, merged):
            if problem.path in told:
                continue
            told.add(problem.path)
            yield _of_change(problem, result, merged)


def _results(stated: Sequence[Stated], base: Mapping[str, Any], unread: tuple[str, ...]) -> Iterator[_Result]:
    dated = sorted((one for one in stated if one.month is not None), key=lambda one: (one.month, one.name))
    months = [(month, list(group)) for month, group in groupby(dated, key=lambda one: one.month)]
    undated = [one for one in stated if one.month is None]
    unsure = (*unread, *(path for one in undated for path in _paths(one)))
    for number, (month, changes) in enumerate(months, start=1):
        when = f"from month {month} on"
        laid = [change for _, its in months[:number] for change in its]
        yield _laid(when, base, laid, changes, unsure)
        for won, (first, _) in enumerate(months[:number]):
            later = [change for _, its in months[won:number] for change in its]
            if _keep_their_own(later):
                before = [change for _, its in months[:won] for change in its]
                locked = [*before, *(_without_locked(change) for change in later)]
                yield _laid(f"{when}, for deals won before month {first}", base, locked, changes, unsure)
    for change in undated:
        others = (path for one in stated if one is not change for path in _paths(one))
        yield _laid("", base, [change], [change], (*unread, *others))


def _keep_their_own(later: Sequence[Stated]) -> bool:
    """Whether deals won before these changes have values together that no month has in force."""
    locks = any(not change.is_retroactive and any(map(is_of_terms, _paths(change))) for change in later)
    reach = (path for change in later for path in _paths(change) if change.is_retroactive or not is_of_terms(path))
    return locks and any(path.startswith("archetypes.") for path in reach)


def _paths(change: Stated) -> tuple[str, ...]:
    return (*change.values, *change.unread)


def _without_locked(change: Stated) -> Stated:
    """A change as deals have it that were won before: with its terms if it is retroactive."""
    if change.is_retroactive:
        return change
    terms = tuple(path for path in change.values if is_of_terms(path))
    unread = terms if change.is_retroactive is None else ()
    values = {path: value for path, value in change.values.items() if path not in terms}
    return change._replace(values=values, unread=(*change.unread, *unread))


def _laid(
    when: str, base: Mapping[str, Any], laid: Sequence[Stated], changes: Sequence[Stated], unread: tuple[str, ...]
) -> _Result:
    """Values with changes on top, in their order; a changed value is the same in every world."""
    data: Mapping[str, Any] = base
    by: dict[str, str] = {}
    twice: set[str] = set()
    months: dict[str, int | None] = {}
    for change in laid:
        for path, value in change.values.items():
            twice |= {path} if months.get(path, 0) == change.month else set()
            data, by[path], months[path] = _with(data, split(path), value), change.name, change.month
    ranges = data.get(UNCERTAINTY)
    if isinstance(ranges, Mapping):
        data = {**data, UNCERTAINTY: {path: one for path, one in ranges.items() if path not in by}}
    unsure = (*unread, *twice, *(path for change in laid for path in change.unread))
    return _Result(when, data, by, changes, unsure)


def _with(table: Mapping[str, Any], steps: Sequence[str], value: Any) -> Mapping[str, Any]:
    """A table with another value at a path; absent tables are added."""
    key, *rest = steps
    held = table.get(key)
    below = value if not rest else _with(held if isinstance(held, Mapping) else {}, rest, value)
    return {**table, key: below}


def _problems(result: _Result, merged: Merged) -> Iterator[Problem]:
    """What is wrong with changed values, each at the path of its field."""
    values = replace(merged, data=dict(result.data))
    try:
        scenario = merged.root.model_validate(result.data)
    except ValidationError as error:
        yield from schema_problems(error, values)
        scenario = draft_of(result.data, merged.root, result.unread)
        yield from fault_problems(scenario, values)
    else:
        scenario = draft_of(result.data, merged.root, result.unread) if result.unread else scenario
    yield from drawn_problems(scenario, values)


def _of_change(problem: Problem, result: _Result, merged: Merged) -> Problem:
    """A problem of changed values, where the change is stated that makes it."""
    if problem.path in result.by:
        path = f"{CHANGES}.{result.by[problem.path]}.set.{problem.path}"
        return replace(problem, place=merged.place(path), path=path)
    above = f"{CHANGES}.{_nearest(problem.path, result.changes)}.set"
    what = f"{result.when or 'with it'}, {problem.path}: {problem.what}"
    return replace(problem, place=merged.place(above), path=above, what=what)


def _nearest(path: str, changes: Sequence[Stated]) -> str:
    """The change that sets what is nearest to a path; of several the last."""

    def shared(other: str) -> int:
        """Steps from the root that two paths have in common."""
        pairs = zip(split(path), split(other), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    nearest = [max(map(shared, change.values), default=0) for change in changes]
    return changes[max(range(len(changes)), key=lambda index: (nearest[index], index))].name
