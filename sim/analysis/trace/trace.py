"""One future down to each deal: its ledger, what explains it, and the figures that a run reports of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.trace.claims import DealClaim, claims_of
from sim.analysis.trace.drawn import Drawn, drawn_inputs
from sim.analysis.trace.ladder import Course, TierEvent, course_of, tier_events
from sim.analysis.trace.months import Month, by_month
from sim.analysis.trace.reconciliation import (
    Reconciled,
    partner_dues,
    partner_margin,
    partner_pay,
    reconcile,
    reseller_margin,
)
from sim.analysis.trace.standing import PhaseStart, Standing, phase_starts, standings
from sim.analysis.trace.won import WonDeal, won_deals
from sim.engine.identity import Roll, roll_of
from sim.experiment.ensemble import Ensemble, ratio_sums, reaches
from sim.experiment.replication import ladder_readings, ledger_metrics, ledger_of, world_parameters
from sim.ledger import COLUMNS, Channel, IntArray, Kind, Row
from sim.metrics.declared import metric_set_of
from sim.randomness import chance_key
from sim.scenario.parameters import NO_LADDER, ArchetypeParameters, Parameters
from sim.scenario.schema import Scenario
from sim.units import NOT_STATED, to_bps

_KIND, _PARTNER = COLUMNS.index("kind"), COLUMNS.index("partner")


@dataclass(frozen=True, slots=True)
class Trace:
    """The ledger rows of one future, or of one partner in it; what explains the future; its reconciliation."""

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
    months: tuple[Month, ...]
    """The same rows by month."""
    claims: tuple[DealClaim, ...]
    """Of the partner's opportunities, where claims tell deals apart; none of a whole future."""
    roll: Roll
    """Names of the partners in the rows."""
    contacted: int
    """Candidates contacted in the future, of the partner's archetype where there is a partner."""
    reconciled: tuple[Reconciled, ...]
    among: int | None
    """Number of futures that this one is compared with; None for none."""
    drawn: tuple[Drawn, ...]
    phases: tuple[PhaseStart, ...]
    standings: tuple[Standing, ...]
    parameters: Parameters
    tiers: tuple[TierEvent, ...] = ()
    """Of one partner, if it stands on a ladder."""
    won: tuple[WonDeal, ...] = ()
    """Its deals, likewise."""

    @property
    def reconciles(self) -> bool:
        """True if every figure is the sum of its rows, to the cent."""
        return all(line.difference_cents == 0 for line in self.reconciled)


def trace(
    scenario: Scenario, seed: int, world: int, future: int, engine: str, partner: str | None = None,
    ensemble: Ensemble | None = None,
) -> Trace:  # fmt: skip
    """Simulates one future and compares it with those of ``ensemble``.

    Raises ValueError if ``partner`` names no candidate of its world.
    """
    values, _ = world_parameters(scenario, seed, world)
    run, twin, parameters = ledger_of(scenario, seed, world, future, engine)
    roll = roll_of(parameters)
    rows = run.array()
    monthly = ledger_metrics(scenario, run, twin, parameters)
    dense = None if partner is None else roll.parse(partner)
    shown = rows if dense is None else rows[rows[:, _PARTNER] == dense]
    starts = {channel: parameters.vendor.channels[channel].starting_arr_cents for channel in Channel}
    share, passes = _at_gate(scenario, monthly)
    is_gross = parameters.vendor.resale_booking_is_gross
    margin = int(monthly["resale_margin"].sum())
    return Trace(
        scenario=scenario,
        seed=seed,
        world=world,
        future=future,
        engine="reference" if engine == "auto" else engine,
        measure_at_gate=share,
        passes=passes,
        partner=partner,
        rows=tuple((*row,) for row in shown.tolist()),
        months=by_month(shown, scenario.months, is_gross=is_gross),
        claims=() if dense is None else claims_of(parameters, roll, dense, chance_key(seed, world, future), shown),
        roll=roll,
        contacted=_contacted(rows, roll, dense),
        reconciled=(
            *reconcile(rows, monthly, starts),
            *reseller_margin(rows, margin, is_gross=is_gross),
            *(() if dense is None else partner_margin(rows, dense, margin, is_gross=is_gross)),
            *(() if dense is None else _of_partner(shown, parameters, roll, dense)),
        ),
        among=None if ensemble is None else int(ensemble.completed.sum()),
        drawn=drawn_inputs(scenario, values, ensemble),
        phases=phase_starts(scenario, rows, ensemble),
        standings=standings(scenario, monthly, ensemble),
        parameters=parameters,
        won=() if dense is None else _won(shown, parameters, roll, dense),
        tiers=() if dense is None else tuple(_tiers(scenario, parameters, (seed, world, future), roll, dense)),
    )


def _tiers(
    scenario: Scenario, parameters: Parameters, future: tuple[int, int, int], roll: Roll, dense: int
) -> Iterator[TierEvent]:
    """What the closes made of a partner on its ladder; nothing without one."""
    kind = parameters.archetypes[roll.place(dense)[0]]
    if kind.ladder != NO_LADDER:
        readings = ladder_readings(parameters, *future, dense)
        name = sorted(scenario.ladders)[kind.ladder]
        yield from tier_events(readings, scenario.ladders[name], parameters, kind.ladder)


def _course(rows: IntArray, parameters: Parameters, roll: Roll, dense: int) -> Course | None:
    """Where a partner stood; nothing without a ladder."""
    kind = parameters.in_month(1).archetypes[roll.place(dense)[0]]
    return None if kind.ladder == NO_LADDER else course_of(rows, kind, parameters.ladders[kind.ladder])


def _won(rows: IntArray, parameters: Parameters, roll: Roll, dense: int) -> tuple[WonDeal, ...]:
    course = _course(rows, parameters, roll, dense)
    return () if course is None else tuple(won_deals(rows, course))


def _of_partner(rows: IntArray, parameters: Parameters, roll: Roll, dense: int) -> list[Reconciled]:
    """What a partner is paid and what it pays."""
    position = roll.place(dense)[0]

    def in_force(month: int) -> ArchetypeParameters:
        return parameters.in_month(month).archetypes[position]

    def fee(month: int) -> int:
        ladders = parameters.in_month(month).ladders
        own = NOT_STATED if course is None else ladders[kind.ladder].tiers[course.after_close(month)].fee_per_year_cents
        return in_force(month).fee_per_year_cents if own == NOT_STATED else own

    def minimum(month: int) -> int:
        terms = in_force(month).terms
        tier = 0 if terms.card_tiers == 1 or course is None else course.in_books(month)
        return terms.cards[tier].minimum_per_month_cents

    kind, course = in_force(1), _course(rows, parameters, roll, dense)
    return [*partner_pay(rows), *partner_dues(rows, fee, minimum)]


def _contacted(rows: IntArray, roll: Roll, dense: int | None) -> int:
    found = set(rows[rows[:, _KIND] == Kind.CONTACTED, _PARTNER].tolist())
    return len(found if dense is None else {each for each in found if roll.place(each)[0] == roll.place(dense)[0]})


def _at_gate(scenario: Scenario, monthly: dict[str, IntArray]) -> tuple[float, bool]:
    """The gate's measure at its month, and whether it passes (compared in integers)."""
    gate = scenario.gate
    ratio = metric_set_of(scenario).ratio(gate.measure)
    part, whole = (sums[gate.month - 1 : gate.month] for sums in ratio_sums(ratio, scenario, monthly.__getitem__))
    share = float(part[0] / whole[0]) if whole[0] else 0.0
    return share, bool(reaches(part, whole, to_bps(gate.threshold))[0])
