"""The events of one future as lines of text, and its reconciliation."""

from collections.abc import Iterator

from sim.analysis.trace.trace import Trace
from sim.report.tables.events import event_line, head_line, partner_width
from sim.report.words.events import events
from sim.report.words.rounding import fixed


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
            yield f"    {label:<42} {fixed(cents, 2, shift=-2):>18}"
        mark = "equal" if line.difference_cents == 0 else f"DIFFERS by {fixed(line.difference_cents, 2, shift=-2)}"
        yield f"    {'= sum of the rows':<42} {fixed(line.sum_cents, 2, shift=-2):>18}"
        yield f"    {'reported as ' + line.reported_name:<42} {fixed(line.reported_cents, 2, shift=-2):>18}  {mark}"
