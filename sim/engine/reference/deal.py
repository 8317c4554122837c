"""A deal's life up to its signature: opportunity, discovery gate, cycle, win or loss (R-52, R-57, R-144)."""

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life
from sim.engine.reference.bonus import pay_bonuses
from sim.engine.reference.books import accrue
from sim.engine.reference.cap import pay_effort_of
from sim.engine.reference.card import lock_deal, margin_of_first_year
from sim.engine.reference.claim import decide_class, stake_claim
from sim.engine.reference.collision import part_of_value
from sim.engine.reference.conflict import cannibalised_chance, credit_direct, odds_of_conflict, wait_for_answer
from sim.engine.reference.customer import customer_life
from sim.engine.reference.deal_class import class_of
from sim.engine.reference.delivery import charge_delivery, days_to_go_live
from sim.engine.reference.dues import distributor_margin
from sim.engine.reference.effects import effect_of, effect_of_deal
from sim.engine.reference.ladder import near_effort
from sim.engine.reference.measures import count_qualified, count_won
from sim.engine.reference.payout import payable_at_win
from sim.engine.reference.replication import Replication
from sim.engine.reference.services import accrue_services
from sim.engine.reference.state import Deal, Partner
from sim.engine.reference.touches import count_touches
from sim.ledger import Kind
from sim.metrics.tallies import CAPPED, SELLING
from sim.randomness import Stream, draw_uniform
from sim.rules.activation import ramp_share
from sim.rules.attribution import won_detail
from sim.rules.deal import contract_value_cents, cycle_days, is_cannibalised, is_lost_to_conflict, is_won
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
from sim.rules.effects import ACV, CONFLICT, CYCLE, OPPORTUNITIES, WIN
from sim.rules.onboarding import overload, overload_effort
from sim.units import has_come, month_of

_OPPORTUNITIES = Stream.OPPORTUNITIES.value
_OPPORTUNITY_DAY = Stream.OPPORTUNITY_DAY.value
_QUALIFICATION = Stream.QUALIFICATION.value
_CYCLE = Stream.CYCLE.value
_CONFLICT = Stream.CONFLICT.value
_WIN = Stream.WIN.value
_ACV = Stream.ACV.value
_CANNIBALISED = Stream.CANNIBALISED.value


def bring_opportunities(run: Replication, month: int) -> None:
    """The month's raw opportunities of every partner past its first opportunity (DESIGN 2.5)."""
    shared = (
        run.prepared.readiness[month].effort
        * run.parameters.vendor.season[month]
        * overload_effort(overload(run.load_bps), run.parameters.program.overload_effort_elasticity)
    )
    selling = capped = 0
    for partner in run.partners():
        if month <= partner.first_month or partner.qualified >= partner.accounts:
            continue
        archetype = partner.archetype
        rate = (
            archetype.opportunities_per_month
            * partner.size
            * ramp_share(month - partner.first_month, archetype.ramp_months)
            * pay_effort_of(run, partner, month)
            * near_effort(run, partner)
            * shared
            * untouched_share(partner.accounts, partner.qualified)
            * effect_of(run, partner, OPPORTUNITIES)
        )
        selling += 1
        capped += _begin_deals(run, month, partner, raw_rate(rate, archetype.qualification_probability))
    run.ledger.count(SELLING, month, selling)
    run.ledger.count(CAPPED, month, capped)


def _begin_deals(run: Replication, month: int, partner: Partner, rate: float) -> bool:
    """One life per raw opportunity of the month, each with its own day; whether there are more than the limit."""
    even = run.parameters.program.arrivals_is_even
    if even:
        wanted = even_opportunities(rate)
    else:
        u = draw_uniform(run.key, _OPPORTUNITIES, partner.name_word, partner.place | month << 8, 0)
        wanted = raw_opportunities(u, rate)
    count = min(wanted, MOST_RAW_OPPORTUNITIES)
    for k in range(count):
        deal = Deal(partner, month, k)
        day = even_day(k, count, month) if even else opportunity_day(run.draw_for_deal(_OPPORTUNITY_DAY, deal), month)
        run.agenda.begin(deal_life(run, deal, day))
    return is_capped(rate, wanted)


def deal_life(run: Replication, deal: Deal, day: int, is_first: bool = False) -> Life:
    """From the day of the raw opportunity to the end of the contract. A partner's first is qualified by definition."""
    partner = deal.partner
    yield run.agenda.at(day, DayPhase.OPPORTUNITY.value, partner.index, deal.code)
    if partner.gone or not _is_taken_up(run, deal, is_first):
        return
    archetype = partner.archetype
    days = cycle_days(
        run.draw_for_deal(_CYCLE, deal),
        archetype.cycle_median_days,
        archetype.cycle_sigma,
        run.month_readiness().cycle * effect_of_deal(run, deal, CYCLE),
    )
    day = run.today + days
    yield from decision(run, deal, day + wait_for_answer(run, deal, day))


def decision(run: Replication, deal: Deal, day: int) -> Life:
    """From the day on which a cycle ends to the end of the contract that may follow."""
    yield run.agenda.at(day, DayPhase.DEAL.value, deal.partner.index, deal.code)
    if _is_closed_won(run, deal):
        yield from customer_life(run, deal, run.today + days_to_go_live(run, deal))


def _is_taken_up(run: Replication, deal: Deal, is_first: bool) -> bool:
    """The discovery gate; a qualified opportunity works one of the partner's accounts (R-57)."""
    partner = deal.partner
    run.raw_opportunities += 1
    if partner.qualified >= partner.accounts or not (
        is_first or is_qualified(run.draw_for_deal(_QUALIFICATION, deal), partner.archetype.qualification_probability)
    ):
        run.row(Kind.REJECTED.value, partner.index, deal.code)
        return False
    partner.qualified += 1
    partner.last_qualified_day = partner.last_activity_day = run.today
    run.row(Kind.QUALIFIED.value, partner.index, deal.code)
    count_qualified(run, partner)
    return stake_claim(run, deal)


def _is_closed_won(run: Replication, deal: Deal) -> bool:
    """The end of the cycle: lost with its partner, lost to conflict, lost, or won (R-52, R-144)."""
    partner, archetype, readiness = deal.partner, deal.partner.archetype, run.month_readiness()
    if partner.gone and not run.parameters.departure.open_deals_is_close:
        run.row(Kind.LOST_WITH_PARTNER.value, partner.index, deal.code)
        return False
    odds = odds_of_conflict(run, deal, readiness.conflict_odds, effect_of_deal(run, deal, CONFLICT))
    if is_lost_to_conflict(run.draw_for_deal(_CONFLICT, deal), archetype.conflict_probability, odds):
        run.row(Kind.LOST_TO_CONFLICT.value, partner.index, deal.code)
        return False
    odds = readiness.win_odds * effect_of_deal(run, deal, WIN)
    if not is_won(run.draw_for_deal(_WIN, deal), archetype.win_probability, odds):
        run.row(Kind.LOST.value, partner.index, deal.code)
        return False
    _win(run, deal)
    return True


def _win(run: Replication, deal: Deal) -> None:
    """Signature: contract value, fee accrued, direct equivalent displaced later if direct would have won too."""
    partner, archetype, today = deal.partner, deal.partner.archetype, run.today
    median = archetype.acv_median_cents * effect_of_deal(run, deal, ACV)
    acv = part_of_value(run, deal, contract_value_cents(run.draw_for_deal(_ACV, deal), median, archetype.acv_sigma))
    cannibalised = is_cannibalised(run.draw_for_deal(_CANNIBALISED, deal), cannibalised_chance(run, deal))
    deal.arr_cents, deal.locked = acv, run.changed
    decide_class(run, deal)
    is_first = not has_come(partner.last_won_day)
    if partner.is_recruited and is_first:
        run.partners_won += 1
    partner.last_won_day = today
    if not partner.gone:
        partner.last_activity_day = today
    lock_deal(run, deal)
    kept = margin_of_first_year(run, deal) + distributor_margin(run, deal, acv)
    booked = acv if run.parameters.vendor.resale_booking_is_gross else acv - kept
    run.row(Kind.WON.value, partner.index, deal.code, booked, acv, won_detail(cannibalised, class_of(deal)))
    if cannibalised:
        month = month_of(today + run.parameters.vendor.direct_delay_days)
        run.displaced.setdefault(month, []).append((partner.index, deal.code, acv))
    payable_day = payable_at_win(run, deal)
    accrue(run, deal, payable_day)
    pay_bonuses(run, deal, is_first, payable_day)
    accrue_services(run, deal, payable_day)
    credit_direct(run, deal)
    count_touches(run, deal)
    charge_delivery(run, deal)
    count_won(run, deal)
