"""What a comparison of the engines found, in words."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from sim.engine.identity import roll_of
from sim.experiment.verification import (
    COMPILED,
    ENGINES,
    REFERENCE,
    EngineFailure,
    MetricDifference,
    RowDifference,
    Verification,
)
from sim.ledger import COLUMNS, Row
from sim.metrics.declared import METRIC_INDEX, METRICS, TOTALS
from sim.report.events import Event, deal_name, events, month_of_row
from sim.report.rounding import counted
from sim.scenario.schema import Scenario
from sim.units import CENTS

BEFORE, AFTER = 3, 2
"""Rows shown around the first that differs."""

_COLUMN_WORDS = {
    "day": "the day",
    "kind": "what happens",
    "partner": "the partner",
    "deal": "the deal",
    "amount_cents": "the amount",
    "list_cents": "the amount at list",
    "detail": "the detail",
}
_NAMES = {REFERENCE: "reference engine", COMPILED: "compiled engine"}


def verification_lines(found: Verification) -> Iterator[str]:
    """What was compared, and the first thing that is not equal with its context."""
    problem = found.problem
    if problem is None:
        yield f"equal, {counted(found.replications, 'replication')}, {counted(found.rows, 'row')}"
        yield (
            f"metrics equal: {len(METRICS)} monthly metrics and {len(TOTALS)} totals a replication, "
            "from the reference ledger and from the compiled engine's own sums"
        )
        return
    yield f"NOT EQUAL: {found.scenario.name}, seed {found.seed}, replication {problem.replication}"
    if isinstance(problem, RowDifference):
        yield from _row_lines(found, problem)
    elif isinstance(problem, MetricDifference):
        yield f"The ledgers of {counted(found.replications, 'replication')} are equal. The metrics are not:"
        yield from _metric_lines(found, problem)
    else:
        yield f"The {_NAMES[problem.engine]} failed: {_last_line(problem.traceback)}"
        yield "Its ledger could not be compared."


def time_line(found: Verification) -> str:
    """How long each engine took."""
    seconds = found.seconds
    return (
        f"reference engine {seconds[REFERENCE]:.2f} s; "
        f"compiled engine {seconds[COMPILED]:.2f} s with its ledgers, {seconds['sums']:.2f} s for metrics without them"
    )


def verification_object(found: Verification) -> dict[str, Any]:
    """The comparison as JSON values; what is null was not compared or does not differ."""
    problem = found.problem
    reached_metrics = not isinstance(problem, RowDifference | EngineFailure)
    result: dict[str, Any] = {
        "scenario": found.scenario.name,
        "currency": found.scenario.currency,
        "seed": found.seed,
        "months": found.scenario.months,
        "equal": found.is_equal,
        "replications": found.replications,
        "rows": found.rows,
        "metrics_equal": problem is None if reached_metrics else None,
        "row_difference": None,
        "metric_difference": None,
        "failure": None,
    }
    if isinstance(problem, RowDifference):
        result["row_difference"] = _row_object(found, problem)
    elif isinstance(problem, MetricDifference):
        result["metric_difference"] = asdict(problem) | {"values": _in_units(problem)}
    elif problem is not None:
        result["failure"] = {
            "replication": problem.replication,
            "engine": problem.engine,
            "reason": _last_line(problem.traceback),
        }
    return result


# Rows


def _row_lines(found: Verification, problem: RowDifference) -> Iterator[str]:
    what = "the twin without a program" if problem.is_twin else "the future with the program"
    lengths = [f"{len(problem.ledgers[engine]):,} of the {_NAMES[engine]}" for engine in ENGINES]
    yield f"In {what} the first row that differs is row {problem.position + 1:,} ({' and '.join(lengths)})."
    if found.replications:
        yield f"Before it, {counted(found.replications, 'replication')} and {counted(found.rows, 'row')} are equal."
    differing = _differing(problem)
    if differing:
        yield f"It differs in {_listed([_COLUMN_WORDS[column] for column in differing])}."
    for engine in ENGINES:
        yield ""
        yield f"{_NAMES[engine].capitalize()} (the row is marked with >)"
        yield from _table(found.scenario, problem, engine)


def _table(scenario: Scenario, problem: RowDifference, engine: str) -> Iterator[str]:
    shown = _around(scenario, problem)
    width = max(len("partner"), *(len(event.partner) for some in shown.values() for _, event in some))
    yield _line("", "row", "day", "month", "partner", width, "deal", scenario.currency, "at list", "event")
    for position, event in shown[engine]:
        yield _line(
            ">" if position == problem.position else "", f"{position + 1:,}", str(event.day), str(event.month),
            event.partner, width, event.deal, _amount(event.amount), _amount(event.list_amount), event.event,
        )  # fmt: skip
    if problem.position >= len(problem.ledgers[engine]):
        yield "> the ledger ends here"


def _line(
    mark: str, row: str, day: str, month: str, partner: str, width: int, deal: str, amount: str, listed: str, event: str
) -> str:
    return f"{mark:<1} {row:>7} {day:>5} {month:>5}  {partner:<{width}} {deal:>6} {amount:>14} {listed:>14}  {event}"


def _amount(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _around(scenario: Scenario, problem: RowDifference) -> dict[str, list[tuple[int, Event]]]:
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


def _differing(problem: RowDifference) -> list[str]:
    """The columns in which the rows differ; none if one ledger ends before."""
    ledgers = [problem.ledgers[engine] for engine in ENGINES]
    if problem.position >= min(map(len, ledgers)):
        return []
    first, second = (rows[problem.position].tolist() for rows in ledgers)
    return [column for column, one, other in zip(COLUMNS, first, second, strict=True) if one != other]


def _row_object(found: Verification, problem: RowDifference) -> dict[str, Any]:
    shown = _around(found.scenario, problem)
    return {
        "replication": problem.replication,
        "ledger": "twin" if problem.is_twin else "run",
        "row": problem.position,
        "differs_in": _differing(problem),
        "engines": {
            engine: {
                "rows": len(problem.ledgers[engine]),
                "events": [{"row": position, **asdict(event)} for position, event in shown[engine]],
            }
            for engine in ENGINES
        },
    }


# Metrics


def _metric_lines(found: Verification, problem: MetricDifference) -> Iterator[str]:
    when = "of the whole future" if problem.month is None else f"of month {problem.month}"
    values, is_money = _in_units(problem), _is_money(problem.name)
    reference, compiled = (_figure(values[engine], is_money=is_money) for engine in ENGINES)
    unit = f", in {found.scenario.currency}" if is_money else ""
    yield f"  {problem.name} {when}{unit}"
    yield f"    from the reference engine's ledger {reference:>20}"
    yield f"    from the compiled engine's sums    {compiled:>20}"


def _in_units(problem: MetricDifference) -> dict[str, float]:
    """The values, money in currency units."""
    is_money = _is_money(problem.name)
    return {engine: value / CENTS if is_money else value for engine, value in problem.values.items()}


def _is_money(name: str) -> bool:
    if name in METRIC_INDEX:
        return METRICS[METRIC_INDEX[name]].unit == "money"
    return name != "payback_month"


def _figure(value: float, *, is_money: bool) -> str:
    return f"{value:,.2f}" if is_money else f"{value:,}"


# Words


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason given"
