"""The columns of result files: names, units, definitions; and the metrics left out because they are sums of others."""

from dataclasses import dataclass
from typing import Any

from sim.metrics.declared import metric_set_of
from sim.metrics.metric import Metric, Ratio, Total
from sim.metrics.unit import MONEY, Unit
from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario
from sim.scenario.unit import unit_text

MONTHLY, TOTALS, PARAMETERS = "monthly.parquet", "totals.parquet", "parameters.parquet"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a Parquet file: whole numbers (int64) or fractions (double)."""

    name: str
    definition: str
    unit: str = ""
    kind: str = ""
    """Stock, flow or ratio; empty for other columns."""
    is_whole: bool = True
    may_be_never: bool = False
    """Whether it is a month that may not be reached: null in the file, ``NEVER`` in memory."""

    def described(self) -> dict[str, str]:
        """Unit, kind and definition: metadata of the column in its file, and an entry of the manifest."""
        told = {"unit": self.unit, "kind": self.kind, "definition": self.definition}
        return {name: text for name, text in told.items() if text}


REPLICATION = Column("replication", "world * futures + future, from 0")
WORLD = Column("world", "number of the set of input values, from 0")
FUTURE = Column("future", "number of the future within the world, from 0")
MONTH = Column("month", "month from day 0, which month 1 begins")
KEYS = (REPLICATION.name, WORLD.name, FUTURE.name, MONTH.name)
"""Columns that identify a row."""


def column_name(declared: Metric | Total) -> str:
    """Name of the column: money is stored in cents, which is part of the name."""
    return f"{declared.name}{declared.unit.suffix}"


def printed_ratios(scenario: Scenario) -> tuple[Ratio, ...]:
    """The ratios that the page of a run prints."""
    ratios = metric_set_of(scenario).ratios
    return tuple(ratio for ratio in ratios if ratio.is_printed or ratio.name == scenario.gate.measure)


def kept_columns(scenario: Scenario) -> tuple[Column, ...]:
    """The metrics that are not sums, by replication and month."""
    metrics = [_of_metric(metric, scenario) for metric in metric_set_of(scenario).kept]
    return (REPLICATION, WORLD, FUTURE, MONTH, *metrics)


def monthly_columns(scenario: Scenario) -> tuple[Column, ...]:
    """Of ``monthly.parquet``, one row per replication and month: stored metrics and printed ratios."""
    ratios = [
        Column(ratio.name, ratio.definition, ratio.unit.name, ratio.kind, is_whole=False)
        for ratio in printed_ratios(scenario)
    ]
    return (*kept_columns(scenario), *ratios)


def totals_columns(scenario: Scenario) -> tuple[Column, ...]:
    """Of ``totals.parquet``, one row per replication."""
    totals = [
        Column(
            column_name(total), _definition(total), _unit_text(total.unit, scenario), may_be_never=total.may_never_come
        )
        for total in metric_set_of(scenario).totals
    ]
    return (REPLICATION, WORLD, FUTURE, *totals)


def parameter_columns(paths: tuple[str, ...], scenario: Scenario) -> tuple[Column, ...]:
    """Of ``parameters.parquet``, one row per world: the value drawn for each uncertain input, by its path."""
    units = {path: "" if (spec := spec_of(path)) is None else unit_text(spec.unit, scenario.currency) for path in paths}
    return (WORLD, *(Column(path, "value drawn for this input", units[path], is_whole=False) for path in paths))


def described_files(scenario: Scenario, paths: tuple[str, ...]) -> dict[str, Any]:
    """The columns of each file, and the columns of which each metric that is not stored is the sum."""
    files = {
        MONTHLY: monthly_columns(scenario),
        TOTALS: totals_columns(scenario),
        PARAMETERS: parameter_columns(paths, scenario),
    }
    return {
        "columns": {name: {one.name: one.described() for one in columns} for name, columns in files.items()},
        "sums": _described_sums(scenario),
    }


def _described_sums(scenario: Scenario) -> dict[str, Any]:
    metric_set = metric_set_of(scenario)
    names = {metric.name: column_name(metric) for metric in metric_set.metrics}
    described = {}
    for metric in metric_set.metrics:
        if metric.name in metric_set.sums:
            parts = metric_set.sums[metric.name]
            described[names[metric.name]] = {
                **_of_metric(metric, scenario).described(),
                "plus": [names[name] for name in parts.plus],
                "minus": [names[name] for name in parts.minus],
                "since_start": parts.is_running,
            }
    return described


def _of_metric(metric: Metric, scenario: Scenario) -> Column:
    return Column(column_name(metric), metric.definition, _unit_text(metric.unit, scenario), metric.kind)


def _definition(total: Total) -> str:
    return f"{total.definition}; null: never" if total.may_never_come else total.definition


def _unit_text(unit: Unit, scenario: Scenario) -> str:
    return f"{scenario.currency} cents" if unit is MONEY else unit.name
