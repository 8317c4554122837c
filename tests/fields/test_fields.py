"""Every field of a scenario does what it says: the table of fields (``table/``), and proof that it is complete.

A file for each of ``sim/scenario/schema``. ``numbers`` has for every number of a scenario a change, what it must move
and what it must not move; ``choices`` for every choice another one, which a few ledgers, or a measure, must show.

A measure is a metric summed over the months (``won_deals``), in a month (``@12``) or in several (``@1-6``), a ratio in
a month (``sourced_share@18``), a total (``npv``), a quotient (``a / b``), ``spread`` (standard deviation over the
months), ``pass`` (the board's rule at its month), ``passes`` (the same at every month), ``verdict``, a benchmark's
share, or a ``drawn`` input: itself, its distance from a value (``off``), or its correlation (``with``).
"""

import json
import math
import re
import tomllib
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import getitem
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
import pytest
from pydantic import BaseModel, Field

from sim.analysis.figures.odds import gate_odds
from sim.analysis.run.benchmarks import benchmark_lines
from sim.experiment.ensemble import Ensemble
from sim.experiment.replication import ledger_of, world_parameters
from sim.experiment.run import simulate
from sim.metrics.declared import every_metric
from sim.metrics.metric import NEVER
from sim.scenario.distributions import KEYS
from sim.scenario.lines import key_steps
from sim.scenario.load import load_scenario
from sim.scenario.points import MOVED
from sim.scenario.schema import Name, Scenario, Table

HERE = Path(__file__).parent
SCENARIO = HERE / "fields.toml"
SEED = 1
STANDARD_ERRORS = 2.0
"""Paired standard errors that a change has at least."""
ROUNDING = 2e-4
"""Relative error of a stated exact change: amounts are rounded to cents row by row."""
WORLDS_DRAWN = 400
LEDGERS = 4
"""Replications whose ledgers are compared for a choice."""
TEXT = {"name", "title", "description", "currency", "sources", "inherited_ranges"}
"""Fields that say something and change nothing, or only how later layers are read."""
LABELS = {("start", "phase_age_months"), ("finance", "least_contribution_share")}
"""Numbers that are printed, or warned by, and change nothing."""


@dataclass(frozen=True)
class Row:
    """One line of the table: ``path`` set to ``to`` moves one thing in one direction and leaves another alone."""

    path: str
    """An item of a list is counted from 1, as in ``seasonality[2]``."""
    to: Any
    """About a fifth of the plausible range away from the value in ``fields.toml``; more for integers, and where few
    replications meet the mechanism."""
    moves: str
    """What changes over the paired replications, by two paired standard errors at least; ``ledger`` for a choice."""
    keeps: str
    """What stays exactly as it was, month by month, in every replication."""
    sign: str = "+"
    """The direction of the change."""
    least: float = 0.0
    """Least change, as a fraction of the value before."""
    exact: float | None = None
    """The change as a fraction of the value before, the same in every replication."""
    given: tuple[str, ...] = ()
    """Overrides on both sides, which make the mechanism bind: ``PATH=VALUE``, or a name from ``[given]``."""
    also: tuple[str, ...] = ()
    """Overrides that come with the change, where a field cannot change alone."""
    runs: int = 16
    """Paired replications."""


def _table() -> tuple[list[Row], list[Row]]:
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted((HERE / "table").glob("*.toml"))]
    settings: dict[str, list[str]] = {name: said for data in files for name, said in data.get("given", {}).items()}

    def row(stated: dict[str, Any]) -> Row:
        given = [entry for name in stated.get("given", ()) for entry in settings.get(name, [name])]
        return Row(**(stated | {"given": tuple(given), "also": tuple(stated.get("also", ()))}))

    numbers, choices = ([row(one) for data in files for one in data.get(part, ())] for part in ("numbers", "choices"))
    return numbers, choices


NUMBERS, CHOICES = _table()


# Scenarios of a row

_ITEM = re.compile(r"\[(\d+)\]")


def _value(model: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        model = model[step] if isinstance(model, dict) else getattr(model, step)
    return model


def _changed(stated: Sequence[tuple[str, Any]], below: tuple[str, ...]) -> tuple[str, ...]:
    """``PATH=VALUE`` of each change; for a path such as ``vendor.seasonality[2]``, the list with that item changed."""
    values: dict[str, Any] = {}
    for path, value in stated:
        whole = _ITEM.sub("", path)
        items = [int(item) - 1 for item in _ITEM.findall(path)]
        if items and whole not in values:
            values[whole] = json.loads(json.dumps(_value(_scenario(below), key_steps(whole))))
        if items:
            *outer, last = items
            reduce(getitem, outer, values[whole])[last] = value
        else:
            values[whole] = value
    return tuple(f"{path}={json.dumps(value)}" for path, value in values.items())


@cache
def _scenario(overrides: tuple[str, ...]) -> Scenario:
    return load_scenario(SCENARIO, overrides)


def _sides(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The overrides before and after the change."""
    return row.given, row.given + _changed([(row.path, row.to), *map(_pair, row.also)], row.given)


def _pair(text: str) -> tuple[str, Any]:
    path, _, value = text.rpartition("=")
    return path, json.loads(value)


@lru_cache(maxsize=64)
def _ensemble(overrides: tuple[str, ...], runs: int) -> Ensemble:
    ensemble = simulate(_scenario(overrides), runs=runs, seed=SEED, engine="compiled", workers=1)
    assert not ensemble.failures, ensemble.failures[0].traceback
    return ensemble


@cache
def _drawn(overrides: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The uncertain inputs of many worlds, by path."""
    scenario = _scenario(overrides)
    worlds = [world_parameters(scenario, SEED, world)[0] for world in range(WORLDS_DRAWN)]
    return {path: np.array([values[path] for values in worlds]) for path in worlds[0]}


# What a row measures

_MEASURE = re.compile(r"(?P<name>[a-z_0-9]+)(?:@(?P<first>\d+)(?:-(?P<last>\d+))?)?")
_RATIOS = {ratio.name for ratio in every_metric().ratios}
_TOTALS = {total.name for total in every_metric().totals}


def measured(text: str, overrides: tuple[str, ...], runs: int) -> np.ndarray:
    """What ``text`` says, by replication and month (one of each for a figure of the whole ensemble)."""
    kind, _, rest = text.partition(" ")
    if kind == "drawn":
        return _measured_draw(rest, _drawn(overrides))
    ensemble = _ensemble(overrides, runs)
    if " / " in text:
        above, below = (measured(part, overrides, runs).sum(axis=1) for part in text.split(" / "))
        return np.divide(above, below, out=np.zeros(len(above)), where=below != 0)[:, None]
    if kind == "spread":
        return measured(rest, overrides, runs).std(axis=1)[:, None]
    if kind == "benchmark":
        name, metric, part = rest.split()
        line = next(line for line in benchmark_lines(ensemble) if (line.name, line.metric) == (name, metric))
        return np.array([[getattr(line, part)]])
    if kind == "verdict":
        return np.array([[("redesign", "too close to call", "on track").index(gate_odds(ensemble).verdict)]])
    return _measured_series(text, ensemble)


def _measured_draw(text: str, drawn: dict[str, np.ndarray]) -> np.ndarray:
    """A drawn input; its distance from a value (``PATH off VALUE``); or its correlation (``PATH with PATH``)."""
    path, _, rest = text.partition(" ")
    values = drawn[path]
    word, _, other = rest.partition(" ")
    if word == "off":
        values = abs(values - float(other))
    elif word == "with":
        values = _standard(values) * _standard(drawn[other])
    return values[:, None]


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def _measured_series(text: str, ensemble: Ensemble) -> np.ndarray:
    if text in _TOTALS:
        total = ensemble.totals[text]
        return np.where(total == NEVER, ensemble.months + 1, total)[:, None].astype(float)
    match = _MEASURE.fullmatch(text)
    assert match, text
    name, first, last = match["name"], match["first"], match["last"]
    gate = ensemble.scenario.gate
    if name == "passes":
        series = ensemble.passes(gate.measure, gate.threshold).astype(float)
    elif name == "pass":
        series = ensemble.passes(gate.measure, gate.threshold)[:, [gate.month - 1]].astype(float)
    else:
        assert first or name not in _RATIOS, f"{name}: a ratio needs a month"
        series = ensemble.values(name)
    if first is None:
        return series
    return series[:, int(first) - 1 : int(last or first)]


# The tests


def assert_kept(row: Row, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    kept = measured(row.keeps, before, row.runs)
    assert np.any(kept != 0), f"{row.keeps} is zero: it says nothing"
    assert np.array_equal(kept, measured(row.keeps, after, row.runs)), f"{row.keeps} moves"


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.path)
def test_a_number_moves_what_it_should_and_nothing_else(row):
    before, after = _sides(row)
    old = measured(row.moves, before, row.runs).sum(axis=1)
    change = measured(row.moves, after, row.runs).sum(axis=1) - old
    if row.exact is not None:
        assert change == pytest.approx(row.exact * old, rel=ROUNDING), f"{row.moves}: not {row.exact:+g} of {old}"
        assert np.any(change != 0), f"{row.moves} does not move"
    else:
        signed = change.mean() * (1 if row.sign == "+" else -1)
        error = change.std(ddof=1) / math.sqrt(len(change)) if len(change) > 1 else 0.0
        what = f"{row.moves}: {old.mean():g} changes by {change.mean():g}, standard error {error:g}"
        assert signed > 0, what
        assert signed >= STANDARD_ERRORS * error, what
        assert signed >= row.least * abs(old.mean()), what
    assert_kept(row, before, after)


@pytest.mark.parametrize("row", CHOICES, ids=lambda row: row.path)
def test_a_choice_makes_a_difference(row):
    before, after = _sides(row)
    if row.moves == "ledger":
        assert any(_rows(before, world) != _rows(after, world) for world in range(LEDGERS)), "the ledgers are equal"
    else:
        old, new = (measured(row.moves, side, row.runs) for side in (before, after))
        assert not np.array_equal(old, new), f"{row.moves} does not move"
    assert_kept(row, before, after)


def _rows(overrides: tuple[str, ...], world: int) -> list[tuple[int, ...]]:
    return ledger_of(_scenario(overrides), SEED, world, 0, "compiled")[0].rows


# The table covers the schema

Leaf = tuple[str, ...]
"""Steps of a path; "*" is any name, "[*]" any item of a list."""


def _leaves(annotation: Any, steps: Leaf = ()) -> Iterator[tuple[Leaf, Literal["number", "choice", "text"]]]:
    """Every field of a model that is not a table, and what kind of value it holds."""
    if get_origin(annotation) is Annotated:
        yield from _leaves(get_args(annotation)[0], steps)
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            if part is not types.NoneType:
                yield from _leaves(part, steps)
    elif get_origin(annotation) is dict:
        yield from _leaves(get_args(annotation)[1], (*steps, "*"))
    elif get_origin(annotation) is tuple:
        yield from _item_leaves(get_args(annotation), steps)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if (steps or name not in TEXT) and name != MOVED and (*steps, name) not in LABELS:
                yield from _leaves(field.annotation, (*steps, name))
    elif annotation in (int, float):
        yield steps, "number"
    elif annotation is not Any:  # in a table of levers, each of which has its row
        assert annotation is bool or annotation is str or get_origin(annotation) is Literal, (steps, annotation)
        yield steps, "text" if annotation is str else "choice"


def _item_leaves(items: tuple[Any, ...], steps: Leaf) -> Iterator[tuple[Leaf, Literal["number", "choice", "text"]]]:
    """The items of a list; a list of names is one choice."""
    if items[-1] is not Ellipsis:
        for position, item in enumerate(items, start=1):
            yield from _leaves(item, (*steps, f"[{position}]"))
        return
    inside = list(_leaves(items[0], (*steps, "[*]")))
    if all(kind != "number" for _, kind in inside):
        yield steps, "choice"
    else:
        yield from inside


def _steps(path: str) -> Leaf:
    return (*key_steps(_ITEM.sub("", path)), *(f"[{item}]" for item in _ITEM.findall(path)))


def _is_row_of(leaf: Leaf, steps: Leaf) -> bool:
    return len(leaf) == len(steps) and all(
        wanted in ("*", step) or (wanted == "[*]" and step.startswith("["))
        for wanted, step in zip(leaf, steps, strict=True)
    )


@pytest.mark.parametrize(("kind", "rows"), [("number", NUMBERS), ("choice", CHOICES)], ids=["number", "choice"])
def test_the_table_covers_the_schema(kind, rows):
    leaves = {leaf for leaf, found in _leaves(Scenario) if found == kind}
    names = {leaf for leaf, found in _leaves(Scenario) if found == "text" and kind == "choice"}
    paths = {row.path: _steps(row.path) for row in rows}
    missing = [
        ".".join(leaf) for leaf in sorted(leaves) if not any(_is_row_of(leaf, steps) for steps in paths.values())
    ]
    unknown = [path for path, steps in paths.items() if not any(_is_row_of(leaf, steps) for leaf in leaves | names)]
    assert not missing, f"no row moves {', '.join(missing)}"
    assert not unknown, f"the schema has no {kind} {', '.join(unknown)}"


class _Step(Table):
    start: float
    mode: Literal["a", "b"] = "a"


class _Bands(Table):
    cap: float | None = None
    steps: dict[Name, _Step]


class _Terms(Table):
    bands: _Bands | None = None
    later: dict[Name, Annotated[float, Field(ge=0)]] = Field(default={})
    rates: tuple[float, ...] | None = None


class _Root(Table):
    name: str
    kinds: dict[Name, _Terms]
    trust: _Step | None = None


def test_leaves_are_seen_through_optional_tables_and_tables_by_name():
    assert {(".".join(steps), kind) for steps, kind in _leaves(_Root)} == {
        ("kinds.*.bands.cap", "number"),
        ("kinds.*.bands.steps.*.start", "number"),
        ("kinds.*.bands.steps.*.mode", "choice"),
        ("kinds.*.later.*", "number"),
        ("kinds.*.rates.[*]", "number"),
        ("trust.start", "number"),
        ("trust.mode", "choice"),
    }
    (cap,) = (leaf for leaf, _ in _leaves(_Root) if leaf[-1] == "cap")
    assert _is_row_of(cap, _steps("kinds.reseller.bands.cap"))
    assert not _is_row_of(cap, _steps("kinds.reseller.bands.steps"))


def test_the_table_has_a_row_for_every_month_of_the_season():
    assert {row.path for row in NUMBERS} >= {f"vendor.seasonality[{month}]" for month in range(1, 13)}


def test_every_form_of_a_distribution_is_stated_whole():
    stated = {_steps(row.path)[-1] for row in NUMBERS if row.path.startswith("uncertainty.")}
    assert stated == {key for keys in KEYS.values() for key in keys}
