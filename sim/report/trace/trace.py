"""One future down to each deal: its events in words, reconciled to the figures that a run reports of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.identity import roll_of
from sim.experiment.ensemble import ratio_window, reaches, trailing_sum
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Channel, IntArray
from sim.metrics.declared import METRIC_INDEX, METRICS, RATIOS
from sim.report.trace.reconciliation import Reconciled, reconcile
from sim.report.words.events import Event, events
from sim.report.words.rounding import plain_percent
from sim.scenario.schema import Scenario
from sim.units import CENTS, to_bps


@dataclass(frozen=True, slots=True)
class Trace:
    """The events of one future, or of one partner in it, and the whole future's reconciliation."""

    scenario: str
    currency: str
    seed: int
    world: int
    future: int
    engine: str
    months: int
    measure: str
    gate_month: int
    measure_at_gate: float
    passes: bool
    partner: str | None
    events: tuple[Event, ...]
    reconciled: tuple[Reconciled, ...]

    @property
    def reconciles(self) -> bool:
        """True if every figure is the sum of its rows, to the cent."""
        return all(line.difference_cents == 0 for line in self.reconciled)

    @property
    def share_line(self) -> str:
        """Where the future stands at the gate."""
        verdict = "passes" if self.passes else "misses"
        name = self.measure.replace("_", " ")
        return f"{name} {plain_percent(round(self.measure_at_gate, 4))} at month {self.gate_month}, {verdict} the gate"


def trace(scenario: Scenario, seed: int, world: int, future: int, engine: str, partner: str | None = None) -> Trace:
    """Simulates one future. Raises ValueError if ``partner`` names no candidate of its world."""
    run, twin, parameters = ledger_of(scenario, seed, world, future, engine)
    roll = roll_of(parameters)
    rows = run.array()
    monthly = _by_name(ledger_metrics(run, twin, parameters))
    dense = None if partner is None else roll.parse(partner)
    shown = run.rows if dense is None else [row for row in run.rows if row[2] == dense]
    starts = {channel: parameters.vendor.channels[channel].starting_arr_cents for channel in Channel}
    share, passes = _at_gate(scenario, monthly)
    return Trace(
        scenario=scenario.name,
        currency=scenario.currency,
        seed=seed,
        world=world,
        future=future,
        engine="reference" if engine == "auto" else engine,
        months=scenario.months,
        measure=scenario.gate.measure,
        gate_month=scenario.gate.month,
        measure_at_gate=share,
        passes=passes,
        partner=partner,
        events=tuple(events(shown, roll.name, scenario)),
        reconciled=tuple(reconcile(rows, monthly, starts)),
    )


def _by_name(monthly: IntArray) -> dict[str, IntArray]:
    return {metric.name: monthly[METRIC_INDEX[metric.name]] for metric in METRICS}


def _at_gate(scenario: Scenario, monthly: dict[str, IntArray]) -> tuple[float, bool]:
    """The gate's measure at its month, and whether it passes (compared in integers)."""
    gate = scenario.gate
    ratio = next(ratio for ratio in RATIOS if ratio.name == gate.measure)
    window = ratio_window(ratio, scenario)
    part, whole = (
        trailing_sum(monthly[name], window)[gate.month - 1 : gate.month]
        for name in (ratio.numerator, ratio.denominator)
    )
    share = float(part[0] / whole[0]) if whole[0] else 0.0
    return share, bool(reaches(part, whole, to_bps(gate.threshold))[0])


def event_lines(traced: Trace) -> Iterator[str]:
    """The events as a table of fixed columns."""
    wide = max((len(event.partner) for event in traced.events), default=0)
    partner_width = max(wide, len("partner"))
    yield _line("day", "month", "partner", partner_width, "deal", traced.currency, "at list", "event")
    for event in traced.events:
        amounts = (_amount(event.amount), _amount(event.list_amount))
        yield _line(str(event.day), str(event.month), event.partner, partner_width, event.deal, *amounts, event.event)


def _line(
    day: str, month: str, partner: str, partner_width: int, deal: str, amount: str, listed: str, event: str
) -> str:
    return f"{day:>5} {month:>5}  {partner:<{partner_width}} {deal:>6} {amount:>14} {listed:>14}  {event}".rstrip()


def _amount(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def reconciliation_lines(traced: Trace) -> Iterator[str]:
    """Each figure as the sum of its rows."""
    yield f"Reconciliation of the whole future, {traced.currency}"
    for line in traced.reconciled:
        yield f"  {line.name}"
        for label, cents in line.parts:
            yield f"    {label:<42} {cents / CENTS:>18,.2f}"
        mark = "equal" if line.difference_cents == 0 else f"DIFFERS by {line.difference_cents / CENTS:,.2f}"
        yield f"    {'= sum of the rows':<42} {line.sum_cents / CENTS:>18,.2f}"
        yield f"    {'reported as ' + line.reported_name:<42} {line.reported_cents / CENTS:>18,.2f}  {mark}"
