"""What a comparison of the engines found, in lines of text."""

import sys
from collections.abc import Iterator

from sim.experiment.verification import (
    COMPILED,
    ENGINES,
    REFERENCE,
    MetricDifference,
    RowDifference,
    Verification,
)
from sim.metrics.declared import metric_set_of
from sim.metrics.unit import MONEY
from sim.report.tables.events import event_lines, head_lines, partner_width
from sim.report.verification.differences import differing_columns, in_units, last_line, rows_around
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import fixed
from sim.scenario.schema import Scenario

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


def verification_lines(found: Verification, width: int = sys.maxsize) -> Iterator[str]:
    """What was compared, and the first thing that is not equal with its context; sentences may be longer."""
    problem = found.problem
    if problem is None:
        yield f"equal, {counted(found.replications, 'replication')}, {counted(found.rows, 'row')}"
        measured = metric_set_of(found.scenario)
        yield (
            f"metrics equal: {len(measured.metrics)} monthly metrics and {len(measured.totals)} totals a replication, "
            "from the reference ledger and from the compiled engine's own sums"
        )
        return
    yield f"NOT EQUAL: {found.scenario.name}, seed {found.seed}, replication {problem.replication}"
    if isinstance(problem, RowDifference):
        yield from _row_lines(found, problem, width)
    elif isinstance(problem, MetricDifference):
        yield f"The ledgers of {counted(found.replications, 'replication')} are equal. The metrics are not:"
        yield from _metric_lines(found, problem)
    else:
        yield f"The {_NAMES[problem.engine]} failed: {last_line(problem.traceback)}"
        yield "Its ledger could not be compared."


def time_line(found: Verification) -> str:
    """How long each engine took."""
    seconds = found.seconds
    return (
        f"reference engine {fixed(seconds[REFERENCE], 2)} s; "
        f"compiled engine {fixed(seconds[COMPILED], 2)} s with its ledgers, "
        f"{fixed(seconds['sums'], 2)} s for metrics without them"
    )


def _row_lines(found: Verification, problem: RowDifference, width: int) -> Iterator[str]:
    what = "the twin without a program" if problem.is_twin else "the future with the program"
    lengths = [f"{len(problem.ledgers[engine]):,} of the {_NAMES[engine]}" for engine in ENGINES]
    yield f"In {what} the first row that differs is row {problem.position + 1:,} ({' and '.join(lengths)})."
    if found.replications:
        yield f"Before it, {counted(found.replications, 'replication')} and {counted(found.rows, 'row')} are equal."
    differing = differing_columns(problem)
    if differing:
        yield f"It differs in {listed([_COLUMN_WORDS[column] for column in differing])}."
    for engine in ENGINES:
        yield ""
        yield f"{_NAMES[engine].capitalize()} (the row is marked with >)"
        yield from _table(found.scenario, problem, engine, width)


def _table(scenario: Scenario, problem: RowDifference, engine: str, width: int) -> Iterator[str]:
    shown = rows_around(scenario, problem)
    partners = max(partner_width([event for _, event in some]) for some in shown.values())
    yield from head_lines(scenario.currency, partners, width, f"  {'row':>7} ")
    for position, event in shown[engine]:
        mark = ">" if position == problem.position else " "
        yield from event_lines(event, partners, width, f"{mark} {position + 1:>7,} ")
    if problem.position >= len(problem.ledgers[engine]):
        yield "> the ledger ends here"


def _metric_lines(found: Verification, problem: MetricDifference) -> Iterator[str]:
    when = "of the whole future" if problem.month is None else f"of month {problem.month}"
    values, is_money = in_units(problem), problem.unit is MONEY
    reference, compiled = (_figure(values[engine], is_money=is_money) for engine in ENGINES)
    unit = f", in {found.scenario.currency}" if is_money else ""
    yield f"  {problem.name} {when}{unit}"
    yield f"    from the reference engine's ledger {reference:>20}"
    yield f"    from the compiled engine's sums    {compiled:>20}"


def _figure(value: float, *, is_money: bool) -> str:
    return fixed(value, 2) if is_money else f"{value:,}"
