"""What a customer that is there on day 0 has earned its partner, and whether it leaves within its contract year."""

from sim.compilation import part
from sim.engine.started import AWAITS_CHURN, AWAITS_RENEWAL, MONTH_PLACE, OPEN_END, Start
from sim.randomness import Stream, uniform
from sim.rules.customer import STAYS, churn_day, churn_month_still
from sim.rules.pay import referral_fee_cents
from sim.scenario.parameters import Parameters
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

_RENEWAL = Stream.RENEWAL.value
_STAYS = STAYS


@part
def recall_pay(parameters: Parameters, start: Start) -> None:
    """What the deal added last, won or live, earned its partner in its first contract year: the fee on its ARR."""
    deal = start.deals[start.deal_count - 1]
    terms = parameters.archetypes[start.partners[deal.partner].archetype].terms
    if deal.contract_year == 1 and not terms.model_is_resale:
        start.accounts[start.deal_count - 1].earned_cents = referral_fee_cents(deal.arr_cents, terms.rate_bps)


@part
def end_of_term(parameters: Parameters, key: int, start: Start, term_day: int) -> int:
    """Day on which the customer added last may renew, or leaves within the year where churn is by month (R-93)."""
    deal = start.deals[start.deal_count - 1]
    account = start.accounts[start.deal_count - 1]
    partner = start.partners[deal.partner]
    archetype = parameters.archetypes[partner.archetype]
    if deal.contract_year == 1:
        account.go_live_day = term_day
    deal.awaits = AWAITS_RENEWAL
    if archetype.churn_basis_is_month:
        at = partner.place | deal.month << MONTH_PLACE | deal.k
        u = uniform(key, _RENEWAL, partner.name_word, at, deal.contract_year - 1)
        odds = parameters.departure.orphan_churn_odds_multiplier if partner.gone else 1.0
        month = churn_month_still(u, archetype.churn_per_year, odds, (-1 - term_day) // DAYS_PER_MONTH)
        account.leave_day = OPEN_END if month == _STAYS else churn_day(term_day, month)
        if account.leave_day != OPEN_END:
            deal.awaits = AWAITS_CHURN
            return account.leave_day
    return term_day + DAYS_PER_YEAR
