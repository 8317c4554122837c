"""Checks of what ``[uncertainty]``, ``[correlation]`` and ``[sources]`` state about other fields."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.scenario.correlation import cholesky, pair_matrix, paired_paths
from sim.scenario.distributions import Distribution
from sim.scenario.paths import covers, drawable, leaf_paths, spec_of, split, suggestion, value_at
from sim.scenario.problems import Place, Problem
from sim.scenario.schema import Correlation
from sim.sources import SOURCES, cited

_DISTRIBUTION: TypeAdapter[Distribution] = TypeAdapter(Distribution)


def about_problems(data: Mapping[str, Any], place: Place) -> list[Problem]:
    """Problems of the three tables other than those that pydantic finds."""
    known = leaf_paths(data)
    return [
        *_uncertainty_problems(data, known, place),
        *_correlation_problems(data, place),
        *_source_problems(data, known, place),
    ]


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = data.get(key)
    return table if isinstance(table, Mapping) else {}


def _uncertainty_problems(data: Mapping[str, Any], known: list[str], place: Place) -> Iterator[Problem]:
    numeric = [path for path in known if (spec := spec_of(path)) is not None and spec.numeric]
    for path, stated in _table(data, "uncertainty").items():
        where = f"uncertainty.{path}"
        if path not in known:
            hint = suggestion(path, [name for name in numeric if drawable(name)])
            yield Problem(place(where), where, f"there is no field '{path}'", hint)
        elif path not in numeric:
            yield Problem(place(where), where, f"'{path}' is not a number and cannot be uncertain")
        elif not drawable(path):
            yield Problem(place(where), where, f"'{path}' is the same in every world and cannot be uncertain")
        elif isinstance(value_at(data, path), Mapping):
            yield Problem(place(where), where, f"'{path}' is a path over months and cannot be uncertain")
        else:
            yield from _bounds_problem(path, stated, place)


def _bounds_problem(path: str, stated: Any, place: Place) -> Iterator[Problem]:
    spec = spec_of(path)
    try:
        distribution = _DISTRIBUTION.validate_python(stated)
    except ValidationError:
        return
    what = distribution.bounds_problem(float(spec.low), float(spec.high)) if spec is not None else ""
    if what:
        where = f"uncertainty.{path}"
        yield Problem(place(where), where, what)


def _correlation_problems(data: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    try:
        correlation = Correlation.model_validate(data.get("correlation", {}))
    except ValidationError:
        return
    uncertain = list(_table(data, "uncertainty"))
    mentions = [("correlation.pairs", path) for path in paired_paths(correlation)]
    for name, factor in correlation.factors.items():
        mentions += [(f"correlation.factors.{name}.paths", path) for path in factor.paths]
    for where, path in mentions:
        if path not in uncertain:
            yield Problem(place(where), where, f"'{path}' is not in [uncertainty]", suggestion(path, uncertain))
    for path, times in Counter(path for _, path in mentions).items():
        if times > 1:
            what = f"'{path}' is in several factors, or in a factor and a pair: only one is possible"
            yield Problem(place("correlation"), "correlation", what)
    yield from _pair_problems(correlation, place)


def _pair_problems(correlation: Correlation, place: Place) -> Iterator[Problem]:
    where = "correlation.pairs"
    seen: set[frozenset[str]] = set()
    for first, second, rank in correlation.pairs:
        pair = frozenset((first, second))
        if len(pair) == 1 or pair in seen:
            cause = "with itself" if len(pair) == 1 else f"with '{second}' twice"
            yield Problem(place(where), where, f"'{first}' is paired {cause}")
            return
        if not -1 < rank < 1:
            what = "a rank correlation must lie between -1 and 1, both excluded"
            yield Problem(place(where), where, what, "", f"{rank:g}")
            return
        seen.add(pair)
    try:
        cholesky(pair_matrix(correlation, paired_paths(correlation)))
    except ValueError as error:
        yield Problem(place(where), where, f"{error}: no inputs can have these correlations; weaken some pairs")


def _source_problems(data: Mapping[str, Any], known: list[str], place: Place) -> Iterator[Problem]:
    for pattern, entry in _table(data, "sources").items():
        where = f"sources.{pattern}"
        if not any(covers(pattern, path) for path in known):
            parents = {".".join(split(path)[:length]) for path in known for length in range(1, len(split(path)) + 1)}
            yield Problem(place(where), where, f"there is no field '{pattern}'", suggestion(pattern, sorted(parents)))
        text = entry.get("source") if isinstance(entry, Mapping) else None
        for name in cited(text) if isinstance(text, str) else ():
            if name not in SOURCES:
                yield Problem(place(where), where, f"unknown rule id '{name}'")
