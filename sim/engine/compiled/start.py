"""A run begins, compiled, from the state at a close: partners, deals, what is to come, lists, books and channels."""

from sim.compilation import part
from sim.engine.compiled.agenda import link, schedule
from sim.engine.compiled.bonus import recall_bonuses
from sim.engine.compiled.candidate import archetype_at
from sim.engine.compiled.certificate import recall_certificates, recall_issued
from sim.engine.compiled.collision import note_active
from sim.engine.compiled.deal import new_deal_row, schedule_deal
from sim.engine.compiled.deal_class import recall_claim
from sim.engine.compiled.effects import find_effects, recall_effects
from sim.engine.compiled.ladder import find_tiers
from sim.engine.compiled.measures import recall_measures, recall_sale, recall_standing
from sim.engine.compiled.partner import begin_agreement, new_partner, stand_in_line
from sim.engine.compiled.pool import push_candidate
from sim.engine.compiled.rebate import recall_rebates
from sim.engine.compiled.replication import books_of
from sim.engine.compiled.state import CODE_BITS, World
from sim.engine.started import NO_DEAL, StartedDeal, StartedPartner
from sim.rules.established import is_customer
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, has_come

_NO_DEAL = NO_DEAL


@part
def begin_from_start(w: World) -> None:
    """The state of the table; partners and deals have the same places in it and in the world."""
    w.run.today = DAYS_PER_MONTH * w.start.month
    w.run.months_over = w.start.month
    for place in range(w.start.partner_count):
        _begin_partner(w, w.start.partners[place])
    for place in range(w.start.deal_count):
        _begin_deal(w, w.start.deals[place])
        w.accounts[place].go_live_day = w.start.accounts[place].go_live_day
        w.accounts[place].leave_day = w.start.accounts[place].leave_day
        w.accounts[place].entries = w.start.accounts[place].entries
        w.accounts[place].earned_cents = w.start.accounts[place].earned_cents
        recall_claim(w, place)
        recall_sale(w, place)
    for place in range(w.start.event_count):
        event = w.start.events[place]
        if event.deal == _NO_DEAL:
            schedule(w, event.day, event.phase, w.partners[event.partner].index, 0, event.partner)
        else:
            schedule_deal(w, event.day, event.phase, event.deal)
    for place in range(w.start.waiting_count):
        stand_in_line(w, w.start.waiting[place])
    _begin_program(w)
    _begin_lists(w)
    _begin_money(w)
    find_tiers(w)
    find_effects(w)


@part
def _begin_partner(w: World, started: StartedPartner) -> None:
    slot = w.run.partners
    if not new_partner(w, started.archetype, started.index, started.name_word, started.place):
        return
    if has_come(started.signed_day):
        begin_agreement(w, slot)
    recall_measures(w, slot)
    recall_standing(w, slot)
    recall_certificates(w, slot)
    recall_effects(w, slot)
    recall_bonuses(w, slot)
    recall_rebates(w, slot)
    partner = w.partners[slot]
    partner.score = started.score
    partner.visit = started.visit
    partner.stage = started.stage
    partner.signed_day = started.signed_day
    partner.wait_start_day = started.wait_start_day
    partner.flow_day = started.flow_day
    partner.onboarded = started.onboarded
    partner.has_reps = started.has_reps
    partner.commitment = started.commitment
    partner.is_recruited = started.is_recruited
    partner.gone = started.gone
    partner.size = started.size
    partner.accounts = started.accounts
    partner.qualified = started.qualified
    partner.first_month = started.first_month
    partner.last_qualified_day = started.last_qualified_day
    partner.last_won_day = started.last_won_day
    partner.last_activity_day = max(started.last_qualified_day, started.last_won_day)
    partner.pilot_start_day = started.pilot_start_day
    partner.pilot_is_extended = started.pilot_is_extended
    partner.qualified_before_pilot = started.qualified_before_pilot
    if has_come(partner.signed_day) and not partner.gone:
        _put_in_force(w, slot)


@part
def _put_in_force(w: World, slot: int) -> None:
    """On the list of partners in force, which is in order so far; active if the last 90 days say so."""
    partner = w.partners[slot]
    entry = w.in_force[w.run.in_force]
    entry.order = partner.index
    entry.entity = slot
    w.run.in_force += 1
    w.run.in_force_in_order = w.run.in_force
    if partner.last_activity_day >= w.run.today - DAYS_PER_QUARTER:
        note_active(w, slot, True)
        w.run.active += 1
        w.run.active_recruited += 1 if partner.is_recruited else 0


@part
def _begin_deal(w: World, started: StartedDeal) -> None:
    position = w.run.deals
    if not new_deal_row(w, started.partner, started.month, started.k):
        return
    deal = w.deals[position]
    deal.is_first = started.is_first
    deal.arr_cents = started.arr_cents
    deal.contract_year = started.contract_year
    w.added_cents[position] = started.added_cents
    deal.term_month = started.term_month
    deal.last_month = started.last_month
    deal.awaits = started.awaits
    deal.locked = started.locked
    deal.is_established = started.is_established
    deal.line = started.line
    if is_customer(deal.term_month, deal.last_month, w.start.month):
        customer = w.customers[w.run.customers]
        customer.order = deal.identity
        customer.entity = position
        w.run.customers += 1


@part
def _begin_program(w: World) -> None:
    w.run.phase = w.start.phase
    w.run.is_sunset = w.start.is_sunset
    w.run.partners_won = w.start.partners_won
    w.run.busy = w.start.busy
    recall_issued(w)


@part
def _begin_lists(w: World) -> None:
    """Candidates to contact, and those who are listed again later."""
    for position in range(len(w.parameters.archetypes)):
        w.recruiting[position].contact_carry = w.start.contact_carry[position]
    for place in range(w.start.name_count):
        name = w.start.names[place]
        push_candidate(w, archetype_at(w, name.index), name.score, name.index, name.visit)
    for place in range(w.start.return_count):
        returning = w.start.returns[place]
        link(w, w.returning, returning.month, returning.index, returning.visit)


@part
def _begin_money(w: World) -> None:
    """Fees that are owed, displacements to come, books of months that are over, and the channels' ARR."""
    for place in range(w.start.fee_count):
        w.fees[place].partner = w.start.fees[place].partner
        w.fees[place].deal = w.start.fees[place].deal
        w.fees[place].amount_cents = w.start.fees[place].amount_cents
        w.fees[place].contract_year = w.start.fees[place].contract_year
        w.fees[place].payable_day = w.start.fees[place].payable_day
        w.fees[place].entry = w.start.fees[place].entry
        w.fees[place].has_been_due = w.start.fees[place].has_been_due
    w.run.fees = w.start.fee_count
    for place in range(w.start.displacement_count):
        displaced = w.start.displacements[place]
        identity = displaced.partner << CODE_BITS | displaced.deal
        link(w, w.displaced, displaced.month, identity, displaced.arr_cents)
    w.run.first_books = w.start.month - w.start.books_count + 1
    for place in range(w.start.books_count):
        books = books_of(w, w.run.first_books + place)
        books.sourced = w.start.books[place].sourced
        books.total = w.start.books[place].total
    w.run.owed_cents = w.start.owed_cents
    w.run.influenced_arr_cents = w.start.influenced_arr_cents
    for channel in range(len(w.parameters.vendor.channels)):
        w.channel_arr_cents[channel] = w.start.channel_arr_cents[channel]
