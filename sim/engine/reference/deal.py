"""A deal's life: opportunity, discovery gate, cycle, win or loss, then the customer (R-52, R-57, R-70, R-91, R-144)."""

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Fee
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.customer import cancels_early, churns, early_cancel_day, expanded_arr_cents
from sim.rules.deal import contract_value_cents, cycle_days, is_cannibalised, is_lost_to_conflict, is_won
from sim.rules.dealflow import is_qualified
from sim.rules.terms import referral_fee_cents
from sim.units import DAYS_PER_YEAR, month_of

_QUALIFICATION = Stream.QUALIFICATION.value
_CYCLE = Stream.CYCLE.value
_CONFLICT = Stream.CONFLICT.value
_WIN = Stream.WIN.value
_ACV = Stream.ACV.value
_CANNIBALISED = Stream.CANNIBALISED.value
_EARLY_CANCEL = Stream.EARLY_CANCEL.value
_EARLY_CANCEL_DAY = Stream.EARLY_CANCEL_DAY.value
_RENEWAL = Stream.RENEWAL.value
_EXPANSION = Stream.EXPANSION.value


def deal_life(run: Replication, deal: Deal, day: int, is_first: bool = False) -> Life:
    """From the day of the raw opportunity to the end of the contract. A partner's first is qualified by definition."""
    partner, archetype = deal.partner, deal.partner.archetype
    yield run.agenda.at(day, DayPhase.OPPORTUNITY.value, partner.index, deal.code)
    if partner.gone or not _is_taken_up(run, deal, is_first):
        return
    days = cycle_days(
        run.draw_for_deal(_CYCLE, deal),
        archetype.cycle_median_days,
        archetype.cycle_sigma,
        run.month_readiness().cycle,
    )
    yield run.agenda.at(run.today + days, DayPhase.DEAL.value, partner.index, deal.code)
    if _is_closed_won(run, deal):
        yield from _customer_life(run, deal)


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
    return True


def _is_closed_won(run: Replication, deal: Deal) -> bool:
    """The end of the cycle: lost with its partner, lost to conflict, lost, or won (R-52, R-144)."""
    partner, archetype, readiness = deal.partner, deal.partner.archetype, run.month_readiness()
    if partner.gone and not run.parameters.departure.open_deals_is_close:
        run.row(Kind.LOST_WITH_PARTNER.value, partner.index, deal.code)
        return False
    if is_lost_to_conflict(run.draw_for_deal(_CONFLICT, deal), archetype.conflict_probability, readiness.conflict_odds):
        run.row(Kind.LOST_TO_CONFLICT.value, partner.index, deal.code)
        return False
    if not is_won(run.draw_for_deal(_WIN, deal), archetype.win_probability, readiness.win_odds):
        run.row(Kind.LOST.value, partner.index, deal.code)
        return False
    _win(run, deal)
    return True


def _win(run: Replication, deal: Deal) -> None:
    """Signature: contract value, fee accrued, direct equivalent displaced later if direct would have won too."""
    partner, archetype, today = deal.partner, deal.partner.archetype, run.today
    acv = contract_value_cents(run.draw_for_deal(_ACV, deal), archetype.acv_median_cents, archetype.acv_sigma)
    cannibalised = is_cannibalised(run.draw_for_deal(_CANNIBALISED, deal), archetype.cannibalised_probability)
    deal.arr_cents = acv
    if partner.last_won_day < 0:
        run.partners_won += 1
    partner.last_won_day = today
    if not partner.gone:
        partner.last_activity_day = today
    booked = acv if run.parameters.vendor.resale_booking_is_gross else acv - run.margin(deal, acv)
    run.row(Kind.WON.value, partner.index, deal.code, booked, acv, int(cannibalised))
    if cannibalised:
        month = month_of(today + run.parameters.vendor.direct_delay_days)
        run.displaced.setdefault(month, []).append((partner.index, deal.code, acv))
    payable = today + archetype.go_live_days if run.parameters.payout.trigger_is_go_live else today
    _accrue(run, deal, payable)


def _accrue(run: Replication, deal: Deal, payable_day: int) -> None:
    """The referral fee of the contract year that begins; a departed partner's only if the scenario says so (R-70)."""
    terms, year = deal.partner.archetype.terms, deal.contract_year
    if terms.model_is_resale or (deal.partner.gone and not run.parameters.departure.pay_after_departure):
        return
    if year == 1:
        rate_bps = terms.rate_bps
    elif year - 2 < len(terms.later_rates_bps):
        rate_bps = terms.later_rates_bps[year - 2]
    else:
        return
    fee = referral_fee_cents(deal.arr_cents, rate_bps)
    if fee:
        run.row(Kind.FEE_ACCRUED.value, deal.partner.index, deal.code, fee, deal.arr_cents, year)
        run.fees.append(Fee(deal, fee, year, payable_day))


def _customer_life(run: Replication, deal: Deal) -> Life:
    """Go-live, early cancellation, and a renewal every 360 days until the customer leaves."""
    partner, archetype = deal.partner, deal.partner.archetype
    go_live_day = run.today + archetype.go_live_days
    yield run.agenda.at(go_live_day, DayPhase.CUSTOMER.value, partner.index, deal.code)
    deal.term_month = month_of(go_live_day)
    run.customers.append(deal)
    run.row(Kind.GO_LIVE.value, partner.index, deal.code, deal.arr_cents)
    if cancels_early(
        run.draw_for_deal(_EARLY_CANCEL, deal),
        archetype.early_cancel_probability,
        run.month_readiness().early_cancel_odds,
    ):
        day = early_cancel_day(run.draw_for_deal(_EARLY_CANCEL_DAY, deal), go_live_day, archetype.early_cancel_days)
        yield run.agenda.at(day, DayPhase.CUSTOMER.value, partner.index, deal.code)
        deal.last_month = month_of(day)
        run.row(Kind.CANCELLED.value, partner.index, deal.code, -deal.arr_cents)
        return
    is_customer = True
    while is_customer:
        go_live_day += DAYS_PER_YEAR
        yield run.agenda.at(go_live_day, DayPhase.CUSTOMER.value, partner.index, deal.code)
        is_customer = _renew(run, deal)


def _renew(run: Replication, deal: Deal) -> bool:
    """A renewal: twelve months are recognised; the customer leaves, or a new term begins (E-21, E-22)."""
    partner, archetype = deal.partner, deal.partner.archetype
    ordinal = deal.contract_year - 1
    orphan_odds = run.parameters.departure.orphan_churn_odds_multiplier if partner.gone else 1.0
    if churns(run.draw_for_deal(_RENEWAL, deal, ordinal), archetype.churn_per_year, orphan_odds):
        deal.last_month = month_of(run.today) - 1
        run.row(Kind.CHURNED.value, partner.index, deal.code, -deal.arr_cents)
        return False
    before = deal.arr_cents
    run.row(Kind.RENEWED.value, partner.index, deal.code, before, 0, deal.contract_year + 1)
    deal.arr_cents = expanded_arr_cents(
        run.draw_for_deal(_EXPANSION, deal, ordinal), before, archetype.expansion_probability, archetype.expansion_share
    )
    if deal.arr_cents != before:
        run.row(Kind.EXPANDED.value, partner.index, deal.code, deal.arr_cents - before)
    deal.contract_year += 1
    deal.term_month = month_of(run.today)
    _accrue(run, deal, run.today)
    return True
