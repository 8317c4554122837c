"""The events of one future as lines of text, and its reconciliation."""

from collections.abc import Iterator

from sim.analysis.trace.trace import Trace
from sim.report.tables.columns import labelled, wrapped
from sim.report.tables.events import event_lines, head_lines, partner_width
from sim.report.words.events import events
from sim.report.words.rounding import fixed

_ROW = 65
"""Characters of a label and its amount, where there is room."""


def events_table(traced: Trace, width: int) -> Iterator[str]:
    """The events as a table of fixed columns."""
    listed = list(events(traced.rows, traced.roll.name, traced.scenario))
    partners = partner_width(listed)
    yield from head_lines(traced.scenario.currency, partners, width)
    for event in listed:
        yield from event_lines(event, partners, width)


def reconciliation_lines(traced: Trace, width: int) -> Iterator[str]:
    """Each figure as the sum of its rows."""
    yield from wrapped(f"Reconciliation of the whole future, {traced.scenario.currency}", width)
    for line in traced.reconciled:
        yield f"  {line.name}"
        for label, cents in line.parts:
            yield from _row(label, cents, "", width)
        mark = "equal" if line.difference_cents == 0 else f"DIFFERS by {fixed(line.difference_cents, 2, shift=-2)}"
        yield from _row("= sum of the rows", line.sum_cents, "", width)
        yield from _row(f"reported as {line.reported_name}", line.reported_cents, mark, width)


def _row(label: str, cents: int, mark: str, width: int) -> Iterator[str]:
    """A label and an amount, with a mark to its right, or below where there is no room."""
    beside = len(mark) + 2 if mark and width >= _ROW else 0
    lines = list(labelled(f"    {label}", f"{fixed(cents, 2, shift=-2):>18}", min(_ROW, width - beside)))
    if beside:
        lines[-1] = f"{lines[-1]:<{_ROW}}  {mark}"
        mark = ""
    yield from lines
    if mark:
        yield f"    {mark}"
