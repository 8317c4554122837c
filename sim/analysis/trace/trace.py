"""One future down to each deal: its ledger, reconciled to the figures that a run reports."""

from dataclasses import dataclass

from sim.analysis.trace.reconciliation import Reconciled, reconcile
from sim.engine.identity import Roll, roll_of
from sim.experiment.ensemble import ratio_window, reaches, trailing_sum
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Channel, IntArray, Row
from sim.metrics.declared import metric_set_of
from sim.scenario.schema import Scenario
from sim.units import to_bps


@dataclass(frozen=True, slots=True)
class Trace:
    """The ledger rows of one future, or of one partner in it, and the whole future's reconciliation."""

    scenario: Scenario
    seed: int
    world: int
    future: int
    engine: str
    measure_at_gate: float
    passes: bool
    partner: str | None
    rows: tuple[Row, ...]
    """The ledger rows, or those of one partner, in their order."""
    roll: Roll
    """Names of the partners in the rows."""
    reconciled: tuple[Reconciled, ...]

    @property
    def reconciles(self) -> bool:
        """True if every figure is the sum of its rows, to the cent."""
        return all(line.difference_cents == 0 for line in self.reconciled)


def trace(scenario: Scenario, seed: int, world: int, future: int, engine: str, partner: str | None = None) -> Trace:
    """Simulates one future. Raises ValueError if ``partner`` names no candidate of its world."""
    run, twin, parameters = ledger_of(scenario, seed, world, future, engine)
    roll = roll_of(parameters)
    rows = run.array()
    monthly = ledger_metrics(scenario, run, twin, parameters)
    dense = None if partner is None else roll.parse(partner)
    shown = run.rows if dense is None else [row for row in run.rows if row[2] == dense]
    starts = {channel: parameters.vendor.channels[channel].starting_arr_cents for channel in Channel}
    share, passes = _at_gate(scenario, monthly)
    return Trace(
        scenario=scenario,
        seed=seed,
        world=world,
        future=future,
        engine="reference" if engine == "auto" else engine,
        measure_at_gate=share,
        passes=passes,
        partner=partner,
        rows=tuple(shown),
        roll=roll,
        reconciled=tuple(reconcile(rows, monthly, starts)),
    )


def _at_gate(scenario: Scenario, monthly: dict[str, IntArray]) -> tuple[float, bool]:
    """The gate's measure at its month, and whether it passes (compared in integers)."""
    gate = scenario.gate
    ratio = metric_set_of(scenario).ratio(gate.measure)
    window = ratio_window(ratio, scenario)
    part, whole = (
        trailing_sum(monthly[name], window)[gate.month - 1 : gate.month]
        for name in (ratio.numerator, ratio.denominator)
    )
    share = float(part[0] / whole[0]) if whole[0] else 0.0
    return share, bool(reaches(part, whole, to_bps(gate.threshold))[0])
