"""A deal's life up to its signature, compiled: opportunity, discovery gate, cycle, win or loss."""

from sim.compilation import part
from sim.engine.compiled.agenda import link, schedule
from sim.engine.compiled.bonus import pay_bonuses
from sim.engine.compiled.books import accrue
from sim.engine.compiled.cap import pay_effort_of
from sim.engine.compiled.card import lock_deal, margin_of_first_year
from sim.engine.compiled.claim import decide_class, stake_claim
from sim.engine.compiled.collision import count_rivals, part_of_value
from sim.engine.compiled.conflict import cannibalised_chance, credit_direct, odds_of_conflict, wait_for_answer
from sim.engine.compiled.deal_class import begin_claim, class_of
from sim.engine.compiled.delivery import charge_delivery, days_to_go_live
from sim.engine.compiled.dues import distributor_margin
from sim.engine.compiled.effects import effect_of, effect_of_deal
from sim.engine.compiled.ladder import near_effort
from sim.engine.compiled.measures import begin_sale, count_qualified, count_won
from sim.engine.compiled.payout import payable_at_win
from sim.engine.compiled.replication import (
    add_stock,
    archetype_of,
    draw_at,
    draw_for_deal,
    emit_deal,
    keep_stock,
    month_readiness,
)
from sim.engine.compiled.services import accrue_services
from sim.engine.compiled.state import CODE_BITS, CODE_MASK, OPEN_END, Deal, World
from sim.engine.compiled.touches import count_touches
from sim.engine.compiled.value import value_at_win
from sim.engine.order import DayPhase
from sim.engine.started import AWAITS_GO_LIVE
from sim.ledger import Kind, deal_code
from sim.metrics.tallies import CAPPED, DEALS_BY_CLASS, SELLING
from sim.randomness import Stream
from sim.rules.activation import ramp_share
from sim.rules.attribution import won_detail
from sim.rules.deal import cycle_days, is_cannibalised, is_lost_to_conflict, is_won
from sim.rules.dealflow import (
    MOST_RAW_OPPORTUNITIES,
    even_day,
    even_opportunities,
    is_capped,
    is_qualified,
    opportunity_day,
    raw_opportunities,
    raw_rate,
    untouched_share,
)
from sim.rules.effects import CONFLICT, CYCLE, OPPORTUNITIES, WIN
from sim.rules.onboarding import overload, overload_effort
from sim.scenario.parameters import UNKNOWN
from sim.units import NEVER_YET, has_come, month_of

_OPPORTUNITY, _DEAL, _CUSTOMER = DayPhase.OPPORTUNITY.value, DayPhase.DEAL.value, DayPhase.CUSTOMER.value
_OPPORTUNITIES, _OPPORTUNITY_DAY = Stream.OPPORTUNITIES.value, Stream.OPPORTUNITY_DAY.value
_QUALIFICATION, _CYCLE, _CONFLICT = Stream.QUALIFICATION.value, Stream.CYCLE.value, Stream.CONFLICT.value
_WIN, _CANNIBALISED = Stream.WIN.value, Stream.CANNIBALISED.value
_REJECTED, _QUALIFIED, _WON, _LOST = Kind.REJECTED.value, Kind.QUALIFIED.value, Kind.WON.value, Kind.LOST.value
_LOST_TO_CONFLICT, _LOST_WITH_PARTNER = Kind.LOST_TO_CONFLICT.value, Kind.LOST_WITH_PARTNER.value
_MONTH_PLACE = 8
_DEALS_BY_CLASS = DEALS_BY_CLASS
_UNKNOWN = UNKNOWN


@part
def bring_opportunities(w: World, month: int) -> None:
    """The month's raw opportunities of every partner past its first opportunity (DESIGN 2.5)."""
    count_rivals(w)
    shared = (
        w.prepared.readiness[month].effort
        * w.parameters.vendor.season[month]
        * overload_effort(overload(w.run.load_bps), w.parameters.program.overload_effort_elasticity)
    )
    selling = 0
    capped = 0
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        partner = w.partners[slot]
        if month > partner.first_month and partner.qualified < partner.accounts:
            archetype = archetype_of(w, partner)
            rate = (
                archetype.opportunities_per_month
                * partner.size
                * ramp_share(month - partner.first_month, archetype.ramp_months)
                * pay_effort_of(w, slot)
                * near_effort(w, slot)
                * shared
                * untouched_share(partner.accounts, partner.qualified)
                * effect_of(w, slot, OPPORTUNITIES)
            )
            selling += 1
            if _begin_deals(w, month, slot, raw_rate(rate, archetype.qualification_probability)):
                capped += 1
    keep_stock(w, month, SELLING, selling)
    keep_stock(w, month, CAPPED, capped)


@part
def _begin_deals(w: World, month: int, slot: int, rate: float) -> bool:
    """One life per raw opportunity of the month, each with its own day; whether there are more than the limit."""
    partner = w.partners[slot]
    even = w.parameters.program.arrivals_is_even
    within = month << _MONTH_PLACE
    if even:
        wanted = even_opportunities(rate)
    else:
        wanted = raw_opportunities(draw_at(w, _OPPORTUNITIES, partner, within, 0), rate)
    count = min(wanted, MOST_RAW_OPPORTUNITIES)
    for k in range(count):
        if even:
            day = even_day(k, count, month)
        else:
            day = opportunity_day(draw_at(w, _OPPORTUNITY_DAY, partner, within | k, 0), month)
        new_deal(w, slot, month, k, day, False)
    return is_capped(rate, wanted)


@part
def new_deal(w: World, slot: int, month: int, k: int, day: int, is_first: bool) -> None:
    """A raw opportunity of a partner that arrives on ``day``. A partner's first is qualified by definition."""
    position = w.run.deals
    if not new_deal_row(w, slot, month, k):
        return
    w.deals[position].is_first = is_first
    schedule_deal(w, day, _OPPORTUNITY, position)


@part
def new_deal_row(w: World, slot: int, month: int, k: int) -> bool:
    """A deal of a partner to which nothing has happened yet, in the next row; False if there is none."""
    if w.run.deals == w.room.deals:
        w.run.is_full = True
        return False
    partner = w.partners[slot]
    deal = w.deals[w.run.deals]
    w.run.deals += 1
    deal.partner = slot
    deal.identity = partner.index << CODE_BITS | deal_code(month, k)
    deal.place = partner.place | month << _MONTH_PLACE | k
    deal.is_first = False
    deal.arr_cents = 0
    deal.contract_year = 1
    deal.term_month = OPEN_END
    deal.last_month = OPEN_END
    deal.awaits = AWAITS_GO_LIVE
    deal.locked = 0
    deal.is_established = False
    deal.line = _UNKNOWN
    deal.drawn_line = _UNKNOWN
    begin_claim(w, w.run.deals - 1)
    return True


@part
def _open_account(w: World, position: int) -> None:
    """A deal is won, and has earned nothing yet."""
    account = w.accounts[position]
    account.go_live_day = NEVER_YET
    account.leave_day = OPEN_END
    account.entries = 0
    account.earned_cents = 0


@part
def schedule_deal(w: World, day: int, phase: int, position: int) -> None:
    """The next event of a deal."""
    identity = w.deals[position].identity
    schedule(w, day, phase, identity >> CODE_BITS, identity & CODE_MASK, position)


@part
def arrive(w: World, position: int) -> None:
    """A raw opportunity is rejected, or qualified: then its cycle begins (R-57)."""
    deal = w.deals[position]
    partner = w.partners[deal.partner]
    if partner.gone:
        return
    w.run.raw_opportunities += 1
    if not _is_taken_up(w, deal):
        emit_deal(w, _REJECTED, deal, 0, 0, 0)
        return
    partner.qualified += 1
    partner.last_qualified_day = w.run.today
    partner.last_activity_day = w.run.today
    emit_deal(w, _QUALIFIED, deal, 0, 0, 0)
    count_qualified(w, deal.partner)
    if not stake_claim(w, position):
        return
    archetype = archetype_of(w, partner)
    u = draw_for_deal(w, _CYCLE, deal, 0)
    factor = month_readiness(w).cycle * effect_of_deal(w, deal, CYCLE)
    days = cycle_days(u, archetype.cycle_median_days, archetype.cycle_sigma, factor)
    day = w.run.today + days
    schedule_deal(w, day + wait_for_answer(w, position, day), _DEAL, position)


@part
def _is_taken_up(w: World, deal: Deal) -> bool:
    """The discovery gate; a partner has a finite number of accounts."""
    partner = w.partners[deal.partner]
    if partner.qualified >= partner.accounts:
        return False
    chance = archetype_of(w, partner).qualification_probability
    return deal.is_first or is_qualified(draw_for_deal(w, _QUALIFICATION, deal, 0), chance)


@part
def close_deal(w: World, position: int) -> None:
    """The end of the cycle: lost with its partner, lost to conflict, lost, or won (R-52, R-144)."""
    deal = w.deals[position]
    partner = w.partners[deal.partner]
    archetype = archetype_of(w, partner)
    readiness = month_readiness(w)
    if partner.gone and not w.parameters.departure.open_deals_is_close:
        emit_deal(w, _LOST_WITH_PARTNER, deal, 0, 0, 0)
    elif is_lost_to_conflict(
        draw_for_deal(w, _CONFLICT, deal, 0),
        archetype.conflict_probability,
        odds_of_conflict(w, position, readiness.conflict_odds, effect_of_deal(w, deal, CONFLICT)),
    ):
        emit_deal(w, _LOST_TO_CONFLICT, deal, 0, 0, 0)
    elif is_won(
        draw_for_deal(w, _WIN, deal, 0),
        archetype.win_probability,
        readiness.win_odds * effect_of_deal(w, deal, WIN),
    ):
        _win(w, position)
    else:
        emit_deal(w, _LOST, deal, 0, 0, 0)


@part
def _win(w: World, position: int) -> None:
    """Signature: contract value, fee accrued, direct equivalent displaced later if direct would have won too."""
    deal = w.deals[position]
    partner = w.partners[deal.partner]
    today = w.run.today
    acv = part_of_value(w, position, value_at_win(w, position))
    cannibalised = is_cannibalised(draw_for_deal(w, _CANNIBALISED, deal, 0), cannibalised_chance(w, position))
    deal.arr_cents = acv
    deal.locked = w.run.changed
    _open_account(w, position)
    begin_sale(w, position)
    decide_class(w, position)
    class_ = class_of(w, position)
    if class_ > 0:
        add_stock(w, month_of(today), _DEALS_BY_CLASS + class_ - 1, 1)
    is_first = not has_come(partner.last_won_day)
    if partner.is_recruited and is_first:
        w.run.partners_won += 1
    partner.last_won_day = today
    if not partner.gone:
        partner.last_activity_day = today
    lock_deal(w, position)
    kept = margin_of_first_year(w, position) + distributor_margin(w, position, acv)
    booked = acv if w.parameters.vendor.resale_booking_is_gross else acv - kept
    emit_deal(w, _WON, deal, booked, acv, won_detail(cannibalised, class_))
    if cannibalised:
        link(w, w.displaced, month_of(today + w.parameters.vendor.direct_delay_days), deal.identity, acv)
    go_live = today + days_to_go_live(w, deal)
    payable_day = payable_at_win(w, deal)
    accrue(w, position, payable_day)
    pay_bonuses(w, position, is_first, payable_day)
    accrue_services(w, position, payable_day)
    credit_direct(w, position)
    count_touches(w, position)
    charge_delivery(w, deal)
    count_won(w, position)
    schedule_deal(w, go_live, _CUSTOMER, position)
