"""Parameters: a scenario in the engines' units (integer cents, whole days, basis points; probabilities as floats).

A record a table of the scenario, with its fields' names and the engine's unit (``sim.scenario.conversion``); records
hold numbers, names, records, and tuples of these. What is worked out by hand stands first in a record. Archetypes
stand in the order of their names, so the order of a scenario file never enters a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import Archetype, FunnelStage, Phase, Program, Readiness, ReadinessPath, Scenario, Vendor
from sim.units import MONTHS_PER_YEAR, calendar_month, round_half_up, to_cents


@dataclass(frozen=True, slots=True)
class ChannelParameters:
    starting_arr_cents: int
    arr_growth_per_year: float
    churn_per_year: float
    expansion_per_year: float
    margin_rate_bps: int
    """Resale margin; 0 but for the roster."""


@dataclass(frozen=True, slots=True)
class VendorParameters:
    channels: tuple[ChannelParameters, ...]
    """Direct, inbound, roster: in the order of ``sim.ledger.Channel``."""
    roster_partners: int
    season: tuple[float, ...]
    """Weight of each program month, index 1 … months (index 0 unused)."""
    gross_margin_share_bps: int
    acquisition_cost_rate_bps: int
    noise_sigma: float
    payment_delay_months: int
    direct_delay_days: int
    team_hours_per_month: float
    spare_team_share: float
    partner_opportunity_hours: float
    hour_cost_cents: int
    resale_booking_is_gross: bool


@dataclass(frozen=True, slots=True)
class ReadinessParameters:
    """Scores by program month 0 … months + 1, one tuple a pre-condition."""

    product_maturity: tuple[float, ...]
    sales_clarity: tuple[float, ...]
    positioning: tuple[float, ...]
    margin_headroom: tuple[float, ...]
    organisational_capacity: tuple[float, ...]
    direct_discipline: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ReadinessEffectsParameters:
    ready_score: float
    unready_score: float
    activation_odds_multiplier: float
    early_cancel_odds_multiplier: float
    departure_multiplier: float
    win_odds_multiplier: float
    cycle_multiplier: float
    effort_multiplier: float
    margin_cost_share: float
    capacity_multiplier: float
    conflict_odds_multiplier: float


@dataclass(frozen=True, slots=True)
class SelectionParameters:
    minimum_score: int
    reference_score: float
    odds_ratio_per_point: float
    revisit_months: int
    later_probability: float


@dataclass(frozen=True, slots=True)
class ProgramParameters:
    pilot_first: bool
    has_pilot: bool
    onboarding_slots: float
    partners_per_manager: float
    overload_effort_elasticity: float
    overload_departure_elasticity: float
    onboarding_cost_cents: int
    pilot_days: int
    pilot_extended_days: int
    pilot_extension_probability: float
    pilot_opportunities: int
    arrivals_is_even: bool
    effort_cap: float


@dataclass(frozen=True, slots=True)
class ReviewParameters:
    idle_quarters: int
    grace_days: int
    no_deal_months: int


@dataclass(frozen=True, slots=True)
class DepartureParameters:
    idle_multiplier: float
    orphan_churn_odds_multiplier: float
    open_deals_is_close: bool
    pay_after_departure: bool


@dataclass(frozen=True, slots=True)
class InfluenceParameters:
    credit_share_bps: int


@dataclass(frozen=True, slots=True)
class PayoutParameters:
    every_months: int
    lag_months: int
    trigger_is_go_live: bool


@dataclass(frozen=True, slots=True)
class FinanceParameters:
    discount_rate: float
    runoff_months: int


@dataclass(frozen=True, slots=True)
class GateParameters:
    month: int
    threshold_bps: int
    window_months: int


@dataclass(frozen=True, slots=True)
class SunsetParameters:
    month: int
    sourced_share_bps: int


@dataclass(frozen=True, slots=True)
class PhaseParameters:
    manager_cost_per_month_cents: int
    """Of all managers of the phase; so for the other heads."""
    staff_cost_per_month_cents: int
    earliest_month: int
    entry_partners_won: int
    entry_active_partners: int
    entry_sourced_share_bps: int
    contacts_per_month: float
    managers: float
    owner_cost_per_month_cents: int
    owner_start_month: int
    infrastructure_cost_per_month_cents: int
    support_cost_per_month_cents: int
    fixed_cost_per_month_cents: int


@dataclass(frozen=True, slots=True)
class StageParameters:
    pass_probability: float
    median_days: float
    sigma: float


@dataclass(frozen=True, slots=True)
class TermsParameters:
    model_is_resale: bool
    rate_bps: int
    later_rates_bps: tuple[int, ...]

    @property
    def second_year_bps(self) -> int:
        """Fee on the ACV of contract year 2, 0 if there is none."""
        return self.later_rates_bps[0] if self.later_rates_bps else 0


@dataclass(frozen=True, slots=True)
class ArchetypeParameters:
    name: str
    mix_share: float
    funnel: tuple[StageParameters, ...]
    """In the order of the funnel."""
    candidates: int
    candidates_per_month: int
    score_mean: float
    score_sd: float
    onboarding_median_days: float
    onboarding_sigma: float
    committed_reps_probability: float
    first_opportunity_median_days: float
    first_opportunity_sigma: float
    size_sigma: float
    opportunities_per_month: float
    ramp_months: int
    accounts: float
    qualification_probability: float
    conflict_probability: float
    cannibalised_probability: float
    win_probability: float
    cycle_median_days: float
    cycle_sigma: float
    acv_median_cents: float
    acv_sigma: float
    go_live_days: int
    early_cancel_probability: float
    early_cancel_days: int
    churn_per_year: float
    expansion_probability: float
    expansion_share: float
    departure_new_per_year: float
    departure_settled_per_year: float
    departure_settling_months: float
    pay_elasticity: float
    influence_probability: float
    review_exempt: bool
    terms: TermsParameters
    market_terms: TermsParameters


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything an engine needs besides a key."""

    months: int
    vendor: VendorParameters
    readiness: ReadinessParameters
    readiness_effects: ReadinessEffectsParameters
    selection: SelectionParameters
    program: ProgramParameters
    review: ReviewParameters
    departure: DepartureParameters
    influence: InfluenceParameters
    payout: PayoutParameters
    finance: FinanceParameters
    gate: GateParameters
    sunset: SunsetParameters
    phases: tuple[PhaseParameters, ...]
    archetypes: tuple[ArchetypeParameters, ...]


def parameters_of(scenario: Scenario, blocks: Blocks | None = None) -> Parameters:
    """The scenario in engine units; of ``blocks`` come those that were made of the very same tables before."""
    known = blocks or Blocks()
    return Parameters(
        months=scenario.months,
        vendor=known.made(_vendor, scenario.vendor, scenario.start_month, scenario.months),
        readiness=known.made(_readiness, scenario.readiness, scenario.months),
        readiness_effects=known.of_table(ReadinessEffectsParameters, scenario.readiness_effects),
        selection=known.of_table(SelectionParameters, scenario.selection),
        program=known.made(_program, scenario.program),
        review=known.of_table(ReviewParameters, scenario.review),
        departure=known.of_table(DepartureParameters, scenario.departure),
        influence=known.of_table(InfluenceParameters, scenario.influence),
        payout=known.of_table(PayoutParameters, scenario.payout),
        finance=known.of_table(FinanceParameters, scenario.finance),
        gate=known.of_table(GateParameters, scenario.gate),
        sunset=known.of_table(SunsetParameters, scenario.sunset),
        phases=known.made(_phases, scenario.phases, scenario.phase_order, scenario.program),
        archetypes=tuple(
            known.made(_archetype, name, scenario.archetypes[name], scenario.mix.get(name, 0.0))
            for name in sorted(scenario.archetypes)
        ),
    )


def blocks_of(scenario: Scenario) -> Blocks:
    """The blocks of a scenario's parameters, for the worlds drawn from it."""
    blocks = Blocks()
    parameters_of(scenario, blocks)
    blocks.close()
    return blocks


# What is worked out by hand. Each function is given the parts that its block is made of, and nothing else.


def _vendor(blocks: Blocks, vendor: Vendor, start_month: int, months: int) -> VendorParameters:
    direct, inbound = (
        converted(blocks, ChannelParameters, channel, margin_rate_bps=0) for channel in (vendor.direct, vendor.inbound)
    )
    return converted(
        blocks,
        VendorParameters,
        vendor,
        channels=(direct, inbound, converted(blocks, ChannelParameters, vendor.roster)),
        roster_partners=vendor.roster.partners,
        season=_season(vendor.seasonality, start_month, months),
    )


def _season(weights: tuple[float, ...], start_month: int, months: int) -> tuple[float, ...]:
    return (1.0, *(weights[calendar_month(month, start_month) - 1] for month in range(1, months + 1)))


def _readiness(blocks: Blocks, readiness: Readiness, months: int) -> ReadinessParameters:
    scores = {name: getattr(readiness, name) for name in Readiness.model_fields}
    return ReadinessParameters(**{name: blocks.made(_scores, score, months) for name, score in scores.items()})


def _scores(_: Blocks, score: float | ReadinessPath, months: int) -> tuple[float, ...]:
    """The score of each month 0 … months + 1: linear between a path's points, constant outside them."""
    if not isinstance(score, ReadinessPath):
        return (score,) * (months + 2)
    return tuple(_interpolated(score.months, score.scores, month) for month in range(months + 2))


def _interpolated(months: tuple[int, ...], scores: tuple[float, ...], month: int) -> float:
    if month <= months[0]:
        return scores[0]
    for before, after, low, high in zip(months, months[1:], scores, scores[1:], strict=False):
        if month <= after:
            return low + (high - low) * (month - before) / (after - before)
    return scores[-1]


def _program(blocks: Blocks, program: Program) -> ProgramParameters:
    return converted(
        blocks,
        ProgramParameters,
        program,
        pilot_first=program.journey[0] == "pilot",
        has_pilot="pilot" in program.journey,
    )


def _phases(
    blocks: Blocks, phases: Mapping[str, Phase], order: tuple[str, ...], program: Program
) -> tuple[PhaseParameters, ...]:
    return tuple(blocks.made(_phase, phases[name], program) for name in order)


def _phase(blocks: Blocks, phase: Phase, program: Program) -> PhaseParameters:
    return converted(
        blocks,
        PhaseParameters,
        phase,
        manager_cost_per_month_cents=_heads_cost(phase.managers, program.manager_cost_per_year),
        staff_cost_per_month_cents=_heads_cost(phase.staff, program.staff_cost_per_year),
    )


def _heads_cost(heads: float, cost_per_year: float) -> int:
    """Monthly cost of some heads, in cents."""
    return round_half_up(heads * to_cents(cost_per_year) / MONTHS_PER_YEAR)


def _archetype(blocks: Blocks, name: str, archetype: Archetype, mix_share: float) -> ArchetypeParameters:
    return converted(
        blocks,
        ArchetypeParameters,
        archetype,
        name=name,
        mix_share=mix_share,
        funnel=blocks.made(_funnel, archetype.funnel, archetype.funnel_order),
    )


def _funnel(blocks: Blocks, stages: Mapping[str, FunnelStage], order: tuple[str, ...]) -> tuple[StageParameters, ...]:
    return tuple(blocks.of_table(StageParameters, stages[stage]) for stage in order)
