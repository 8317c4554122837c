"""The partners of a running program fill the table of what is there on day 0: what is not known of them is drawn."""

from sim.compilation import part
from sim.engine.identity import STARTED_BATCH
from sim.engine.order import DayPhase
from sim.engine.prepared import Prepared
from sim.engine.start_claims import begin_claim
from sim.engine.start_customer import end_of_term, recall_pay, started_retention
from sim.engine.start_measures import begin_measures, begin_sale
from sim.engine.start_unknown import drawn_size_score, flow_day_of, is_in_pilot
from sim.engine.started import AWAITS_CANCEL, AWAITS_DOWNGRADE, BATCH_PLACE, MONTH_PLACE, Start, StartedPartner
from sim.engine.started_new import expect, expect_of_deal, expect_of_partner, next_deal, next_partner, place_of
from sim.randomness import Stream, uniform
from sim.rules.activation import partner_size
from sim.rules.customer import early_cancel_day, is_downgraded
from sim.rules.deal import contract_value_cents
from sim.rules.dealflow import partner_accounts
from sim.rules.readiness import multiply_odds
from sim.rules.selection import selection_score
from sim.rules.started import day_after_today, go_live_day, probability_still, remaining, size_at
from sim.scenario.parameters import UNKNOWN, YES, Parameters, StartedPartnerParameters
from sim.units import DAYS_PER_YEAR, has_come, month_of

_SIZE, _ACV, _CYCLE, _SCORE = Stream.SIZE.value, Stream.ACV.value, Stream.CYCLE.value, Stream.SCORE.value
_COMMITTED_REPS, _FIRST_OPPORTUNITY = Stream.COMMITTED_REPS.value, Stream.FIRST_OPPORTUNITY.value
_EARLY_CANCEL, _EARLY_CANCEL_DAY = Stream.EARLY_CANCEL.value, Stream.EARLY_CANCEL_DAY.value
_OPPORTUNITY, _DEAL = DayPhase.OPPORTUNITY.value, DayPhase.DEAL.value
_CUSTOMER, _PILOT, _ONBOARDING = DayPhase.CUSTOMER.value, DayPhase.PILOT.value, DayPhase.ONBOARDING.value
_ONBOARDING_TIME = Stream.ONBOARDING_TIME.value
_YES, _UNKNOWN = YES, UNKNOWN
_THOUSANDTHS = 1000.0


@part
def add_running(parameters: Parameters, prepared: Prepared, key: int, start: Start, position: int, room: int) -> bool:
    """Add the partners of an archetype that a running program has; False if there is no ``room`` for their deals."""
    state = parameters.start[0]
    for number in range(state.first_partner[position], state.first_partner[position + 1]):
        known = state.partners[number]
        if start.deal_count + 1 + known.customers + known.opportunities > room:
            return False
        partner = next_partner(start)
        begin_measures(parameters, start)
        partner.archetype = position
        partner.index = running_index(parameters, prepared, number)
        _read_partner(parameters, prepared, key, partner, known)
        if partner.is_recruited and has_come(partner.last_won_day):
            start.partners_won += 1
        _read_journey(parameters, prepared, key, start, known, number)
        for customer in range(known.first_customer, known.first_customer + known.customers):
            _add_customer(parameters, prepared, key, start, customer)
        for opportunity in range(known.first_opportunity, known.first_opportunity + known.opportunities):
            _add_opportunity(parameters, prepared, key, start, opportunity)
    return True


@part
def running_index(parameters: Parameters, prepared: Prepared, number: int) -> int:
    """Dense index of a partner of the running program by its position."""
    first = parameters.start[0].first_partner
    position = 0
    while first[position + 1] <= number:
        position += 1
    return prepared.archetypes[position].started_index + number - first[position]


@part
def _read_partner(
    parameters: Parameters,
    prepared: Prepared,
    key: int,
    partner: StartedPartner,
    known: StartedPartnerParameters,
) -> None:
    """What is known of a partner, and its size and score."""
    archetype = parameters.archetypes[partner.archetype]
    partner.name_word = known.name_word
    partner.place = STARTED_BATCH << BATCH_PLACE
    partner.signed_day = known.signed_day
    partner.gone = has_come(known.left_day)
    partner.onboarded = has_come(known.onboarded_day)
    partner.flow_day = flow_day_of(parameters, known)
    partner.qualified = known.qualified
    if has_come(known.first_qualified_day):
        partner.first_month = month_of(known.first_qualified_day)
    partner.last_qualified_day = known.last_qualified_day
    partner.last_won_day = known.last_won_day
    partner.customers = known.customers
    score = selection_score(
        uniform(key, _SCORE, partner.name_word, partner.place, 0), archetype.score_mean, archetype.score_sd
    )
    partner.score = max(score, parameters.selection.minimum_score)
    u = uniform(key, _SIZE, partner.name_word, partner.place, 0)
    if known.size_thousandths > 0:
        partner.size = known.size_thousandths / _THOUSANDTHS
    elif known.law < 0:
        partner.size = partner_size(u, archetype.size_sigma)
    else:
        partner.size = size_at(drawn_size_score(u, prepared.size_law, known.law), archetype.size_sigma)
    partner.accounts = max(partner.qualified, partner_accounts(archetype.accounts, partner.size))


@part
def _read_journey(
    parameters: Parameters,
    prepared: Prepared,
    key: int,
    start: Start,
    known: StartedPartnerParameters,
    number: int,
) -> None:
    """Where the partner added last is between its agreement and its deal flow, and what is to come."""
    partner = start.partners[start.partner_count - 1]
    archetype = parameters.archetypes[partner.archetype]
    partner.commitment = known.committed
    partner.has_reps = has_come(known.first_qualified_day)
    if not partner.has_reps and has_come(partner.flow_day):
        passed = prepared.first_passed[number]
        odds = prepared.readiness[0].activation_odds * prepared.score_odds[partner.score]
        chance = probability_still(multiply_odds(archetype.committed_reps_probability, odds), passed)
        drawn = uniform(key, _COMMITTED_REPS, partner.name_word, partner.place, 0) < chance
        partner.has_reps = known.committed == _YES or (known.committed == _UNKNOWN and drawn)
        if partner.has_reps and not partner.gone:
            u = uniform(key, _FIRST_OPPORTUNITY, partner.name_word, partner.place, 0)
            median, sigma = archetype.first_opportunity_median_days, archetype.first_opportunity_sigma
            first_day = day_after_today(u, passed, partner.flow_day, median, sigma)
            partner.first_month = month_of(first_day)
            if partner.first_month <= parameters.months:
                next_deal(start, partner.first_month, 0).is_first = True
                begin_sale(parameters, start)
                begin_claim(parameters, start, False)
                expect_of_deal(start, first_day, _OPPORTUNITY)
    if not partner.gone and is_in_pilot(parameters, known):
        _read_pilot(parameters, start, partner)


@part
def _read_pilot(parameters: Parameters, start: Start, partner: StartedPartner) -> None:
    """The pilot that is under way: who is there after its first judgement was extended."""
    program = parameters.program
    partner.pilot_start_day = partner.flow_day
    partner.pilot_is_extended = partner.flow_day + program.pilot_days < 0
    days = program.pilot_extended_days if partner.pilot_is_extended else program.pilot_days
    expect(start, partner.flow_day + days, _PILOT)


@part
def put_in_line(parameters: Parameters, prepared: Prepared, key: int, start: Start) -> None:
    """Partners that are not onboarded, by the day of their agreement: those in it end it, the others wait."""
    for position in range(len(parameters.start[0].waiting)):
        place = place_of(start, running_index(parameters, prepared, parameters.start[0].waiting[position]))
        partner = start.partners[place]
        if has_come(prepared.onboarding_began[position]):
            _end_onboarding(parameters, prepared, key, start, position, place)
        elif not has_come(partner.pilot_start_day):
            partner.wait_start_day = 0
            start.waiting[start.waiting_count] = place
            start.waiting_count += 1


@part
def _end_onboarding(
    parameters: Parameters, prepared: Prepared, key: int, start: Start, position: int, place: int
) -> None:
    """An onboarding that is under way keeps its slot; the rest of it is drawn beyond its age."""
    partner = start.partners[place]
    archetype = parameters.archetypes[partner.archetype]
    partner.onboarding_day = prepared.onboarding_began[position]
    u = uniform(key, _ONBOARDING_TIME, partner.name_word, partner.place, 0)
    median, sigma = archetype.onboarding_median_days, archetype.onboarding_sigma
    day = day_after_today(u, prepared.onboarding_passed[position], partner.onboarding_day, median, sigma)
    expect_of_partner(start, day, _ONBOARDING, place)
    start.busy += 1


@part
def _add_customer(parameters: Parameters, prepared: Prepared, key: int, start: Start, number: int) -> None:
    """A customer of the partner added last; in its first year it may cancel early yet."""
    known = parameters.start[0].customers[number]
    partner = start.partners[start.partner_count - 1]
    archetype = parameters.archetypes[partner.archetype]
    customer = next_deal(start, known.month, known.k)
    begin_sale(parameters, start)
    begin_claim(parameters, start, True)
    customer.arr_cents = known.arr_cents
    customer.contract_year = known.contract_year
    customer.term_month = month_of(known.term_day)
    customer.is_established = True
    customer.line = known.line
    live_day = known.term_day - DAYS_PER_YEAR * (known.contract_year - 1)
    recall_pay(parameters, key, start, live_day - archetype.go_live_days)
    day = end_of_term(parameters, prepared, key, start, known.term_day)
    window = archetype.early_cancel_days
    passed = max(0, -known.term_day - archetype.early_cancel_first_day) / window
    if known.contract_year == 1 and passed < 1.0:
        at = partner.place | known.month << MONTH_PLACE | known.k
        odds = prepared.readiness[0].early_cancel_odds * started_retention(prepared, archetype, partner, 1)
        chance = multiply_odds(archetype.early_cancel_probability, odds)
        u = uniform(key, _EARLY_CANCEL_DAY, partner.name_word, at, 0)
        first = archetype.early_cancel_first_day
        early_day = max(0, early_cancel_day(remaining(u, passed), known.term_day, window, first))
        u = uniform(key, _EARLY_CANCEL, partner.name_word, at, 0)
        chance = probability_still(chance, passed)
        if u < chance and early_day <= start.accounts[start.deal_count - 1].leave_day:
            customer.awaits = AWAITS_CANCEL
            day = early_day
        elif is_downgraded(u, chance, 1.0, archetype.downgrade_probability * (1.0 - passed)) and early_day < day:
            customer.awaits = AWAITS_DOWNGRADE
            day = early_day
    expect_of_deal(start, day, _CUSTOMER)


@part
def _add_opportunity(parameters: Parameters, prepared: Prepared, key: int, start: Start, number: int) -> None:
    """An opportunity of the partner added last: the rest of its cycle is drawn, or its ARR if it was won."""
    known = parameters.start[0].opportunities[number]
    partner = start.partners[start.partner_count - 1]
    archetype = parameters.archetypes[partner.archetype]
    opportunity = next_deal(start, known.month, known.k)
    begin_sale(parameters, start)
    begin_claim(parameters, start, True)
    opportunity.qualified_day = known.qualified_day
    at = partner.place | known.month << MONTH_PLACE | known.k
    if has_come(known.won_day):
        opportunity.won_day = known.won_day
        u = uniform(key, _ACV, partner.name_word, at, 0)
        opportunity.arr_cents = contract_value_cents(u, archetype.acv_median_cents, archetype.acv_sigma)
        recall_pay(parameters, key, start, known.won_day)
        expect_of_deal(start, go_live_day(known.won_day, archetype.go_live_days), _CUSTOMER)
    else:
        median = archetype.cycle_median_days * prepared.readiness[0].cycle
        u = uniform(key, _CYCLE, partner.name_word, at, 0)
        passed = prepared.cycle_passed[number]
        day = day_after_today(u, passed, known.qualified_day, median, archetype.cycle_sigma)
        expect_of_deal(start, day, _DEAL)
