"""The month's books, compiled, in the order of ``sim/MODEL.md`` 3.2; and fees as they accrue."""

from sim.compilation import part
from sim.engine.compiled.agenda import merge_in_order
from sim.engine.compiled.cap import write_cuts
from sim.engine.compiled.card import (
    fee_of_year,
    lock_deals_of_month,
    margin_of_month,
    read_at_close,
    share_of_month,
    sum_at_win,
    terms_of,
)
from sim.engine.compiled.certificate import charge_certificates
from sim.engine.compiled.clawback_share import kept_share
from sim.engine.compiled.deal_class import class_of, other_class_of, sourced_without_claim
from sim.engine.compiled.dues import (
    are_months_noted,
    bear_support,
    charge_shortfalls,
    distributor_margin,
    note_month,
)
from sim.engine.compiled.ladder import charge_tiers, count_revenue
from sim.engine.compiled.measures import count_billed, earn
from sim.engine.compiled.payout import pay_fees, pay_owed, payable_of_month
from sim.engine.compiled.rebate import accrue_rebates
from sim.engine.compiled.replication import (
    add_stock,
    books_of,
    emit_amount,
    emit_deal,
    has_phase,
    stock_of,
)
from sim.engine.compiled.state import World
from sim.engine.compiled.use import list_of_month
from sim.engine.compiled.vendor import close_channels
from sim.ledger import Kind
from sim.metrics.tallies import ESTABLISHED, OTHER_REVENUE, RESOLD, REVENUE_BY_CLASS
from sim.rules.attribution import REGISTERED, UNREGISTERED, is_late_or_less, is_sold
from sim.rules.card import REFERRAL, RESALE, SHARE, contract_month_of
from sim.rules.direct import team_overload, untouched_by_influence
from sim.rules.phases import reaches_share
from sim.rules.readiness import headroom_cost_cents
from sim.units import month_of, round_half_up, within_limit

_REVENUE, _RESALE_MARGIN = Kind.REVENUE.value, Kind.RESALE_MARGIN.value
_DISTRIBUTOR_MARGIN = Kind.DISTRIBUTOR_MARGIN.value
_FEE_ACCRUED, _SHARE_ACCRUED = Kind.FEE_ACCRUED.value, Kind.SHARE_ACCRUED.value
_REGISTERED, _UNREGISTERED, _REVENUE_BY_CLASS = REGISTERED, UNREGISTERED, REVENUE_BY_CLASS
_OTHER_REVENUE = OTHER_REVENUE
_REFERRAL, _RESALE, _SHARE = REFERRAL, RESALE, SHARE
_COST_MANAGERS, _COST_STAFF, _COST_OWNER = Kind.COST_MANAGERS.value, Kind.COST_STAFF.value, Kind.COST_OWNER.value
_COST_INFRASTRUCTURE, _COST_SUPPORT = Kind.COST_INFRASTRUCTURE.value, Kind.COST_SUPPORT.value
_COST_FIXED, _COST_ONBOARDING = Kind.COST_FIXED.value, Kind.COST_ONBOARDING.value
_COST_TEAM_TIME, _COST_HEADROOM = Kind.COST_TEAM_TIME.value, Kind.COST_HEADROOM.value


@part
def close_books(w: World, month: int) -> None:
    """The books of a month, one step per line."""
    close_vendor(w, month)
    recognise_revenue(w, month)
    charge_shortfalls(w, month)
    charge_program(w, month)
    charge_tiers(w, month)
    charge_certificates(w, month)
    charge_team_time(w, month)
    charge_headroom(w, month)
    bear_support(w, month)
    accrue_rebates(w, month)
    write_cuts(w, month)
    pay_owed(w, month)
    pay_fees(w, month)
    reset_counts(w, month)


@part
def window_reaches(w: World, month: int, bps: int) -> bool:
    """Whether the partner-sourced share of the gate's window at the close of ``month`` is at least ``bps``."""
    sourced = 0
    total = 0
    for back in range(max(w.run.first_books, month - w.parameters.gate.window_months + 1), month + 1):
        sourced += books_of(w, back).sourced
        total += books_of(w, back).total
    return reaches_share(sourced, total, bps)


# Steps of the books


@part
def close_vendor(w: World, month: int) -> None:
    """The vendor's own business, less what the program takes from it (R-03, R-53)."""
    vendor = w.parameters.vendor
    team = vendor.team_hours_per_month * w.plan.team_growth[month]
    close_channels(w, month, team_overload(_team_hours(w), team, vendor.spare_team_share), _touched(w))


@part
def _team_hours(w: World) -> float:
    """The direct team's hours on the month's partner opportunities."""
    return w.run.raw_opportunities * w.parameters.vendor.partner_opportunity_hours


@part
def _touched(w: World) -> float:
    """Share of direct deals that at least one active partner touches (R-03)."""
    untouched = 1.0
    for position in range(len(w.parameters.archetypes)):
        chance = w.parameters.archetypes[position].influence_probability
        untouched *= untouched_by_influence(chance, w.recruiting[position].active)
    return 1.0 - untouched


@part
def recognise_revenue(w: World, month: int) -> None:
    """One revenue row per customer in force, in identity order (R-71)."""
    merge_in_order(w, w.customers, w.run.customers_in_order, w.run.customers)
    lock_deals_of_month(w, month)
    noted = are_months_noted(w)
    kept = 0
    for place in range(w.run.customers):
        position = w.customers[place].entity
        if month <= w.deals[position].last_month:
            w.customers[kept] = w.customers[place]
            kept += 1
            recognise_month(w, position, month, noted)
    w.run.customers = kept
    w.run.customers_in_order = kept
    books = books_of(w, month)
    books.sourced += sourced_without_claim(w, stock_of(w, month, _REVENUE_BY_CLASS + _UNREGISTERED - 1))
    within_limit(books.total)
    within_limit(books.listed)


@part
def recognise_month(w: World, position: int, month: int, noted: bool) -> None:
    """The rows of a customer's month, the pay that accrues with it, and what is counted of it."""
    deal = w.deals[position]
    terms = terms_of(w, deal)
    read_at_close(w, position, terms, month)
    contract_month = contract_month_of(deal.contract_year, month - deal.term_month + 1)
    listed = list_of_month(w, deal, deal.arr_cents, contract_month)
    before = list_before(w, position, contract_month, listed) if terms.tells_added else listed
    class_ = class_of(w, position)
    margin = 0
    distributor = 0
    if terms.model == _RESALE:
        margin = margin_of_month(w, position, deal.contract_year, before, listed)
        distributor = distributor_margin(w, position, listed)
        if is_sold(class_):
            add_stock(w, month, RESOLD, listed - margin - distributor)
    book_month(w, position, month, class_, listed, margin, distributor)
    if noted:
        note_month(w, position, listed, margin)
    if terms.model == _SHARE:
        accrue_share(w, position, month, before, listed)
    count_billed(w, position, month, listed)


@part
def book_month(w: World, position: int, month: int, class_: int, listed: int, margin: int, distributor: int) -> None:
    """The revenue of a customer's month, and what of its list others keep."""
    deal = w.deals[position]
    gross = w.parameters.vendor.resale_booking_is_gross
    booked = listed if gross else listed - margin - distributor
    emit_deal(w, _REVENUE, deal, booked, listed, count_revenue(w, month, deal, class_, booked))
    books = books_of(w, month)
    books.total += booked
    books.listed += listed
    if class_ == _REGISTERED:
        books.sourced += booked
    else:
        add_stock(w, month, _REVENUE_BY_CLASS + class_ - 1, booked)
    other = other_class_of(w, position)
    if is_late_or_less(other):
        add_stock(w, month, _OTHER_REVENUE + other - 1, booked)
    if deal.is_established:
        add_stock(w, month, ESTABLISHED, booked)
    if gross and margin != 0:
        emit_deal(w, _RESALE_MARGIN, deal, margin, 0, 0)
    if distributor != 0:
        emit_deal(w, _DISTRIBUTOR_MARGIN, deal, distributor, listed, 0)


@part
def charge_program(w: World, month: int) -> None:
    """The program's cost lines (R-140, R-181)."""
    if not has_phase(w):
        return
    phase = w.parameters.phases[w.run.phase]
    partners = w.run.in_force
    begun = w.run.onboardings_begun
    emit_amount(w, _COST_MANAGERS, phase.manager_cost_per_month_cents, 0)
    emit_amount(w, _COST_STAFF, phase.staff_cost_per_month_cents, 0)
    if month >= phase.owner_start_month:
        emit_amount(w, _COST_OWNER, phase.owner_cost_per_month_cents, 0)
    emit_amount(w, _COST_INFRASTRUCTURE, phase.infrastructure_cost_per_month_cents, 0)
    emit_amount(w, _COST_SUPPORT, phase.support_cost_per_month_cents * partners, partners)
    emit_amount(w, _COST_FIXED, phase.fixed_cost_per_month_cents, 0)
    emit_amount(w, _COST_ONBOARDING, w.parameters.program.onboarding_cost_cents * begun, begun)


@part
def charge_team_time(w: World, month: int) -> None:  # noqa: ARG001  # what every step is given
    """The direct team's time on partner opportunities (R-53)."""
    cost = round_half_up(_team_hours(w) * w.parameters.vendor.hour_cost_cents)
    emit_amount(w, _COST_TEAM_TIME, cost, w.run.raw_opportunities)


@part
def charge_headroom(w: World, month: int) -> None:
    """The cost of low margin headroom on the month's list revenue (R-13)."""
    shortfall = w.prepared.readiness[month].headroom_shortfall
    share = w.parameters.readiness_effects.margin_cost_share
    emit_amount(w, _COST_HEADROOM, round_half_up(headroom_cost_cents(books_of(w, month).listed, share, shortfall)), 0)


@part
def reset_counts(w: World, month: int) -> None:  # noqa: ARG001  # what every step is given
    """What is counted for a month begins again."""
    w.run.raw_opportunities = 0
    w.run.onboardings_begun = 0


# Fees and shares as they accrue


@part
def added_of(w: World, position: int) -> int:
    """What the renewal with which its contract year began added to a deal's ARR, where that has its own rate."""
    deal = w.deals[position]
    return w.added_cents[position] if deal.contract_year > 1 and terms_of(w, deal).tells_added else 0


@part
def list_before(w: World, position: int, contract_month: int, listed: int) -> int:
    """List of a month of the ARR before this contract year's renewal, where what it added has a rate of its own."""
    added = added_of(w, position)
    deal = w.deals[position]
    return listed if added == 0 else list_of_month(w, deal, deal.arr_cents - added, contract_month)


@part
def accrue(w: World, position: int, payable_day: int) -> None:
    """The entry of the contract year that begins: a referral fee, or the flat sum of other terms at the win (R-70)."""
    deal = w.deals[position]
    fee = fee_of_year(w, position, deal.contract_year, added_of(w, position))
    if deal.contract_year == 1:
        fee += sum_at_win(w, position)
    fee = earn(w, deal.partner, fee, month_of(w.run.today))
    if fee != 0:
        emit_deal(w, _FEE_ACCRUED, deal, fee, deal.arr_cents, deal.contract_year)
        enter(w, position, fee, payable_day)


@part
def accrue_share(w: World, position: int, month: int, before: int, listed: int) -> None:
    """The share of a customer's month (R-72)."""
    deal = w.deals[position]
    month_of_year = month - deal.term_month + 1
    share = share_of_month(w, position, deal.contract_year, month_of_year, month, before, listed)
    if month == deal.last_month:
        share = kept_share(w, position, share)
    share = earn(w, deal.partner, share, month)
    if share != 0:
        emit_deal(w, _SHARE_ACCRUED, deal, share, listed, contract_month_of(deal.contract_year, month_of_year))
        enter(w, position, share, payable_of_month(w, position, month))


@part
def enter(w: World, position: int, amount: int, payable_day: int) -> None:
    """An entry of pay of a deal on the list of fees, negative if it is taken back."""
    if w.run.fees == w.room.fees:
        w.run.is_full = True
        return
    deal = w.deals[position]
    account = w.accounts[position]
    entered = w.fees[w.run.fees]
    entered.partner = deal.partner
    entered.deal = position
    entered.amount_cents = amount
    entered.contract_year = deal.contract_year
    entered.payable_day = payable_day
    entered.entry = account.entries
    entered.has_been_due = False
    w.run.fees += 1
    account.entries += 1
    if deal.contract_year == 1:
        account.earned_cents += amount
