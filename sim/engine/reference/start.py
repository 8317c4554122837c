"""A run begins with the partners, customers and open opportunities that are there on day 0."""

from sim.engine.reference.customer import cancellation, customer_life, renewals
from sim.engine.reference.deal import deal_life, decision
from sim.engine.reference.partner import from_pilot, from_queue, queue
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.engine.start import start_of
from sim.engine.started import StartedCustomer, StartedOpportunity, StartedPartner
from sim.ledger import Kind
from sim.rules.established import contract_month, days_since
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, has_come, month_of, round_half_up

_THOUSANDTHS = 1000


def begin_from_start(run: Replication) -> None:
    """Partners by identity, customers, opportunities; who was active in the 90 days before is so on day 0."""
    start = start_of(run.parameters, run.prepared, run.key)
    partners = [_begin_partner(run, start.partners[place]) for place in range(start.partner_count)]
    for place in range(start.customer_count):
        customer = start.customers[place]
        _begin_customer(run, partners[customer.partner], customer)
    for place in range(start.opportunity_count):
        opportunity = start.opportunities[place]
        _begin_opportunity(run, partners[opportunity.partner], opportunity)
    for position in range(start.waiting_count):
        partner = partners[start.waiting[position]]
        queue(run, partner)
        run.agenda.begin(from_queue(run, partner))
    run.active = [partner for partner in run.partners() if partner.last_activity_day >= -DAYS_PER_QUARTER]


def begin_program(run: Replication) -> None:
    """A program that runs already is in its phase."""
    for state in run.parameters.start:
        run.phase = state.phase
        run.row(Kind.STARTED_PROGRAM.value, amount=state.month, detail=state.phase)


def _begin_partner(run: Replication, started: StartedPartner) -> Partner:
    archetype = run.parameters.archetypes[started.archetype]
    partner = Partner(started.index, archetype, started.archetype, started.place, score=0, visit=0)
    partner.name_word = started.name_word
    partner.signed_day, partner.flow_day = started.signed_day, started.flow_day
    partner.onboarded, partner.has_reps = started.onboarded, started.has_reps
    partner.is_recruited, partner.gone = started.is_recruited, started.gone
    partner.size, partner.accounts, partner.qualified = started.size, started.accounts, started.qualified
    partner.first_month = started.first_month
    partner.last_qualified_day, partner.last_won_day = started.last_qualified_day, started.last_won_day
    partner.last_activity_day = max(started.last_qualified_day, started.last_won_day)
    partner.score, partner.commitment = started.score, started.commitment
    if partner.is_recruited and has_come(partner.last_won_day):
        run.partners_won += 1
    if not partner.gone:
        run.in_force[partner.index] = partner
        run.row(
            Kind.STARTED.value, partner.index, amount=round_half_up(partner.size * _THOUSANDTHS),
            listed=days_since(partner.last_activity_day), detail=-partner.signed_day // DAYS_PER_MONTH,
        )  # fmt: skip
        if has_come(partner.last_won_day) and started.customers == 0:
            run.row(Kind.STARTED_WIN.value, partner.index, detail=days_since(partner.last_won_day))
        _begin_journey(run, partner, started)
    return partner


def _begin_journey(run: Replication, partner: Partner, started: StartedPartner) -> None:
    """A pilot that is under way, and a first opportunity that is to come."""
    if has_come(started.pilot_start_day):
        pilot = from_pilot(run, partner, started.pilot_start_day, is_extended=started.pilot_is_extended)
        run.agenda.begin(pilot)
    if has_come(started.first_day) and started.first_month <= run.parameters.months:
        first = Deal(partner, started.first_month, 0)
        run.agenda.begin(deal_life(run, first, started.first_day, is_first=True))


def _begin_customer(run: Replication, partner: Partner, started: StartedCustomer) -> None:
    deal = Deal(partner, started.month, started.k)
    deal.arr_cents, deal.contract_year = started.arr_cents, started.contract_year
    deal.term_month = month_of(started.term_day)
    deal.is_established = True
    run.customers.append(deal)
    month = contract_month(started.term_day)
    run.row(Kind.STARTED_CUSTOMER.value, partner.index, deal.code, deal.arr_cents, 0, month)
    if has_come(started.cancel_day):
        run.agenda.begin(cancellation(run, deal, started.cancel_day))
    else:
        run.agenda.begin(renewals(run, deal, started.term_day))


def _begin_opportunity(run: Replication, partner: Partner, started: StartedOpportunity) -> None:
    deal = Deal(partner, started.month, started.k)
    if has_come(started.won_day):
        deal.arr_cents = started.arr_cents
        days = days_since(started.won_day)
        run.row(Kind.STARTED_DEAL.value, partner.index, deal.code, listed=deal.arr_cents, detail=days)
        run.agenda.begin(customer_life(run, deal, started.decided_day))
    else:
        days = days_since(started.qualified_day)
        run.row(Kind.STARTED_OPPORTUNITY.value, partner.index, deal.code, detail=days)
        run.agenda.begin(decision(run, deal, started.decided_day))
