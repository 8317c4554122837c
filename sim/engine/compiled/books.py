"""The month's books, compiled, in the order of ``sim/MODEL.md`` 3.2; and fees as they accrue."""

from sim.compilation import part
from sim.engine.compiled.agenda import merge_in_order
from sim.engine.compiled.payout import pay_fees, pay_owed
from sim.engine.compiled.replication import (
    archetype_of,
    books_of,
    emit_amount,
    emit_deal,
    has_phase,
    keep_stock,
)
from sim.engine.compiled.state import OPEN_END, Deal, World
from sim.engine.compiled.vendor import close_channels
from sim.ledger import Kind
from sim.metrics.tallies import ESTABLISHED, RESOLD
from sim.rules.direct import team_overload, untouched_by_influence
from sim.rules.pay import referral_fee_cents, resale_margin_cents
from sim.rules.phases import reaches_share
from sim.rules.readiness import headroom_cost_cents
from sim.units import MONTHS_PER_YEAR, contract_month_cents, round_half_up, within_limit

_REVENUE, _RESALE_MARGIN = Kind.REVENUE.value, Kind.RESALE_MARGIN.value
_FEE_ACCRUED = Kind.FEE_ACCRUED.value
_COST_MANAGERS, _COST_STAFF, _COST_OWNER = Kind.COST_MANAGERS.value, Kind.COST_STAFF.value, Kind.COST_OWNER.value
_COST_INFRASTRUCTURE, _COST_SUPPORT = Kind.COST_INFRASTRUCTURE.value, Kind.COST_SUPPORT.value
_COST_FIXED, _COST_ONBOARDING = Kind.COST_FIXED.value, Kind.COST_ONBOARDING.value
_COST_TEAM_TIME, _COST_HEADROOM = Kind.COST_TEAM_TIME.value, Kind.COST_HEADROOM.value


@part
def close_books(w: World, month: int) -> None:
    """The books of a month, one step per line."""
    close_vendor(w, month)
    recognise_revenue(w, month)
    charge_program(w, month)
    charge_team_time(w, month)
    charge_headroom(w, month)
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
    gross = w.parameters.vendor.resale_booking_is_gross
    kept = 0
    all_booked = 0
    all_listed = 0
    established = 0
    resold = 0
    for position in range(w.run.customers):
        deal = w.deals[w.customers[position].entity]
        if month <= deal.last_month:
            w.customers[kept] = w.customers[position]
            kept += 1
            listed = contract_month_cents(deal.arr_cents, month - deal.term_month + 1)
            margin = margin_of(w, deal, listed)
            booked = listed if gross else listed - margin
            emit_deal(w, _REVENUE, deal, booked, listed, 0)
            if gross and margin != 0:
                emit_deal(w, _RESALE_MARGIN, deal, margin, 0, 0)
            all_booked += booked
            all_listed += listed
            established += booked if deal.is_established else 0
            resold += listed - margin if archetype_of(w, w.partners[deal.partner]).terms.model_is_resale else 0
    w.run.customers = kept
    w.run.customers_in_order = kept
    keep_stock(w, month, ESTABLISHED, established)
    keep_stock(w, month, RESOLD, resold)
    books = books_of(w, month)
    books.sourced += all_booked
    books.total += all_booked
    books.listed += all_listed
    within_limit(books.total)
    within_limit(books.listed)


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


# Margins, and fees as they accrue


@part
def margin_of(w: World, deal: Deal, listed: int) -> int:
    """Resale margin on an amount at list; none for a departed partner that the scenario no longer pays (R-71)."""
    partner = w.partners[deal.partner]
    terms = archetype_of(w, partner).terms
    if not terms.model_is_resale or (partner.gone and not w.parameters.departure.pay_after_departure):
        return 0
    return resale_margin_cents(listed, terms.rate_bps)


@part
def accrue(w: World, position: int, payable_day: int) -> None:
    """The referral fee of the contract year that begins; a departed partner's only if the scenario says so (R-70)."""
    deal = w.deals[position]
    fee = _fee_of_year(w, deal, deal.contract_year)
    if fee == 0:
        return
    emit_deal(w, _FEE_ACCRUED, deal, fee, deal.arr_cents, deal.contract_year)
    enter(w, position, fee, payable_day)


@part
def enter(w: World, position: int, amount: int, payable_day: int) -> None:
    """An entry of pay of a deal on the list of fees, negative if it is taken back."""
    if w.run.fees == w.room.fees:
        w.run.is_full = True
        return
    deal = w.deals[position]
    account = w.accounts[position]
    entered = w.fees[w.run.fees]
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


@part
def _fee_of_year(w: World, deal: Deal, year: int) -> int:
    """Referral fee of a contract year on the deal's present ARR, in cents (R-70)."""
    partner = w.partners[deal.partner]
    terms = archetype_of(w, partner).terms
    if terms.model_is_resale or (partner.gone and not w.parameters.departure.pay_after_departure):
        return 0
    if year == 1:
        return referral_fee_cents(deal.arr_cents, terms.rate_bps)
    if year - 2 < len(terms.later_rates_bps):
        return referral_fee_cents(deal.arr_cents, terms.later_rates_bps[year - 2])
    return 0


@part
def promise_fees(w: World) -> None:
    """At the horizon: what is owed, and fees of the contract years to come if no customer leaves (DESIGN 2.7)."""
    for position in range(w.run.fees):
        deal = w.deals[w.fees[position].deal]
        w.result.owed[w.partners[deal.partner].archetype] += w.fees[position].amount_cents
    last = w.parameters.finance.runoff_months
    for position in range(w.run.customers):
        deal = w.deals[w.customers[position].entity]
        if deal.last_month == OPEN_END:
            row = w.partners[deal.partner].archetype * w.room.runoff_months
            year = deal.contract_year + 1
            after = deal.term_month + MONTHS_PER_YEAR - w.parameters.months
            while after <= last:
                w.result.pay_due[row + after - 1] += _fee_of_year(w, deal, year)
                year += 1
                after += MONTHS_PER_YEAR
