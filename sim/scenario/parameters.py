"""Parameters: a scenario in the engines' units (integer cents, whole days, basis points; probabilities as floats).

Names are those of the scenario with the unit that the engine uses. Archetypes are sorted by name, so the order in a
scenario file has no effect.
"""

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from sim.scenario.schema import Archetype, Channel, Phase, ReadinessPath, Scenario
from sim.units import MONTHS_PER_YEAR, calendar_month, round_half_up, to_bps, to_cents


@dataclass(frozen=True, slots=True)
class ChannelParameters:
    starting_arr_cents: int
    growth_per_year: float
    churn_per_year: float
    expansion_per_year: float
    margin_bps: int


@dataclass(frozen=True, slots=True)
class VendorParameters:
    channels: tuple[ChannelParameters, ...]
    """Direct, inbound, roster: in the order of ``sim.ledger.Channel``."""
    roster_partners: int
    gross_margin_bps: int
    acquisition_cost_bps: int
    season: tuple[float, ...]
    """Weight of each program month, index 1 … months (index 0 unused)."""
    noise_sigma: float
    payment_delay_months: int
    direct_delay_days: int
    team_hours: float
    spare_team_share: float
    opportunity_hours: float
    hour_cost_cents: int
    books_gross: bool


@dataclass(frozen=True, slots=True)
class ReadinessParameters:
    """Scores by program month 0 … months + 1, one tuple per pre-condition, and the effects of low scores."""

    product_maturity: tuple[float, ...]
    sales_clarity: tuple[float, ...]
    positioning: tuple[float, ...]
    margin_headroom: tuple[float, ...]
    organisational_capacity: tuple[float, ...]
    direct_discipline: tuple[float, ...]
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
class ProgramParameters:
    """Selection, journey, managers, pilot, review, departure, influence, payout, gate and sunset."""

    minimum_score: int
    reference_score: float
    odds_ratio_per_point: float
    revisit_months: int
    later_probability: float
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
    even_arrivals: bool
    effort_cap: float
    idle_quarters: int
    grace_days: int
    no_deal_months: int
    idle_multiplier: float
    orphan_churn_odds_multiplier: float
    open_deals_close: bool
    pay_after_departure: bool
    credit_bps: int
    payout_every_months: int
    payout_lag_months: int
    paid_from_go_live: bool
    discount_rate: float
    runoff_months: int
    gate_month: int
    gate_bps: int
    gate_window_months: int
    sunset_month: int
    sunset_bps: int


@dataclass(frozen=True, slots=True)
class PhaseParameters:
    earliest_month: int
    entry_partners_won: int
    entry_active_partners: int
    entry_share_bps: int
    contacts_per_month: float
    managers: float
    manager_cost_cents: int
    staff_cost_cents: int
    owner_cost_cents: int
    owner_start_month: int
    infrastructure_cost_cents: int
    support_cost_cents: int
    fixed_cost_cents: int


@dataclass(frozen=True, slots=True)
class StageParameters:
    pass_probability: float
    median_days: float
    sigma: float


@dataclass(frozen=True, slots=True)
class TermsParameters:
    is_resale: bool
    rate_bps: int
    later_bps: tuple[int, ...]

    @property
    def second_year_bps(self) -> int:
        """Fee on the ACV of contract year 2, 0 if there is none."""
        return self.later_bps[0] if self.later_bps else 0


@dataclass(frozen=True, slots=True)
class ArchetypeParameters:
    name: str
    mix_share: float
    candidates: int
    candidates_per_month: int
    score_mean: float
    score_sd: float
    funnel: tuple[StageParameters, ...]
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


_PROGRAM_TABLES = (
    "selection", "program", "review", "departure", "payout", "gate", "influence", "finance", "sunset",
)  # fmt: skip
"""The scenario's tables that ``ProgramParameters`` are made of."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything an engine needs in addition to a key."""

    months: int
    vendor: VendorParameters
    readiness: ReadinessParameters
    program: ProgramParameters
    phases: tuple[PhaseParameters, ...]
    archetypes: tuple[ArchetypeParameters, ...]


def parameters_of(scenario: Scenario, near: tuple[Scenario, Parameters] | None = None) -> Parameters:
    """The scenario in engine units.

    ``near`` is another scenario with its parameters: those of what both hold as the very same object are reused,
    as most of a world's is.
    """
    if near is None:
        return Parameters(
            months=scenario.months,
            vendor=_vendor(scenario),
            readiness=_readiness(scenario),
            program=_program(scenario),
            phases=_phases(scenario),
            archetypes=tuple(_archetype(scenario, name) for name in sorted(scenario.archetypes)),
        )
    other, known = near

    def same(*fields: str) -> bool:
        return all(getattr(scenario, field) is getattr(other, field) for field in fields)

    same_span, same_mix = scenario.months == other.months, same("mix")
    by_name = {parameters.name: parameters for parameters in known.archetypes}
    return Parameters(
        months=scenario.months,
        vendor=known.vendor if same_span and same("vendor", "start_month") else _vendor(scenario),
        readiness=known.readiness if same_span and same("readiness", "readiness_effects") else _readiness(scenario),
        program=known.program if same(*_PROGRAM_TABLES) else _program(scenario),
        phases=known.phases if same("phases", "phase_order", "program") else _phases(scenario),
        archetypes=tuple(
            by_name[name]
            if same_mix and scenario.archetypes[name] is other.archetypes.get(name)
            else _archetype(scenario, name)
            for name in sorted(scenario.archetypes)
        ),
    )


def _channel(channel: Channel, margin_rate: float = 0.0) -> ChannelParameters:
    return ChannelParameters(
        starting_arr_cents=to_cents(channel.starting_arr),
        growth_per_year=channel.arr_growth_per_year,
        churn_per_year=channel.churn_per_year,
        expansion_per_year=channel.expansion_per_year,
        margin_bps=to_bps(margin_rate),
    )


def _vendor(scenario: Scenario) -> VendorParameters:
    vendor = scenario.vendor
    return VendorParameters(
        channels=(
            _channel(vendor.direct),
            _channel(vendor.inbound),
            _channel(vendor.roster, vendor.roster.margin_rate),
        ),
        roster_partners=vendor.roster.partners,
        gross_margin_bps=to_bps(vendor.gross_margin_share),
        acquisition_cost_bps=to_bps(vendor.acquisition_cost_rate),
        season=_season(vendor.seasonality, scenario.start_month, scenario.months),
        noise_sigma=vendor.noise_sigma,
        payment_delay_months=vendor.payment_delay_months,
        direct_delay_days=vendor.direct_delay_days,
        team_hours=vendor.team_hours_per_month,
        spare_team_share=vendor.spare_team_share,
        opportunity_hours=vendor.partner_opportunity_hours,
        hour_cost_cents=to_cents(vendor.hour_cost),
        books_gross=vendor.resale_booking == "gross",
    )


@lru_cache(maxsize=16)
def _season(weights: tuple[float, ...], start_month: int, months: int) -> tuple[float, ...]:
    return (1.0, *(weights[calendar_month(month, start_month) - 1] for month in range(1, months + 1)))


def _scores(score: float | ReadinessPath, months: int) -> tuple[float, ...]:
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


def _readiness(scenario: Scenario) -> ReadinessParameters:
    readiness, effects, months = scenario.readiness, scenario.readiness_effects, scenario.months
    return ReadinessParameters(
        product_maturity=_scores(readiness.product_maturity, months),
        sales_clarity=_scores(readiness.sales_clarity, months),
        positioning=_scores(readiness.positioning, months),
        margin_headroom=_scores(readiness.margin_headroom, months),
        organisational_capacity=_scores(readiness.organisational_capacity, months),
        direct_discipline=_scores(readiness.direct_discipline, months),
        **{name: getattr(effects, name) for name in type(effects).model_fields},
    )


def _program(scenario: Scenario) -> ProgramParameters:
    selection, program, review, departure = scenario.selection, scenario.program, scenario.review, scenario.departure
    payout, gate = scenario.payout, scenario.gate
    return ProgramParameters(
        minimum_score=selection.minimum_score,
        reference_score=selection.reference_score,
        odds_ratio_per_point=selection.odds_ratio_per_point,
        revisit_months=selection.revisit_months,
        later_probability=selection.later_probability,
        pilot_first=program.journey[0] == "pilot",
        has_pilot="pilot" in program.journey,
        onboarding_slots=program.onboarding_slots,
        partners_per_manager=program.partners_per_manager,
        overload_effort_elasticity=program.overload_effort_elasticity,
        overload_departure_elasticity=program.overload_departure_elasticity,
        onboarding_cost_cents=to_cents(program.onboarding_cost),
        pilot_days=program.pilot_days,
        pilot_extended_days=program.pilot_extended_days,
        pilot_extension_probability=program.pilot_extension_probability,
        pilot_opportunities=program.pilot_opportunities,
        even_arrivals=program.arrivals == "even",
        effort_cap=program.effort_cap,
        idle_quarters=review.idle_quarters,
        grace_days=review.grace_days,
        no_deal_months=review.no_deal_months,
        idle_multiplier=departure.idle_multiplier,
        orphan_churn_odds_multiplier=departure.orphan_churn_odds_multiplier,
        open_deals_close=departure.open_deals == "close",
        pay_after_departure=departure.pay_after_departure,
        credit_bps=to_bps(scenario.influence.credit_share),
        payout_every_months=payout.every_months,
        payout_lag_months=payout.lag_months,
        paid_from_go_live=payout.trigger == "go_live",
        discount_rate=scenario.finance.discount_rate,
        runoff_months=scenario.finance.runoff_months,
        gate_month=gate.month,
        gate_bps=to_bps(gate.threshold),
        gate_window_months=gate.window_months,
        sunset_month=scenario.sunset.month,
        sunset_bps=to_bps(scenario.sunset.sourced_share),
    )


def _phases(scenario: Scenario) -> tuple[PhaseParameters, ...]:
    return tuple(_phase(scenario.phases[name], scenario) for name in scenario.phase_order)


def _phase(phase: Phase, scenario: Scenario) -> PhaseParameters:
    program = scenario.program
    return PhaseParameters(
        earliest_month=phase.earliest_month,
        entry_partners_won=phase.entry_partners_won,
        entry_active_partners=phase.entry_active_partners,
        entry_share_bps=to_bps(phase.entry_sourced_share),
        contacts_per_month=phase.contacts_per_month,
        managers=phase.managers,
        manager_cost_cents=round_half_up(phase.managers * to_cents(program.manager_cost_per_year) / MONTHS_PER_YEAR),
        staff_cost_cents=round_half_up(phase.staff * to_cents(program.staff_cost_per_year) / MONTHS_PER_YEAR),
        owner_cost_cents=to_cents(phase.owner_cost_per_month),
        owner_start_month=phase.owner_start_month,
        infrastructure_cost_cents=to_cents(phase.infrastructure_cost_per_month),
        support_cost_cents=to_cents(phase.support_cost_per_month),
        fixed_cost_cents=to_cents(phase.fixed_cost_per_month),
    )


@lru_cache(maxsize=64)
def _terms(model: str, rate: float, later_rates: tuple[float, ...]) -> TermsParameters:
    return TermsParameters(
        is_resale=model == "resale", rate_bps=to_bps(rate), later_bps=tuple(to_bps(rate) for rate in later_rates)
    )


_stage = lru_cache(maxsize=64)(StageParameters)
_SAME = tuple(
    field
    for field in Archetype.model_fields
    if field not in ("funnel_order", "funnel", "acv_median", "terms", "market_terms")
)
"""Fields of an archetype that engines take as they are."""
_same_values = attrgetter(*_SAME)


def _archetype(scenario: Scenario, name: str) -> ArchetypeParameters:
    archetype = scenario.archetypes[name]
    terms, market = archetype.terms, archetype.market_terms
    stages = (archetype.funnel[stage] for stage in archetype.funnel_order)
    return ArchetypeParameters(
        name=name,
        mix_share=scenario.mix.get(name, 0.0),
        funnel=tuple(_stage(stage.pass_probability, stage.median_days, stage.sigma) for stage in stages),
        acv_median_cents=float(to_cents(archetype.acv_median)),
        terms=_terms(terms.model, terms.rate, terms.later_rates),
        market_terms=_terms(market.model, market.rate, market.later_rates),
        **dict(zip(_SAME, _same_values(archetype), strict=True)),
    )
