"""Checking the merged values, the third step: a scenario, or every problem found.

The schema checks its own fields; what ``[uncertainty]``, ``[correlation]`` and ``[sources]`` state about other fields
is checked here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from sim.scenario.absence import absence
from sim.scenario.change_checks import change_problems
from sim.scenario.correlation import cholesky, pair_matrix, paired_paths
from sim.scenario.distributions import Distribution
from sim.scenario.draft import draft_of, paths_of
from sim.scenario.drawn_checks import drawn_problems
from sim.scenario.layers import STAR
from sim.scenario.merging import Merged
from sim.scenario.paths import leaf_paths, spec_of, split, value_at
from sim.scenario.problems import Hint, Problem, ScenarioError, meant, suggestion
from sim.scenario.schema import Correlation, Root
from sim.scenario.validation import fault_problems, schema_problems
from sim.sources import SOURCES, cited

R = TypeVar("R", bound=Root)
_DISTRIBUTION: TypeAdapter[Distribution] = TypeAdapter(Distribution)


def checked(merged: Merged, root: type[R]) -> R:
    """The scenario with these values. Raises ScenarioError with every problem found, in order of lines."""
    known = leaf_paths(merged.data, root)
    problems = [
        *merged.problems,
        *_uncertainty_problems(merged, known),
        *_correlation_problems(merged),
        *_source_problems(merged, known),
    ]
    try:
        scenario = root.model_validate(merged.data)
    except ValidationError as error:
        problems += schema_problems(error, merged)
        scenario = draft_of(merged.data, root, paths_of(merged.problems))
        problems += fault_problems(scenario, merged)
    problems += drawn_problems(scenario, merged)
    problems += change_problems(scenario, merged, {problem.path for problem in problems})
    if problems:
        raise ScenarioError(sorted(problems, key=_by_line))
    return scenario


def _by_line(problem: Problem) -> tuple[str, int]:
    label, _, line = problem.place.rpartition(":")
    return (label, int(line)) if line.isdigit() else (problem.place, 0)


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = data.get(key)
    return table if isinstance(table, Mapping) else {}


def _uncertainty_problems(merged: Merged, known: list[str]) -> Iterator[Problem]:
    for path, stated in _table(merged.data, "uncertainty").items():
        what, hint = _uncertainty_problem(path, stated, merged, known)
        if what:
            where = f"uncertainty.{path}"
            yield Problem(merged.place(where), where, what, hint)


def _uncertainty_problem(path: str, stated: Any, merged: Merged, known: list[str]) -> tuple[str, Hint]:
    """The problem with an uncertain input, and the path that was probably meant; both empty if there is none."""
    spec = spec_of(path, merged.root)
    if spec is None or path not in known:
        absent = absence(path, merged.data, merged.root)
        return absent or f"there is no field '{path}'", "" if absent else lambda: _like_number(path, merged, known)
    if not spec.numeric:
        return f"'{path}' is not a number and cannot be uncertain", ""
    if spec.is_fixed:
        return f"'{path}' is the same in every world and cannot be uncertain", ""
    if isinstance(value_at(merged.data, path), Mapping):
        return f"'{path}' is a path over months and cannot be uncertain", ""
    try:
        return _DISTRIBUTION.validate_python(stated).bounds_problem(spec.low, spec.high, whole=spec.kind == "int"), ""
    except ValidationError:
        return "", ""


def _like_number(path: str, merged: Merged, known: list[str]) -> str:
    """The end of a sentence: the path of a number that can be uncertain, if one is like ``path``."""
    numbers = [one for one in known if (its := spec_of(one, merged.root)) and its.numeric and not its.is_fixed]
    return meant(suggestion(path, numbers))


def _correlation_problems(merged: Merged) -> Iterator[Problem]:
    try:
        correlation = Correlation.model_validate(merged.data.get("correlation", {}))
    except ValidationError:
        return
    uncertain, are_known = list(_table(merged.data, "uncertainty")), True
    mentions = [("correlation.pairs", path) for path in paired_paths(correlation)]
    for name, factor in correlation.factors.items():
        mentions += [(f"correlation.factors.{name}.paths", path) for path in factor.paths]
    for where, path in mentions:
        if path not in uncertain:
            are_known = False
            near = partial(_near, path, uncertain)
            yield Problem(merged.place(where), where, f"'{path}' is not in [uncertainty]", near)
    for path, times in Counter(path for _, path in mentions).items():
        if times > 1:
            what = f"'{path}' is in several factors, or in a factor and a pair: only one is possible"
            yield Problem(merged.place("correlation"), "correlation", what)
    if are_known:
        yield from _pair_problems(correlation, merged)


def _pair_problems(correlation: Correlation, merged: Merged) -> Iterator[Problem]:
    where = "correlation.pairs"
    seen: set[frozenset[str]] = set()
    for first, second, rank in correlation.pairs:
        pair = frozenset((first, second))
        if len(pair) == 1 or pair in seen:
            cause = "with itself" if len(pair) == 1 else f"with '{second}' twice"
            yield Problem(merged.place(where), where, f"'{first}' is paired {cause}")
            return
        if not -1 < rank < 1:
            what = "a rank correlation must lie between -1 and 1, both excluded"
            yield Problem(merged.place(where), where, what, "", f"{rank:g}")
            return
        seen.add(pair)
    try:
        cholesky(pair_matrix(correlation, paired_paths(correlation)))
    except ValueError as error:
        yield Problem(merged.place(where), where, f"{error}: no inputs can have these correlations; weaken some pairs")


def _near(path: str, known: Sequence[str]) -> str:
    """The end of a sentence: the known path that is like ``path``, if there is one."""
    return meant(suggestion(path, known))


def _source_problems(merged: Merged, known: list[str]) -> Iterator[Problem]:
    tables = {".".join(split(path)[:length]) for path in known for length in range(1, len(split(path)) + 1)}
    is_there = partial(_matches_one, [split(path) for path in tables], {})
    for pattern, entry in _table(merged.data, "sources").items():
        where = f"sources.{pattern}"
        if pattern not in tables and not (STAR in split(pattern) and is_there(pattern)):
            absent = absence(pattern, merged.data, merged.root)
            near = "" if absent else partial(_near, pattern, sorted(tables))
            yield Problem(merged.place(where), where, absent or f"there is no field '{pattern}'", near)
        text = entry.get("source") if isinstance(entry, Mapping) else None
        for name in cited(text) if isinstance(text, str) else ():
            if name not in SOURCES:
                yield Problem(merged.place(where), where, f"unknown rule id '{name}'")


def _matches_one(
    tables: Sequence[tuple[str, ...]], starred: dict[tuple[bool, ...], set[tuple[str, ...]]], pattern: str
) -> bool:
    """Whether a pattern matches one of the tables; ``starred`` keeps them with stars in the places of a pattern's."""
    steps = split(pattern)
    stars = tuple(step == STAR for step in steps)
    if stars not in starred:
        alike = (table for table in tables if len(table) == len(steps))
        starred[stars] = {
            tuple(STAR if star else step for star, step in zip(stars, table, strict=True)) for table in alike
        }
    return steps in starred[stars]
