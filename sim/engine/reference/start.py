"""A run begins from the state at a close: partners, deals, what is to come, lists, books and channels."""

from heapq import heappush

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life
from sim.engine.reference.bonus import recall_bonuses
from sim.engine.reference.certificate import recall_certificates, recall_issued
from sim.engine.reference.customer import cancellation, churning, customer_life, from_downgrade, renewals
from sim.engine.reference.deal import deal_life, decision
from sim.engine.reference.effects import find_effects, recall_effects
from sim.engine.reference.ladder import find_tiers
from sim.engine.reference.measures import begin_measures, begin_sale, begin_standing
from sim.engine.reference.partner import expect_onboarding, from_pilot, from_queue, from_stage
from sim.engine.reference.rebate import recall_rebates
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Account, Books, Claim, Deal, Fee, Partner
from sim.engine.started import (
    AWAITS_CANCEL,
    AWAITS_CHURN,
    AWAITS_DOWNGRADE,
    AWAITS_GO_LIVE,
    NO_DEAL,
    StartedAccount,
    StartedDeal,
    StartedEvent,
    StartedPartner,
)
from sim.rules.established import is_customer
from sim.units import DAYS_PER_QUARTER, DAYS_PER_YEAR, has_come


def begin_from_start(run: Replication) -> None:
    """The state of the table."""
    start = run.start
    partners = [_partner(run, place) for place in range(start.partner_count)]
    deals = [_deal(run, partners, start.deals[place], start.accounts[place]) for place in range(start.deal_count)]
    for place, partner in enumerate(partners):
        begin_measures(run, partner, place)
        begin_standing(run, partner, place)
        recall_certificates(run, partner, place)
        recall_effects(run, partner, place)
        recall_bonuses(run, partner, place)
        recall_rebates(run, partner, place)
    for place, deal in enumerate(deals):
        _begin_claim(run, deal, place)
        begin_sale(run, deal, place)
    for place in range(start.event_count):
        run.agenda.begin(_life(run, partners, deals, start.events[place]))
    for place in range(start.waiting_count):
        partner = partners[start.waiting[place]]
        expect_onboarding(run, partner)
        run.onboarding.join(partner)
        run.agenda.begin(from_queue(run, partner))
    run.active = [partner for partner in run.partners() if partner.last_activity_day >= run.today - DAYS_PER_QUARTER]
    run.phase, run.is_sunset, run.partners_won = start.phase, start.is_sunset, start.partners_won
    run.onboarding.busy = start.busy
    recall_issued(run)
    _begin_lists(run)
    _begin_money(run, partners, deals)
    find_tiers(run, deals)
    find_effects(run, partners)


def _partner(run: Replication, place: int) -> Partner:
    started = run.start.partners[place]
    partner = Partner(started.index, run.kinds, started.archetype, started.place, started.score, started.visit)
    partner.name_word = started.name_word
    partner.signed_day, partner.wait_start_day = started.signed_day, started.wait_start_day
    partner.flow_day = started.flow_day
    partner.first_month = started.first_month
    partner.onboarded, partner.has_reps, partner.commitment = started.onboarded, started.has_reps, started.commitment
    partner.is_recruited, partner.gone = started.is_recruited, started.gone
    partner.size, partner.accounts, partner.qualified = started.size, started.accounts, started.qualified
    partner.last_qualified_day, partner.last_won_day = started.last_qualified_day, started.last_won_day
    partner.last_activity_day = max(started.last_qualified_day, started.last_won_day)
    if has_come(partner.signed_day) and not partner.gone:
        run.in_force[partner.index] = partner
    return partner


def _deal(run: Replication, partners: list[Partner], started: StartedDeal, account: StartedAccount) -> Deal:
    deal = Deal(partners[started.partner], started.month, started.k)
    deal.arr_cents, deal.contract_year = started.arr_cents, started.contract_year
    deal.added_cents = started.added_cents
    deal.term_month, deal.last_month = started.term_month, started.last_month
    deal.locked, deal.is_established, deal.line = started.locked, started.is_established, started.line
    deal.account = Account(account.go_live_day, account.leave_day, account.entries, account.earned_cents)
    if is_customer(deal.term_month, deal.last_month, run.start.month):
        run.customers.append(deal)
    return deal


def _begin_claim(run: Replication, deal: Deal, place: int) -> None:
    for _ in run.parameters.claims:
        claim = run.start.claims[place]
        deal.claim = Claim(
            claim.contact_day, claim.submission, claim.approval_day, claim.engaged_day, claim.deal_class,
            claim.other_class, claim.part, claim.locked,
        )  # fmt: skip


def _life(run: Replication, partners: list[Partner], deals: list[Deal], event: StartedEvent) -> Life:
    """The rest of the life that an event belongs to."""
    if event.deal == NO_DEAL:
        return _journey(run, partners[event.partner], run.start.partners[event.partner], event)
    deal, started = deals[event.deal], run.start.deals[event.deal]
    if event.phase == DayPhase.OPPORTUNITY:
        return deal_life(run, deal, event.day, is_first=started.is_first)
    if event.phase == DayPhase.DEAL:
        return decision(run, deal, event.day)
    if started.awaits == AWAITS_GO_LIVE:
        return customer_life(run, deal, event.day)
    if started.awaits == AWAITS_CANCEL:
        return cancellation(run, deal, event.day)
    if started.awaits == AWAITS_DOWNGRADE:
        return from_downgrade(run, deal, event.day)
    if started.awaits == AWAITS_CHURN:
        return churning(run, deal, event.day)
    return renewals(run, deal, event.day - DAYS_PER_YEAR)


def _journey(run: Replication, partner: Partner, started: StartedPartner, event: StartedEvent) -> Life:
    """The rest of a partner's journey."""
    if event.phase == DayPhase.FUNNEL:
        return from_stage(run, partner, started.stage, event.day)
    if event.phase == DayPhase.ONBOARDING:
        expect_onboarding(run, partner).fix(event.day)
        return from_queue(run, partner)
    before, is_extended = started.qualified_before_pilot, started.pilot_is_extended
    return from_pilot(run, partner, started.pilot_start_day, before, event.day, is_extended=is_extended)


def _begin_lists(run: Replication) -> None:
    """Candidates to contact, and those who are listed again later."""
    start = run.start
    run.contact_carry = [start.contact_carry[position] for position in range(len(run.parameters.archetypes))]
    for place in range(start.name_count):
        name = start.names[place]
        position, _, _ = run.roll.place(name.index)
        heappush(run.pools[position], (-name.score, name.index, name.visit))
    for place in range(start.return_count):
        returning = start.returns[place]
        run.returning.setdefault(returning.month, []).append((returning.index, returning.visit))


def _begin_money(run: Replication, partners: list[Partner], deals: list[Deal]) -> None:
    """Fees that are owed, displacements to come, books of months that are over, and the channels' ARR."""
    start = run.start
    for place in range(start.fee_count):
        fee = start.fees[place]
        deal = None if fee.deal == NO_DEAL else deals[fee.deal]
        run.fees.append(
            Fee(
                partners[fee.partner],
                deal,
                fee.amount_cents,
                fee.contract_year,
                fee.payable_day,
                fee.entry,
                fee.has_been_due,
            )
        )
    for place in range(start.displacement_count):
        one = start.displacements[place]
        run.displaced.setdefault(one.month, []).append((one.partner, one.deal, one.arr_cents))
    first = start.month - start.books_count + 1
    for place in range(start.books_count):
        run.books[first + place] = Books(start.books[place].sourced, start.books[place].total)
    run.owed_cents = start.owed_cents
    run.vendor.influenced_arr_cents = start.influenced_arr_cents
    run.vendor.arr_cents = [start.channel_arr_cents[channel] for channel in range(len(run.parameters.vendor.channels))]
