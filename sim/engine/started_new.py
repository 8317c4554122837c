"""New records of the state at a close, each as one to which nothing has happened, and where a partner's stands."""

from sim.compilation import part
from sim.engine.started import AWAITS_GO_LIVE, NO_DEAL, OPEN_END, Start, StartedDeal, StartedPartner
from sim.scenario.parameters import UNKNOWN
from sim.units import NEVER_YET

_UNKNOWN = UNKNOWN


@part
def next_partner(start: Start) -> StartedPartner:
    """A new record for a partner to whom nothing has happened yet."""
    partner = start.partners[start.partner_count]
    start.partner_count += 1
    partner.score = 0
    partner.visit = 0
    partner.stage = 0
    partner.contacted_day = NEVER_YET
    partner.signed_day = NEVER_YET
    partner.wait_start_day = NEVER_YET
    partner.flow_day = NEVER_YET
    partner.onboarding_day = NEVER_YET
    partner.onboarded = False
    partner.has_reps = False
    partner.commitment = _UNKNOWN
    partner.is_recruited = True
    partner.gone = False
    partner.size = 0.0
    partner.accounts = 0
    partner.qualified = 0
    partner.first_month = OPEN_END
    partner.last_qualified_day = NEVER_YET
    partner.last_won_day = NEVER_YET
    partner.pilot_start_day = NEVER_YET
    partner.pilot_is_extended = False
    partner.qualified_before_pilot = 0
    partner.customers = 0
    return partner


@part
def next_deal(start: Start, month: int, k: int) -> StartedDeal:
    """A new record for a deal of the partner added last, to which nothing has happened yet."""
    deal = start.deals[start.deal_count]
    start.accounts[start.deal_count].go_live_day = NEVER_YET
    start.accounts[start.deal_count].leave_day = OPEN_END
    start.accounts[start.deal_count].entries = 0
    start.accounts[start.deal_count].earned_cents = 0
    start.deal_count += 1
    deal.partner = start.partner_count - 1
    deal.month = month
    deal.k = k
    deal.is_first = False
    deal.qualified_day = NEVER_YET
    deal.won_day = NEVER_YET
    deal.arr_cents = 0
    deal.contract_year = 1
    deal.added_cents = 0
    deal.term_month = OPEN_END
    deal.last_month = OPEN_END
    deal.awaits = AWAITS_GO_LIVE
    deal.locked = 0
    deal.is_established = False
    deal.line = _UNKNOWN
    return deal


@part
def expect(start: Start, day: int, phase: int) -> None:
    """An event of the partner added last."""
    _expect(start, day, phase, start.partner_count - 1, NO_DEAL)


@part
def expect_of_partner(start: Start, day: int, phase: int, place: int) -> None:
    """An event of the partner at a place of the table."""
    _expect(start, day, phase, place, NO_DEAL)


@part
def expect_of_deal(start: Start, day: int, phase: int) -> None:
    """An event of the deal added last."""
    place = start.deal_count - 1
    _expect(start, day, phase, start.deals[place].partner, place)


@part
def _expect(start: Start, day: int, phase: int, partner: int, deal: int) -> None:
    event = start.events[start.event_count]
    start.event_count += 1
    event.day = day
    event.phase = phase
    event.partner = partner
    event.deal = deal


@part
def add_name(start: Start, index: int, score: int, visit: int) -> None:
    """A candidate on the list of those to contact."""
    name = start.names[start.name_count]
    start.name_count += 1
    name.index = index
    name.score = score
    name.visit = visit


@part
def add_return(start: Start, month: int, index: int, visit: int) -> None:
    """A candidate who is listed again at the opening of a month."""
    returning = start.returns[start.return_count]
    start.return_count += 1
    returning.month = month
    returning.index = index
    returning.visit = visit


@part
def add_fee(start: Start, amount_cents: int, contract_year: int, payable_day: int) -> None:
    """A fee of the deal added last that is owed."""
    fee = start.fees[start.fee_count]
    account = start.accounts[start.deal_count - 1]
    start.fee_count += 1
    fee.partner = start.deals[start.deal_count - 1].partner
    fee.deal = start.deal_count - 1
    fee.entry = account.entries
    fee.has_been_due = False
    account.entries += 1
    fee.amount_cents = amount_cents
    fee.contract_year = contract_year
    fee.payable_day = payable_day


@part
def add_books(start: Start, sourced: int, total: int) -> None:
    """The revenue of the month after the one added last."""
    books = start.books[start.books_count]
    start.books_count += 1
    books.sourced = sourced
    books.total = total


@part
def place_of(start: Start, index: int) -> int:
    """Place of the partner of a dense index, which is in the table."""
    low = 0
    high = start.partner_count - 1
    while low < high:
        middle = (low + high) // 2
        if start.partners[middle].index < index:
            low = middle + 1
        else:
            high = middle
    return low
