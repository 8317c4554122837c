"""What differs between the engines: rows with their context, columns, values in units."""

from collections.abc import Callable

from sim.analysis.figures.deal import deal_name
from sim.engine.identity import roll_of
from sim.experiment.verification import ENGINES, MetricDifference, RowDifference
from sim.ledger import COLUMNS, Row
from sim.report.words.events import Event, events, month_of_row
from sim.scenario.schema import Scenario
from sim.units import CENTS

BEFORE, AFTER = 3, 2
"""Rows shown around the first that differs."""


def rows_around(scenario: Scenario, problem: RowDifference) -> dict[str, list[tuple[int, Event]]]:
    """The rows around the difference by engine, each with its position."""
    name = roll_of(problem.parameters).name
    shown: dict[str, list[tuple[int, Event]]] = {}
    for engine, rows in problem.ledgers.items():
        first, last = max(0, problem.position - BEFORE), min(len(rows), problem.position + 1 + AFTER)
        shown[engine] = [
            (position, _event((*rows[position].tolist(),), name, scenario)) for position in range(first, last)
        ]
    return shown


def _event(row: Row, partner_name: Callable[[int], str], scenario: Scenario) -> Event:
    """A row in words; one that makes no sense in its scenario as numbers."""
    try:
        return next(events([row], partner_name, scenario))
    except (ValueError, LookupError, ZeroDivisionError):
        day, kind, partner, deal, amount, listed, detail = row
        return Event(
            day, month_of_row(day, kind), f"unknown event (kind {kind}, detail {detail})",
            f"number {partner}", deal_name(deal), amount / CENTS, listed / CENTS,
        )  # fmt: skip


def differing_columns(problem: RowDifference) -> list[str]:
    """The columns in which the rows differ; none if one ledger ends before."""
    ledgers = [problem.ledgers[engine] for engine in ENGINES]
    if problem.position >= min(map(len, ledgers)):
        return []
    first, second = (rows[problem.position].tolist() for rows in ledgers)
    return [column for column, one, other in zip(COLUMNS, first, second, strict=True) if one != other]


def in_units(problem: MetricDifference) -> dict[str, float]:
    """The values in their unit: money in currency units."""
    scale = problem.unit.scale
    return {engine: value if scale == 1 else value / scale for engine, value in problem.values.items()}


def last_line(text: str) -> str:
    """The reason at the end of a traceback."""
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason given"
