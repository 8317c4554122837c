"""The rows with which a run begins, compiled: what is there already, of the day on which its first month opens."""

from sim.compilation import part
from sim.engine.compiled.customer import count_arr
from sim.engine.compiled.replication import emit, emit_amount, emit_deal, emit_partner
from sim.engine.compiled.state import World
from sim.ledger import NOBODY, Kind
from sim.rules.established import contract_month, days_since, has_gone_live, is_customer
from sim.units import DAYS_PER_MONTH, has_come, round_half_up

_STARTED, _STARTED_CUSTOMER = Kind.STARTED.value, Kind.STARTED_CUSTOMER.value
_STARTED_OPPORTUNITY, _STARTED_DEAL = Kind.STARTED_OPPORTUNITY.value, Kind.STARTED_DEAL.value
_STARTED_PROGRAM, _STARTED_WIN, _QUEUED = Kind.STARTED_PROGRAM.value, Kind.STARTED_WIN.value, Kind.QUEUED.value
_NOBODY = NOBODY
_STARTED_ONBOARDING = Kind.STARTED_ONBOARDING.value
_STARTED_CANDIDATE = Kind.STARTED_CANDIDATE.value
_STARTED_FEES = Kind.STARTED_FEES.value
_THOUSANDTHS = 1000


@part
def write_start(w: World) -> None:
    """Partners by identity, customers, what was qualified or won and is not live, who waits, fees owed."""
    for slot in range(w.start.partner_count):
        _write_partner(w, slot)
    for position in range(w.start.deal_count):
        _write_customer(w, position)
    for position in range(w.start.deal_count):
        _write_opportunity(w, position)
    for slot in range(w.start.partner_count):
        began = w.start.partners[slot].onboarding_day
        if has_come(began):
            emit_partner(w, _STARTED_ONBOARDING, w.partners[slot], days_since(began, w.run.today))
    for place in range(w.start.waiting_count):
        emit_partner(w, _QUEUED, w.partners[w.start.waiting[place]], 0)
    emit_amount(w, _STARTED_FEES, w.start.owed_cents, 0)


@part
def write_program(w: World) -> None:
    """A program that runs already is in its phase."""
    if w.run.phase >= 0:
        month = w.start.month
        if len(w.parameters.start) > 0:
            month += w.parameters.start[0].month
        emit(w, _STARTED_PROGRAM, _NOBODY, _NOBODY, month, 0, w.run.phase)


@part
def _write_partner(w: World, slot: int) -> None:
    partner = w.partners[slot]
    contacted = w.start.partners[slot].contacted_day
    if has_come(contacted):
        days = days_since(contacted, w.run.today)
        emit(w, _STARTED_CANDIDATE, partner.index, _NOBODY, 0, days, partner.stage)
    if partner.gone or not has_come(partner.signed_day):
        return
    size = round_half_up(partner.size * _THOUSANDTHS)
    age = (w.run.today - partner.signed_day) // DAYS_PER_MONTH
    emit(w, _STARTED, partner.index, _NOBODY, size, days_since(partner.last_activity_day, w.run.today), age)
    if has_come(partner.last_won_day) and w.start.partners[slot].customers == 0:
        emit_partner(w, _STARTED_WIN, partner, days_since(partner.last_won_day, w.run.today))


@part
def _write_customer(w: World, position: int) -> None:
    deal = w.deals[position]
    if is_customer(deal.term_month, deal.last_month, w.start.month):
        emit_deal(w, _STARTED_CUSTOMER, deal, deal.arr_cents, 0, contract_month(deal.term_month, w.start.month))
        count_arr(w, deal, deal.arr_cents)


@part
def _write_opportunity(w: World, position: int) -> None:
    deal = w.deals[position]
    if has_gone_live(deal.term_month, w.start.month):
        return
    started = w.start.deals[position]
    if has_come(started.won_day):
        emit_deal(w, _STARTED_DEAL, deal, 0, deal.arr_cents, days_since(started.won_day, w.run.today))
    elif has_come(started.qualified_day):
        emit_deal(w, _STARTED_OPPORTUNITY, deal, 0, 0, days_since(started.qualified_day, w.run.today))
