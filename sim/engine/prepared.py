"""Values that follow from the parameters of a world, computed once by the rules and read by both engines.

``prepare`` fills it: in compiled code for the compiled engine, in plain Python for the reference engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from sim.compilation import part, plain
from sim.engine.identity import roll_of
from sim.engine.start_onboarding import judge_onboarding
from sim.engine.start_stages import judge_stages
from sim.engine.start_unknown import cycle_passed, fill_size_law, first_passed
from sim.records import Rows, Table, blank, give_tables
from sim.rules.bands import lowest_rate_bps
from sim.rules.card import REFERRAL, RESALE, rate_of_year_bps, renewal_rate_bps, shared_months, with_points_bps
from sim.rules.departure import yearly_hazard
from sim.rules.direct import monthly_churn, monthly_expansion
from sim.rules.effort import (
    delay_effort,
    first_year_extra_bps,
    first_year_fee_cents,
    horizon_pay,
    median_rate_bps,
    pay_effort,
    payout_wait_months,
    year_pay,
)
from sim.rules.indifference import indifference_odds, kept_pay_share
from sim.rules.pay import bounded_cents
from sim.rules.payout import trigger_day
from sim.rules.readiness import readiness_multiplier, shortfall
from sim.rules.ring import BILLED
from sim.rules.selection import HIGHEST_SCORE, score_odds
from sim.rules.started import SIZE_CELLS
from sim.scenario.parameters import (
    ArchetypeParameters,
    CardParameters,
    ChannelParameters,
    Parameters,
    ProgramParameters,
    ReadinessEffectsParameters,
    TermsParameters,
)
from sim.units import BPS, MONTHS_PER_YEAR, quotient_bps, round_half_up

_REFERRAL, _RESALE, _BILLED = REFERRAL, RESALE, BILLED


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
    pay_effort: float
    """Effort factor from its pay."""
    waiting_effort: float
    """Of that factor, what waiting for pay makes of it."""
    first_year_pay: float
    """What of that pay is of year 1, and of later years; the market's pay; a median deal's pay of year 1."""
    later_years_pay: float
    market_pay: float
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


_BY_ARCHETYPE = _rows(lambda parameters: len(parameters.archetypes))
RETENTION_YEARS = 20
"""Contract years that have odds of their own; later ones have those of the last: every share has ended then."""
_BY_ARCHETYPE_AND_YEAR = _rows(lambda parameters: len(parameters.archetypes) * RETENTION_YEARS)
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
    channels: Annotated[Table[ChannelPlan], _BY_CHANNEL]
    readiness: Annotated[Table[MonthReadiness], _TO_MONTH_AFTER]
    """From month 0."""
    score_odds: Annotated[Table[float], _BY_SCORE]
    retention_odds: Annotated[Table[float], _BY_ARCHETYPE_AND_YEAR]
    """Factor of the odds of churn at the end of a contract year, from 1, by a partner in force (R-94)."""
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
    size_law: Annotated[Table[float], _BY_LAW_AND_CELL]
    """Laws of unknown sizes: chances of a score below the end of each cell."""


@part
def prepare(parameters: Parameters, prepared: Prepared) -> None:
    """Fill all tables."""
    prepare_in_force(parameters, prepared)
    if len(parameters.start) > 0:
        for position in range(len(parameters.archetypes)):
            _judge_started(parameters, prepared, position)
            judge_stages(parameters, position, prepared.stage_lasts, prepared.stage_begins)
        capacity = prepared.readiness[0].capacity
        judge_onboarding(parameters, capacity, prepared.onboarding_began, prepared.onboarding_passed)


@part
def prepare_in_force(parameters: Parameters, prepared: Prepared) -> None:
    """Fill the tables that months read; what was unknown of day 0 stays."""
    _plan_archetypes(parameters, prepared)
    for channel in range(len(parameters.vendor.channels)):
        _plan_channel(parameters, prepared, channel)
    for month in range(parameters.months + 2):
        _read_readiness(parameters, month, prepared.readiness[month])
    selection = parameters.selection
    for score in range(HIGHEST_SCORE + 1):
        prepared.score_odds[score] = score_odds(score, selection.reference_score, selection.odds_ratio_per_point)


@part
def _plan_archetypes(parameters: Parameters, prepared: Prepared) -> None:
    first_index = 0
    for position in range(len(parameters.archetypes)):
        archetype = parameters.archetypes[position]
        plan = prepared.archetypes[position]
        plan.first_index = first_index
        plan.hazard_new = yearly_hazard(archetype.departure_new_per_year)
        plan.hazard_settled = yearly_hazard(archetype.departure_settled_per_year)
        plan.waiting_effort = _effort_of_waiting(parameters, archetype)
        plan.pay_effort = _pay_effort(archetype, parameters.program) * plan.waiting_effort
        _plan_pay(archetype, parameters.program.pay_horizon_years, plan)
        _plan_retention(prepared, archetype, position)
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
    effort = prepared.archetypes[position].pay_effort * month.effort
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
def _pay_effort(archetype: ArchetypeParameters, program: ProgramParameters) -> float:
    years = program.pay_horizon_years
    own = _own_services_bps(archetype)
    pay = _expected_pay(archetype, archetype.terms, years, own + _services_fee_bps(archetype))
    market = _expected_pay(archetype, archetype.market_terms, years, own)
    return pay_effort(pay, market, archetype.pay_elasticity, program.effort_cap)


@part
def _own_services_bps(archetype: ArchetypeParameters) -> float:
    """What a partner's own services leave it, in basis points of a deal's ACV (R-77)."""
    share = archetype.services_share_bps / BPS
    return first_year_extra_bps(0, 0.0, 0, 1.0, share, archetype.services_margin_share)


@part
def _services_fee_bps(archetype: ArchetypeParameters) -> float:
    """Our fee on these services, likewise (R-72)."""
    share = archetype.services_share_bps / BPS
    return first_year_extra_bps(0, 0.0, 0, 1.0, share, archetype.terms.services_rate_bps / BPS)


@part
def _plan_pay(archetype: ArchetypeParameters, years: int, plan: ArchetypePlan) -> None:
    """The parts of expected pay, for partners that come near a cap (R-78), which cuts nothing of their own services."""
    median = round_half_up(archetype.acv_median_cents)
    fee = _services_fee_bps(archetype)
    plan.first_year_pay = 0.0
    plan.later_years_pay = year_pay(0, 0, _own_services_bps(archetype))
    cards = archetype.terms.cards
    for line in range(len(cards)):
        share = archetype.segment_shares[line] if len(cards) > 1 else 1.0
        first, later = _pay_by_year(archetype.terms, cards[line], median, years, fee)
        plan.first_year_pay += share * first
        plan.later_years_pay += share * later
    plan.market_pay = _expected_pay(archetype, archetype.market_terms, years, _own_services_bps(archetype))
    plan.first_year_fee_cents = first_year_fee_cents(median, plan.first_year_pay)


@part
def _effort_of_waiting(parameters: Parameters, archetype: ArchetypeParameters) -> float:
    """Effort factor of the wait for pay (R-90); a margin is kept, and does not wait."""
    payout = archetype.payout
    if archetype.terms.model == _RESALE or payout.pay_delay_aversion == 0.0:
        return 1.0
    delay = parameters.vendor.payment_delay_months
    days = trigger_day(payout.trigger, 0, archetype.go_live_days, delay, payout.trial_days)
    wait = payout_wait_months(days, payout.holdback_days, payout.every_months, payout.lag_months)
    return delay_effort(payout.pay_delay_aversion, wait, payout.market_pay_months)


@part
def _plan_retention(prepared: Prepared, archetype: ArchetypeParameters, position: int) -> None:
    """What partners make of the odds of churn, by contract year: less pay for the year to come, more churn (R-94)."""
    multiplier = archetype.indifference_odds_multiplier
    first = _pay_in_year(archetype, 1) if multiplier > 1.0 else 0.0
    for year in range(1, RETENTION_YEARS + 1):
        odds = 1.0
        if multiplier > 1.0:
            odds = indifference_odds(multiplier, kept_pay_share(_pay_in_year(archetype, year + 1), first))
        prepared.retention_odds[position * RETENTION_YEARS + year - 1] = odds


@part
def _pay_in_year(archetype: ArchetypeParameters, year: int) -> float:
    """Pay of a contract year on a median deal, as terms in force have it; lines by their share of deals."""
    terms = archetype.terms
    median = round_half_up(archetype.acv_median_cents)
    pay = 0.0
    for line in range(len(terms.cards)):
        card = terms.cards[line]
        share = archetype.segment_shares[line] if len(terms.cards) > 1 else 1.0
        extra = _own_sum_bps(terms, card, median) if year == 1 else 0
        months = shared_months(year, card.share_months)
        pay += share * year_pay(_rate_of_median(terms, card, median, year), months, extra)
    return pay


@part
def _expected_pay(archetype: ArchetypeParameters, terms: TermsParameters, years: int, services: float) -> float:
    """Pay on a median deal over some contract years as a share of the list billed; lines by their share of deals.

    ``services`` are what the partner has of its own services beside the deal, in basis points of the ACV.
    """
    pay = 0.0
    median = round_half_up(archetype.acv_median_cents)
    for line in range(len(terms.cards)):
        share = archetype.segment_shares[line] if len(terms.cards) > 1 else 1.0
        pay += share * _pay_of_card(terms, terms.cards[line], median, years, services)
    return pay


@part
def _pay_of_card(terms: TermsParameters, card: CardParameters, median: int, years: int, services: float) -> float:
    first, later = _pay_by_year(terms, card, median, years, services)
    return horizon_pay(first, later, years, 1.0)


@part
def _pay_by_year(
    terms: TermsParameters, card: CardParameters, median: int, years: int, services: float
) -> tuple[float, int]:
    """Pay of year 1 and of later years. A fee has the flat sum in it; beside a share or margin it is an entry."""
    first = 0.0
    later = 0
    for year in range(1, years + 1):
        rate = _rate_of_median(terms, card, median, year)
        months = shared_months(year, card.share_months)
        if year == 1:
            first = year_pay(rate, months, _own_sum_bps(terms, card, median) + services)
        else:
            later += rate * months
    return first, later


@part
def _rate_of_median(terms: TermsParameters, card: CardParameters, median: int, year: int) -> int:
    """Rate that a median deal has in a contract year, with points, and of a fee its flat sum in the first."""
    is_fee = terms.model == _REFERRAL
    base = median if is_fee else max(1, median // MONTHS_PER_YEAR)
    stated = _first_rate(terms, card, median)
    renewal = renewal_rate_bps(terms.model, stated, card.renewal_rate_bps)
    flat = quotient_bps(card.flat_fee_cents if is_fee and year == 1 else 0, base)
    rate = with_points_bps(rate_of_year_bps(year, stated, card.later_rates_bps, renewal), terms.registered_rate_bps)
    return median_rate_bps(rate + flat, base, card.fee_least_cents, card.fee_most_cents)


@part
def _own_sum_bps(terms: TermsParameters, card: CardParameters, median: int) -> int:
    """Flat sum that is an entry of its own, on a median deal."""
    own = 0
    if terms.model != _REFERRAL:
        own = bounded_cents(card.flat_fee_cents, card.fee_least_cents, card.fee_most_cents)
    return quotient_bps(own, median)


@part
def _first_rate(terms: TermsParameters, card: CardParameters, median: int) -> int:
    """Rate of the first contract year: by bands, that of a median deal, or of its month, as the first of its period."""
    if not card.is_banded:
        return card.rate_bps
    bands = terms.bands[0]
    amount = max(1, median // MONTHS_PER_YEAR) if bands.measure == _BILLED else median
    return lowest_rate_bps(bands.measure, amount, bands.mode, bands.froms, bands.rates_bps)


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
    _prepare_plainly(parameters, found)
    return found


def prepare_again(parameters: Parameters, prepared: Prepared) -> None:
    """What months read of the parameters that are in force from now on, in plain Python."""
    _prepare_in_force_plainly(parameters, prepared)
