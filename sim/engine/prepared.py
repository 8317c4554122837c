"""Values that follow from the parameters of a world, computed once by the rules and read by both engines.

``prepare`` fills it: in compiled code for the compiled engine, in plain Python for the reference engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from sim.compilation import part, plain
from sim.engine.class_chances import ClassChances, judge_classes, mix_classes
from sim.engine.identity import roll_of
from sim.engine.prepared_pay import (
    effort_of_pay,
    effort_of_waiting,
    expected_by_year,
    lines_of,
    market_pay,
    own_services_bps,
    own_share,
    pay_in_year,
)
from sim.engine.start_ladder import stated_tier_of_pay
from sim.engine.start_onboarding import judge_onboarding
from sim.engine.start_stages import judge_stages
from sim.engine.start_unknown import cycle_passed, fill_size_law, first_passed
from sim.records import Rows, Table, blank, give_tables
from sim.rules.conflict import credit_odds
from sim.rules.departure import yearly_hazard
from sim.rules.direct import monthly_churn, monthly_expansion
from sim.rules.effort import first_year_fee_cents, year_pay
from sim.rules.indifference import indifference_odds, kept_pay_share
from sim.rules.readiness import readiness_multiplier, shortfall
from sim.rules.selection import HIGHEST_SCORE, score_odds
from sim.rules.started import SIZE_CELLS
from sim.scenario.parameters import (
    ArchetypeParameters,
    ChannelParameters,
    Parameters,
    ReadinessEffectsParameters,
)
from sim.units import round_half_up


@dataclass(slots=True, eq=False)
class ArchetypePlan:
    """Values shared by all partners of an archetype."""

    first_index: int
    """Dense index of its first candidate."""
    started_index: int
    """Dense index of its first partner that is there on day 0: after every candidate."""
    hazard_new: float
    """Yearly hazard of leaving at the agreement."""
    hazard_settled: float
    claimed: ClassChances
    """Of its deals, if a claim is submitted."""
    unclaimed: ClassChances
    """And if none is."""
    waiting_effort: float
    """Effort factor from waiting for pay."""
    market_pay: float
    """Under a cap."""
    first_pay: int
    """Place of the pay of its lowest tier, behind which stands that of the others, if they are paid apart."""
    first_closed: int
    """Likewise of their pay in months without registration; the same place where claims tell no deals apart."""


@dataclass(slots=True, eq=False)
class PayPlan:
    """Values shared by the partners of an archetype that stand at a tier, or by all, where tiers are paid alike."""

    chances: ClassChances
    """Of their deals."""
    effort: float
    """Effort factor from their pay, with what waiting for it makes of it."""
    first_year_pay: float
    """What of that pay is of year 1, and of later years; the fee of a median deal: under a cap."""
    later_years_pay: float
    first_year_fee_cents: int


@dataclass(slots=True, eq=False)
class ChannelPlan:
    """Monthly rates of a channel."""

    churn: float
    expansion: float


@dataclass(slots=True, eq=False)
class MonthReadiness:
    """What readiness does in one month: a factor a mechanism (R-11)."""

    activation_odds: float
    capacity: float
    conflict_odds: float
    cycle: float
    departure: float
    early_cancel_odds: float
    effort: float
    headroom_shortfall: float
    win_odds: float


def _rows(count: Callable[[Parameters], int]) -> Rows:
    return Rows(count)


def _pay_plans(parameters: Parameters) -> int:
    """By archetype and tier, and where claims tell deals apart for months with registration and without it."""
    return sum(one.terms.card_tiers for one in parameters.archetypes) * (2 if parameters.claims else 1)


_BY_ARCHETYPE = _rows(lambda parameters: len(parameters.archetypes))
RETENTION_YEARS = 20
"""Contract years that have odds of their own; later ones have those of the last: every share has ended then."""
_BY_PAY = _rows(_pay_plans)
_BY_PAY_AND_YEAR = _rows(lambda parameters: RETENTION_YEARS * _pay_plans(parameters))
_BY_CLAIMS = _rows(lambda parameters: len(parameters.claims))
_BY_CHANNEL = _rows(lambda parameters: len(parameters.vendor.channels))
_TO_MONTH_AFTER = _rows(lambda parameters: parameters.months + 2)
_BY_SCORE = _rows(lambda _: HIGHEST_SCORE + 1)
_BY_STARTED_PARTNER = _rows(lambda parameters: sum(len(one.partners) for one in parameters.start))
_BY_STARTED_OPPORTUNITY = _rows(lambda parameters: sum(len(one.opportunities) for one in parameters.start))
_BY_WAITING = _rows(lambda parameters: sum(len(one.waiting) for one in parameters.start))
_BY_STAGE_AND_DAY = _rows(
    lambda parameters: sum(
        len(parameters.archetypes) * (one.later_stages + 1) * (one.oldest_contact_days + 2) for one in parameters.start
    )
)
_BY_LAW_AND_CELL = _rows(lambda parameters: sum(one.laws * SIZE_CELLS for one in parameters.start))


@dataclass(slots=True, eq=False)
class Prepared:
    """Values that follow from a world, in tables."""

    archetypes: Annotated[Table[ArchetypePlan], _BY_ARCHETYPE]
    pay: Annotated[Table[PayPlan], _BY_PAY]
    channels: Annotated[Table[ChannelPlan], _BY_CHANNEL]
    readiness: Annotated[Table[MonthReadiness], _TO_MONTH_AFTER]
    """From month 0."""
    score_odds: Annotated[Table[float], _BY_SCORE]
    retention_odds: Annotated[Table[float], _BY_PAY_AND_YEAR]
    """Factor of the odds of churn at the end of a contract year, from 1, by the pay of a partner in force (R-94)."""
    first_passed: Annotated[Table[float], _BY_STARTED_PARTNER]
    """Chance that a partner of a running program with people who sell would have had its first opportunity by now."""
    onboarding_began: Annotated[Table[int], _BY_WAITING]
    """Day on which the onboarding of a partner in the line began; ``NEVER_YET`` if it waits."""
    onboarding_passed: Annotated[Table[float], _BY_WAITING]
    """Chance that it would be over by now."""
    stage_lasts: Annotated[Table[float], _BY_STAGE_AND_DAY]
    """Chances of the recruiting stages of archetypes to last so many days (``start_stages.stage_place``)."""
    stage_begins: Annotated[Table[float], _BY_STAGE_AND_DAY]
    """Chances that they begin so many days after the first contact."""
    cycle_passed: Annotated[Table[float], _BY_STARTED_OPPORTUNITY]
    """Chance that its opportunity would be decided by now."""
    credit_odds: Annotated[Table[float], _BY_CLAIMS]
    """Factor on the odds of conflict by the direct rep's credit, where claims tell deals apart (R-53)."""
    size_law: Annotated[Table[float], _BY_LAW_AND_CELL]
    """Laws of unknown sizes: chances of a score below the end of each cell."""


@part
def prepare(parameters: Parameters, prepared: Prepared, judges: bool) -> None:
    """Fill all tables; ``judges``: unless the chances of classes are there, of a world that is judged alike."""
    prepare_in_force(parameters, prepared, judges)
    if len(parameters.start) > 0:
        for position in range(len(parameters.archetypes)):
            _judge_started(parameters, prepared, position)
            judge_stages(parameters, position, prepared.stage_lasts, prepared.stage_begins)
        capacity = prepared.readiness[0].capacity
        judge_onboarding(parameters, capacity, prepared.onboarding_began, prepared.onboarding_passed)


@part
def prepare_in_force(parameters: Parameters, prepared: Prepared, judges: bool) -> None:
    """Fill the tables that months read; what was unknown of day 0 stays."""
    _plan_archetypes(parameters, prepared, judges)
    for channel in range(len(parameters.vendor.channels)):
        _plan_channel(parameters, prepared, channel)
    for month in range(parameters.months + 2):
        _read_readiness(parameters, month, prepared.readiness[month])
    for position in range(len(parameters.claims)):
        conflict = parameters.claims[position].conflict
        prepared.credit_odds[position] = credit_odds(
            conflict.credit_odds_multiplier, conflict.credit_share, conflict.best_credit_share
        )
    selection = parameters.selection
    for score in range(HIGHEST_SCORE + 1):
        prepared.score_odds[score] = score_odds(score, selection.reference_score, selection.odds_ratio_per_point)


@part
def _plan_archetypes(parameters: Parameters, prepared: Prepared, judges: bool) -> None:
    first_index = 0
    first_pay = 0
    for position in range(len(parameters.archetypes)):
        archetype = parameters.archetypes[position]
        plan = prepared.archetypes[position]
        plan.first_index = first_index
        plan.hazard_new = yearly_hazard(archetype.departure_new_per_year)
        plan.hazard_settled = yearly_hazard(archetype.departure_settled_per_year)
        if judges:
            judge_classes(parameters, archetype, plan.claimed, plan.unclaimed)
        plan.waiting_effort = effort_of_waiting(parameters, archetype)
        plan.market_pay = 0.0
        plan.first_pay = first_pay
        for tier in range(archetype.terms.card_tiers):
            _plan_pay(parameters, archetype, tier, True, plan, prepared.pay[first_pay + tier])
            _plan_retention(prepared, archetype, tier, first_pay + tier)
        plan.first_closed = first_pay
        first_pay += archetype.terms.card_tiers
        if len(parameters.claims) > 0:
            plan.first_closed = first_pay
            for tier in range(archetype.terms.card_tiers):
                _plan_pay(parameters, archetype, tier, False, plan, prepared.pay[first_pay + tier])
            first_pay += archetype.terms.card_tiers
        plan.started_index = first_index + archetype.candidates + archetype.candidates_per_month * parameters.months
        first_index = plan.started_index
        if len(archetype.established) > 0:
            first_index += archetype.established[0].partners
        if len(parameters.start) > 0:
            state = parameters.start[0]
            first_index += state.first_partner[position + 1] - state.first_partner[position]
            first_index += state.first_candidate[position + 1] - state.first_candidate[position]


@part
def _judge_started(parameters: Parameters, prepared: Prepared, position: int) -> None:
    """What is not known of the partners of a running program, given what is."""
    state = parameters.start[0]
    archetype = parameters.archetypes[position]
    month = prepared.readiness[0]
    effort = prepared.pay[prepared.archetypes[position].first_pay + stated_tier_of_pay(archetype)].effort
    effort *= month.effort
    newest = -1
    for number in range(state.first_partner[position], state.first_partner[position + 1]):
        partner = state.partners[number]
        prepared.first_passed[number] = first_passed(parameters, archetype, partner)
        if partner.law > newest:
            newest = partner.law
            fill_size_law(archetype, partner, effort, prepared.size_law)
        for opportunity in range(partner.first_opportunity, partner.first_opportunity + partner.opportunities):
            known = state.opportunities[opportunity]
            prepared.cycle_passed[opportunity] = cycle_passed(archetype, known, month.cycle)


@part
def _plan_pay(
    parameters: Parameters, archetype: ArchetypeParameters, tier: int, opens: bool, plan: ArchetypePlan, pay: PayPlan
) -> None:
    """Effort of partners at a tier for their pay there, over that of the market, while registration opens or not."""
    submitted = archetype.submitted_shares[tier] if opens else 0.0
    mix_classes(parameters, archetype, submitted, plan.claimed, plan.unclaimed, pay.chances)
    pay.effort = effort_of_pay(archetype, parameters.program, tier, pay.chances) * plan.waiting_effort
    pay.first_year_pay = 0.0
    pay.later_years_pay = 0.0
    pay.first_year_fee_cents = 0
    if archetype.terms.cap_per_year_cents > 0:
        years = parameters.program.pay_horizon_years
        _plan_capped_pay(archetype, tier, years, pay)
        plan.market_pay = market_pay(archetype, years)


@part
def _plan_capped_pay(archetype: ArchetypeParameters, tier: int, years: int, pay: PayPlan) -> None:
    """The parts of expected pay, for partners that come near a cap (R-78), which cuts nothing of their own services."""
    median = round_half_up(archetype.acv_median_cents)
    terms = archetype.terms
    own = own_share(archetype)
    pay.later_years_pay = own * year_pay(0, 0, own_services_bps(archetype))
    for line in range(lines_of(terms)):
        share = archetype.own_shares[line]
        card = terms.cards[line * terms.card_tiers + tier]
        first, later = expected_by_year(archetype, card, years, 0.0, pay.chances)
        pay.first_year_pay += share * first
        pay.later_years_pay += share * later
    pay.first_year_fee_cents = first_year_fee_cents(median, pay.first_year_pay)
    if own > 0.0:
        pay.first_year_fee_cents = first_year_fee_cents(median, pay.first_year_pay / own)


@part
def _plan_retention(prepared: Prepared, archetype: ArchetypeParameters, tier: int, place: int) -> None:
    """What partners make of the odds of churn, by contract year: less pay for the year to come, more churn (R-94)."""
    multiplier = archetype.indifference_odds_multiplier
    chances = prepared.pay[place].chances
    first = pay_in_year(archetype, tier, 1, chances) if multiplier > 1.0 else 0.0
    for year in range(1, RETENTION_YEARS + 1):
        odds = 1.0
        if multiplier > 1.0:
            odds = indifference_odds(multiplier, kept_pay_share(pay_in_year(archetype, tier, year + 1, chances), first))
        prepared.retention_odds[place * RETENTION_YEARS + year - 1] = odds


@part
def _plan_channel(parameters: Parameters, prepared: Prepared, channel: int) -> None:
    stated: ChannelParameters = parameters.vendor.channels[channel]
    prepared.channels[channel].churn = monthly_churn(stated.churn_per_year)
    prepared.channels[channel].expansion = monthly_expansion(stated.expansion_per_year)


@part
def _read_readiness(parameters: Parameters, month: int, found: MonthReadiness) -> None:
    readiness = parameters.readiness
    effects = parameters.readiness_effects
    product = _gap(effects, readiness.product_maturity[month])
    clarity = _gap(effects, readiness.sales_clarity[month])
    found.activation_odds = readiness_multiplier(effects.activation_odds_multiplier, product)
    found.early_cancel_odds = readiness_multiplier(effects.early_cancel_odds_multiplier, product)
    found.departure = readiness_multiplier(effects.departure_multiplier, product)
    found.win_odds = readiness_multiplier(effects.win_odds_multiplier, clarity)
    found.cycle = readiness_multiplier(effects.cycle_multiplier, clarity)
    found.effort = readiness_multiplier(effects.effort_multiplier, _gap(effects, readiness.positioning[month]))
    capacity = _gap(effects, readiness.organisational_capacity[month])
    found.capacity = readiness_multiplier(effects.capacity_multiplier, capacity)
    discipline = _gap(effects, readiness.direct_discipline[month])
    found.conflict_odds = readiness_multiplier(effects.conflict_odds_multiplier, discipline)
    found.headroom_shortfall = _gap(effects, readiness.margin_headroom[month])


@part
def _gap(effects: ReadinessEffectsParameters, score: float) -> float:
    return shortfall(score, effects.ready_score, effects.unready_score)


_prepare_plainly = plain(prepare)
_prepare_in_force_plainly = plain(prepare_in_force)


def prepared_of(parameters: Parameters) -> Prepared:
    """Values that follow from a world, in plain Python. ValueError if it has more candidates than can be identified."""
    roll_of(parameters)
    found = blank(Prepared)
    give_tables(found, parameters)
    _prepare_plainly(parameters, found, True)
    return found


def prepare_again(parameters: Parameters, prepared: Prepared) -> None:
    """What months read of the parameters that are in force from now on, in plain Python."""
    _prepare_in_force_plainly(parameters, prepared, True)
