"""The events of one future as lines of text, and its reconciliation."""

from collections.abc import Iterator

from sim.analysis.trace.trace import Trace
from sim.report.tables.events import event_line, head_line, partner_width
from sim.report.words.events import events
from sim.units import CENTS


def event_lines(traced: Trace) -> Iterator[str]:
    """The events as a table of fixed columns."""
    listed = list(events(traced.rows, traced.roll.name, traced.scenario))
    width = partner_width(listed)
    yield head_line(traced.scenario.currency, width)
    for event in listed:
        yield event_line(event, width)


def reconciliation_lines(traced: Trace) -> Iterator[str]:
    """Each figure as the sum of its rows."""
    yield f"Reconciliation of the whole future, {traced.scenario.currency}"
    for line in traced.reconciled:
        yield f"  {line.name}"
        for label, cents in line.parts:
            yield f"    {label:<42} {cents / CENTS:>18,.2f}"
        mark = "equal" if line.difference_cents == 0 else f"DIFFERS by {line.difference_cents / CENTS:,.2f}"
        yield f"    {'= sum of the rows':<42} {line.sum_cents / CENTS:>18,.2f}"
        yield f"    {'reported as ' + line.reported_name:<42} {line.reported_cents / CENTS:>18,.2f}  {mark}"
