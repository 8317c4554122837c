"""A run begins, compiled, with the partners, customers and open opportunities that are there on day 0."""

from sim.compilation import part
from sim.engine.compiled.customer import count_arr
from sim.engine.compiled.deal import new_deal, new_deal_row, schedule_deal
from sim.engine.compiled.partner import new_partner, queue, schedule_pilot
from sim.engine.compiled.replication import emit, emit_deal, emit_partner
from sim.engine.compiled.state import AWAITS_CANCEL, AWAITS_RENEWAL, World
from sim.engine.order import DayPhase
from sim.engine.started import StartedCustomer, StartedOpportunity, StartedPartner
from sim.ledger import NOBODY, Kind
from sim.rules.established import contract_month, days_since
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, DAYS_PER_YEAR, has_come, month_of, round_half_up

_STARTED, _STARTED_CUSTOMER = Kind.STARTED.value, Kind.STARTED_CUSTOMER.value
_STARTED_OPPORTUNITY, _STARTED_DEAL = Kind.STARTED_OPPORTUNITY.value, Kind.STARTED_DEAL.value
_STARTED_PROGRAM, _STARTED_WIN = Kind.STARTED_PROGRAM.value, Kind.STARTED_WIN.value
_CUSTOMER, _DEAL = DayPhase.CUSTOMER.value, DayPhase.DEAL.value
_NOBODY = NOBODY
_THOUSANDTHS = 1000


@part
def begin_from_start(w: World) -> None:
    """Partners by identity, customers, opportunities; who was active in the 90 days before is so on day 0.

    A partner has the same place in the table and among those of the world.
    """
    for place in range(w.start.partner_count):
        _begin_partner(w, w.start.partners[place])
    for place in range(w.start.customer_count):
        _begin_customer(w, w.start.customers[place])
    for place in range(w.start.opportunity_count):
        _begin_opportunity(w, w.start.opportunities[place])
    for position in range(w.start.waiting_count):
        queue(w, w.start.waiting[position])


@part
def begin_program(w: World) -> None:
    """A program that runs already is in its phase."""
    if len(w.parameters.start) > 0:
        state = w.parameters.start[0]
        w.run.phase = state.phase
        emit(w, _STARTED_PROGRAM, _NOBODY, _NOBODY, state.month, 0, state.phase)


@part
def _begin_partner(w: World, started: StartedPartner) -> None:
    slot = w.run.partners
    if not new_partner(w, started.archetype, started.index, started.name_word, started.place):
        return
    partner = w.partners[slot]
    partner.signed_day = started.signed_day
    partner.flow_day = started.flow_day
    partner.onboarded = started.onboarded
    partner.has_reps = started.has_reps
    partner.is_recruited = started.is_recruited
    partner.gone = started.gone
    partner.size = started.size
    partner.accounts = started.accounts
    partner.qualified = started.qualified
    partner.first_month = started.first_month
    partner.last_qualified_day = started.last_qualified_day
    partner.last_won_day = started.last_won_day
    partner.last_activity_day = max(started.last_qualified_day, started.last_won_day)
    partner.score = started.score
    partner.commitment = started.commitment
    if partner.is_recruited and has_come(partner.last_won_day):
        w.run.partners_won += 1
    if not partner.gone:
        _put_in_force(w, slot)
        if has_come(partner.last_won_day) and started.customers == 0:
            emit_partner(w, _STARTED_WIN, partner, days_since(partner.last_won_day))
        _begin_journey(w, slot, started)


@part
def _begin_journey(w: World, slot: int, started: StartedPartner) -> None:
    """A pilot that is under way, and a first opportunity that is to come."""
    partner = w.partners[slot]
    if has_come(started.pilot_start_day):
        partner.pilot_start_day = started.pilot_start_day
        partner.pilot_is_extended = started.pilot_is_extended
        partner.qualified_before_pilot = 0
        schedule_pilot(w, slot)
    if has_come(started.first_day) and started.first_month <= w.parameters.months:
        new_deal(w, slot, started.first_month, 0, started.first_day, True)


@part
def _put_in_force(w: World, slot: int) -> None:
    """On the list of partners in force, which is in order so far; active if the last 90 days say so."""
    partner = w.partners[slot]
    entry = w.in_force[w.run.in_force]
    entry.order = partner.index
    entry.entity = slot
    w.run.in_force += 1
    w.run.in_force_in_order = w.run.in_force
    if partner.last_activity_day >= -DAYS_PER_QUARTER:
        w.run.active += 1
        w.run.active_recruited += 1 if partner.is_recruited else 0
    size = round_half_up(partner.size * _THOUSANDTHS)
    age = -partner.signed_day // DAYS_PER_MONTH
    emit(w, _STARTED, partner.index, _NOBODY, size, days_since(partner.last_activity_day), age)


@part
def _begin_customer(w: World, started: StartedCustomer) -> None:
    position = w.run.deals
    if not new_deal_row(w, started.partner, started.month, started.k):
        return
    deal = w.deals[position]
    deal.arr_cents = started.arr_cents
    deal.contract_year = started.contract_year
    deal.term_month = month_of(started.term_day)
    deal.awaits = AWAITS_RENEWAL
    deal.is_established = True
    customer = w.customers[w.run.customers]
    customer.order = deal.identity
    customer.entity = position
    w.run.customers += 1
    emit_deal(w, _STARTED_CUSTOMER, deal, deal.arr_cents, 0, contract_month(started.term_day))
    count_arr(w, deal, deal.arr_cents)
    if has_come(started.cancel_day):
        deal.awaits = AWAITS_CANCEL
        schedule_deal(w, started.cancel_day, _CUSTOMER, position)
    else:
        schedule_deal(w, started.term_day + DAYS_PER_YEAR, _CUSTOMER, position)


@part
def _begin_opportunity(w: World, started: StartedOpportunity) -> None:
    position = w.run.deals
    if not new_deal_row(w, started.partner, started.month, started.k):
        return
    deal = w.deals[position]
    if has_come(started.won_day):
        deal.arr_cents = started.arr_cents
        emit_deal(w, _STARTED_DEAL, deal, 0, deal.arr_cents, days_since(started.won_day))
        schedule_deal(w, started.decided_day, _CUSTOMER, position)
    else:
        emit_deal(w, _STARTED_OPPORTUNITY, deal, 0, 0, days_since(started.qualified_day))
        schedule_deal(w, started.decided_day, _DEAL, position)
