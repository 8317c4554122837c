"""One future as lines of text: its share at the gate, its events, its reconciliation."""

from collections.abc import Iterator

from sim.analysis.trace.trace import Trace
from sim.report.tables.events import event_line, head_line, partner_width
from sim.report.words.events import events
from sim.report.words.rounding import plain_percent
from sim.units import CENTS


def title_line(traced: Trace, replication: int) -> str:
    """The number of the future, and its share at the gate."""
    return (
        f"{traced.scenario.name}, replication {replication} (world {traced.world}, future {traced.future}), "
        f"seed {traced.seed}: {share_line(traced)}"
    )


def share_line(traced: Trace) -> str:
    """Where the future stands at the gate."""
    gate = traced.scenario.gate
    share = f"{gate.measure.replace('_', ' ')} {plain_percent(round(traced.measure_at_gate, 4))}"
    return f"{share} at month {gate.month}, {'passes' if traced.passes else 'misses'} the gate"


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
