"""Partners that an archetype states as established fill the table of what is there on day 0."""

from sim.compilation import part
from sim.engine.identity import STARTED_BATCH
from sim.engine.order import DayPhase
from sim.engine.prepared import Prepared
from sim.engine.start_claims import begin_claim
from sim.engine.start_customer import end_of_term, recall_pay
from sim.engine.start_measures import begin_measures, begin_sale
from sim.engine.started import BATCH_PLACE, INDEX_PLACE, MONTH_PLACE, Start, StartedPartner
from sim.engine.started_new import expect_of_deal, next_deal, next_partner
from sim.ledger import DEALS_A_MONTH
from sim.randomness import Stream, uniform
from sim.rules.activation import partner_size
from sim.rules.deal import contract_value_cents
from sim.rules.dealflow import partner_accounts
from sim.rules.established import (
    accounts_worked,
    customer_age_days,
    customers_in_force,
    day_after,
    days_since_last,
    last_rate,
    open_cycle_days,
    open_opportunities,
    ramped_months,
    renewals_passed,
    signed_day,
)
from sim.scenario.parameters import Parameters
from sim.units import DAYS_PER_YEAR, NEVER_YET, has_come, month_of

_SIZE, _ACV = Stream.SIZE.value, Stream.ACV.value
_OPPORTUNITIES, _CYCLE = Stream.OPPORTUNITIES.value, Stream.CYCLE.value
_LAST_OPPORTUNITY, _CUSTOMER_AGE = Stream.LAST_OPPORTUNITY.value, Stream.CUSTOMER_AGE.value
FIRST_STARTED_MONTH = 241
"""Deals of day 0 are named by month 0 and by months from this one on: no run is as long."""
OPEN_MONTH = 255
"""That of the opportunities that are open then: one customer more renames none of them."""
MOST_CUSTOMERS = 15 * DEALS_A_MONTH
_CUSTOMER, _DEAL = DayPhase.CUSTOMER.value, DayPhase.DEAL.value


@part
def add_established(
    parameters: Parameters, prepared: Prepared, key: int, start: Start, position: int, room: int
) -> bool:
    """Add the established partners of an archetype; False if there is no ``room`` for their deals."""
    if len(parameters.archetypes[position].established) == 0:
        return True
    for number in range(parameters.archetypes[position].established[0].partners):
        rate = _add_partner(parameters, prepared, key, start, position, number)
        if not _add_customers(parameters, prepared, key, start, room):
            return False
        if not _add_opportunities(parameters, prepared, key, start, rate, room):
            return False
    return True


@part
def _add_partner(
    parameters: Parameters, prepared: Prepared, key: int, start: Start, position: int, number: int
) -> float:
    """A partner of the stated age: its size and its last opportunity are drawn. Returns how often it sold last."""
    archetype = parameters.archetypes[position]
    established = archetype.established[0]
    partner = next_partner(start)
    begin_measures(parameters, start)
    partner.archetype = position
    partner.index = prepared.archetypes[position].started_index + number
    partner.name_word = archetype.name_word
    partner.place = STARTED_BATCH << BATCH_PLACE | number << INDEX_PLACE
    partner.signed_day = signed_day(established.age_months)
    partner.flow_day = partner.signed_day
    if not parameters.program.pilot_first:
        partner.flow_day = day_after(partner.signed_day, archetype.onboarding_median_days)
    partner.onboarded = True
    partner.has_reps = True
    partner.is_recruited = False
    partner.size = partner_size(uniform(key, _SIZE, partner.name_word, partner.place, 0), archetype.size_sigma)
    partner.accounts = partner_accounts(archetype.accounts, partner.size)
    partner.customers = customers_in_force(established.customers, partner.size, partner.accounts)
    return _recall_opportunities(parameters, key, partner)


@part
def _recall_opportunities(parameters: Parameters, key: int, partner: StartedPartner) -> float:
    """First and last qualified opportunity, and their number, of a partner that has sold since its flow began.

    Those that are open say more about the last one (``_add_opportunities``). Returns qualified opportunities a month
    at which it sold last.
    """
    archetype = parameters.archetypes[partner.archetype]
    first_day = day_after(partner.flow_day, archetype.first_opportunity_median_days)
    partner.first_month = month_of(first_day)
    rate = archetype.opportunities_per_month * partner.size
    months = ramped_months(partner.first_month, archetype.ramp_months)
    partner.qualified = accounts_worked(months, rate, partner.accounts, partner.customers)
    sold = last_rate(partner.first_month, archetype.ramp_months, rate, partner.accounts, partner.qualified)
    u = uniform(key, _LAST_OPPORTUNITY, partner.name_word, partner.place, 0)
    partner.last_qualified_day = -days_since_last(u, sold, -first_day)
    return sold


@part
def _add_customers(parameters: Parameters, prepared: Prepared, key: int, start: Start, room: int) -> bool:
    """The customers of the partner added last: ARR and age are drawn. False if there is no room for them."""
    partner = start.partners[start.partner_count - 1]
    archetype = parameters.archetypes[partner.archetype]
    if partner.customers > MOST_CUSTOMERS:
        raise ValueError("a partner begins with more customers than can be identified")
    first_day = day_after(partner.flow_day, archetype.first_opportunity_median_days)
    oldest = max(1, -first_day - archetype.go_live_days)
    for number in range(partner.customers):
        if start.deal_count == room:
            return False
        customer = next_deal(start, started_month(number), number % DEALS_A_MONTH)
        begin_sale(parameters, start)
        begin_claim(parameters, start, True)
        at = partner.place | customer.month << MONTH_PLACE | customer.k
        u = uniform(key, _CUSTOMER_AGE, partner.name_word, at, 0)
        age = customer_age_days(u, oldest, archetype.churn_per_year)
        customer.contract_year = renewals_passed(age) + 1
        term_day = DAYS_PER_YEAR * (customer.contract_year - 1) - age
        customer.term_month = month_of(term_day)
        customer.is_established = True
        expect_of_deal(start, end_of_term(parameters, prepared, key, start, term_day), _CUSTOMER)
        u = uniform(key, _ACV, partner.name_word, at, 0)
        median = archetype.established[0].arr_median_cents
        customer.arr_cents = contract_value_cents(u, median, archetype.acv_sigma)
        recall_pay(parameters, key, start, -age - archetype.go_live_days)
        partner.last_won_day = max(partner.last_won_day, first_day, -age - archetype.go_live_days)
    return True


@part
def _add_opportunities(
    parameters: Parameters, prepared: Prepared, key: int, start: Start, rate: float, room: int
) -> bool:
    """The open opportunities of the partner added last: how long their cycles are and how much of them has passed.

    One from before the partner's first is none, and no more are open than it has accounts without a customer. False if
    there is no room for them.
    """
    partner = start.partners[start.partner_count - 1]
    archetype = parameters.archetypes[partner.archetype]
    first_day = day_after(partner.flow_day, archetype.first_opportunity_median_days)
    median = archetype.cycle_median_days * prepared.readiness[0].cycle
    u = uniform(key, _OPPORTUNITIES, partner.name_word, partner.place, 0)
    free = partner.accounts - partner.customers
    newest = NEVER_YET
    for k in range(open_opportunities(u, rate, median, archetype.cycle_sigma)):
        at = partner.place | OPEN_MONTH << MONTH_PLACE | k
        length = open_cycle_days(uniform(key, _CYCLE, partner.name_word, at, 0), median, archetype.cycle_sigma)
        passed = uniform(key, _CYCLE, partner.name_word, at, 1) * length
        if passed < -first_day and free > 0:
            if start.deal_count == room:
                return False
            opportunity = next_deal(start, OPEN_MONTH, k)
            begin_sale(parameters, start)
            begin_claim(parameters, start, True)
            opportunity.qualified_day = -1 - int(passed)
            expect_of_deal(start, int(length - passed), _DEAL)
            newest = max(newest, opportunity.qualified_day)
            free -= 1
    partner.qualified = max(partner.qualified, partner.accounts - free)
    if has_come(newest):
        partner.last_qualified_day = newest
    return True


@part
def started_month(number: int) -> int:
    """Month in the name of a partner's ``number``-th customer of day 0, from 0: month 0, then 241 … 254."""
    month = number // DEALS_A_MONTH
    return month if month == 0 else FIRST_STARTED_MONTH - 1 + month
