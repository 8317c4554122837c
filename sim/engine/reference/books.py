"""The month's books, in the order of ``sim/MODEL.md`` 3.2 (R-70, R-71, R-140); and fees as they accrue."""

from sim.engine.reference.cap import write_cuts
from sim.engine.reference.card import (
    fee_of_year,
    lock_deals_of_month,
    margin_of_month,
    one_rate_margin,
    read_at_close,
    share_of_month,
    sum_at_win,
    terms_of,
)
from sim.engine.reference.certificate import charge_certificates
from sim.engine.reference.clawback_share import kept_share
from sim.engine.reference.deal_class import class_of, sourced_of_month
from sim.engine.reference.dues import bear_support, charge_shortfalls, distributor_margin, note_month
from sim.engine.reference.ladder import charge_tiers, count_revenue
from sim.engine.reference.measures import count_billed, earn
from sim.engine.reference.payout import pay_fees, pay_owed, payable_of_month
from sim.engine.reference.rebate import accrue_rebates
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import OPEN_END, Books, Deal, Fee
from sim.engine.reference.use import count_unused, list_of_month
from sim.ledger import Kind
from sim.metrics.tallies import ESTABLISHED, RESOLD
from sim.rules.attribution import CLASSES
from sim.rules.card import RESALE, contract_month_of
from sim.rules.direct import team_overload, untouched_by_influence
from sim.rules.phases import reaches_share
from sim.rules.readiness import headroom_cost_cents
from sim.units import MONTHS_PER_YEAR, month_of, round_half_up, within_limit


def close_books(run: Replication, month: int) -> None:
    """The books of a month, one step per line."""
    close_vendor(run, month)
    recognise_revenue(run, month)
    charge_shortfalls(run, month)
    charge_program(run, month)
    charge_tiers(run, month)
    charge_certificates(run, month)
    charge_team_time(run, month)
    charge_headroom(run, month)
    bear_support(run, month)
    accrue_rebates(run, month)
    write_cuts(run, month)
    pay_owed(run, month)
    pay_fees(run, month)
    reset_counts(run, month)


def window_reaches(run: Replication, month: int, bps: int) -> bool:
    """Whether the partner-sourced share of the gate's window at the close of ``month`` is at least ``bps``."""
    months = range(month - run.parameters.gate.window_months + 1, month + 1)
    window = [run.books[back] for back in months if back in run.books]
    return reaches_share(sum(books.sourced for books in window), sum(books.total for books in window), bps)


# Steps of the books


def close_vendor(run: Replication, month: int) -> None:
    """The vendor's own business, less what the program takes from it (R-03, R-53)."""
    vendor, books = run.parameters.vendor, Books()
    run.books[month] = books
    team = vendor.team_hours_per_month * run.plan.team_growth[month]
    lost = team_overload(_team_hours(run), team, vendor.spare_team_share)
    displaced = sorted(run.displaced.pop(month, []))
    books.sourced, books.total = run.vendor.close(month, lost, displaced, _touched(run))


def _team_hours(run: Replication) -> float:
    """The direct team's hours on the month's partner opportunities."""
    return run.raw_opportunities * run.parameters.vendor.partner_opportunity_hours


def _touched(run: Replication) -> float:
    """Share of direct deals that at least one active partner touches (R-03)."""
    untouched = 1.0
    for position, archetype in enumerate(run.parameters.archetypes):
        count = sum(1 for partner in run.active if partner.archetype_position == position)
        untouched *= untouched_by_influence(archetype.influence_probability, count)
    return 1.0 - untouched


def recognise_revenue(run: Replication, month: int) -> None:
    """One revenue row per customer in force, in identity order (R-71)."""
    gross, books = run.parameters.vendor.resale_booking_is_gross, run.books[month]
    lock_deals_of_month(run, month)
    established, resold, by_class = 0, 0, [0] * CLASSES
    run.customers = [deal for deal in run.customers if month <= deal.last_month]
    run.customers.sort(key=lambda deal: deal.order)
    for deal in run.customers:
        read_at_close(run, deal, month)
        contract_month = contract_month_of(deal.contract_year, month - deal.term_month + 1)
        listed = list_of_month(deal, deal.arr_cents, contract_month)
        before = list_before(deal, contract_month, listed)
        margin = margin_of_month(run, deal, deal.contract_year, before, listed)
        distributor = distributor_margin(run, deal, listed)
        booked = listed if gross else listed - margin - distributor
        class_ = class_of(deal)
        detail = count_revenue(run, month, deal, class_, booked)
        run.row(Kind.REVENUE.value, deal.partner.index, deal.code, booked, listed, detail)
        by_class[class_] += booked
        if gross and margin:
            run.row(Kind.RESALE_MARGIN.value, deal.partner.index, deal.code, margin)
        if distributor:
            run.row(Kind.DISTRIBUTOR_MARGIN.value, deal.partner.index, deal.code, distributor, listed)
        note_month(run, deal, listed, margin)
        accrue_share(run, deal, month, before, listed)
        count_billed(run, deal, month, listed)
        books.total += booked
        books.listed += listed
        established += booked if deal.is_established else 0
        resold += listed - margin - distributor if deal.partner.archetype.terms.model == RESALE else 0
    books.sourced += sourced_of_month(run, by_class)
    run.ledger.count(ESTABLISHED, month, established)
    run.ledger.count(RESOLD, month, resold)
    within_limit(books.total)
    within_limit(books.listed)


def charge_program(run: Replication, month: int) -> None:
    """The program's cost lines (R-140, R-181)."""
    phase, partners, begun = run.phase_in_force, len(run.in_force), run.onboardings_begun
    if phase is None:
        return
    _cost(run, Kind.COST_MANAGERS, phase.manager_cost_per_month_cents)
    _cost(run, Kind.COST_STAFF, phase.staff_cost_per_month_cents)
    _cost(run, Kind.COST_OWNER, phase.owner_cost_per_month_cents if month >= phase.owner_start_month else 0)
    _cost(run, Kind.COST_INFRASTRUCTURE, phase.infrastructure_cost_per_month_cents)
    _cost(run, Kind.COST_SUPPORT, phase.support_cost_per_month_cents * partners, partners)
    _cost(run, Kind.COST_FIXED, phase.fixed_cost_per_month_cents)
    _cost(run, Kind.COST_ONBOARDING, run.parameters.program.onboarding_cost_cents * begun, begun)


def _cost(run: Replication, kind: Kind, amount: int, detail: int = 0) -> None:
    if amount:
        run.row(kind.value, amount=amount, detail=detail)


def charge_team_time(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """The direct team's time on partner opportunities (R-53)."""
    cost = round_half_up(_team_hours(run) * run.parameters.vendor.hour_cost_cents)
    _cost(run, Kind.COST_TEAM_TIME, cost, run.raw_opportunities)


def charge_headroom(run: Replication, month: int) -> None:
    """The cost of low margin headroom on the month's list revenue (R-13)."""
    shortfall = run.prepared.readiness[month].headroom_shortfall
    share = run.parameters.readiness_effects.margin_cost_share
    _cost(run, Kind.COST_HEADROOM, round_half_up(headroom_cost_cents(run.books[month].listed, share, shortfall)))


def reset_counts(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """What is counted for a month begins again."""
    run.raw_opportunities = run.onboardings_begun = 0


# Fees and shares as they accrue


def list_before(deal: Deal, contract_month: int, listed: int) -> int:
    """List of a month of the ARR before this contract year's renewal, where what it added has a rate of its own."""
    if not terms_of(deal).tells_added:
        return listed
    return list_of_month(deal, deal.arr_cents - deal.added_cents, contract_month)


def accrue(run: Replication, deal: Deal, payable_day: int) -> None:
    """The entry of the contract year that begins: a referral fee, or the flat sum of other terms at the win (R-70)."""
    year = deal.contract_year
    fee = fee_of_year(run, deal, year, deal.added_cents)
    if year == 1:
        fee += sum_at_win(run, deal)
    fee = earn(run, deal.partner, fee, month_of(run.today))
    if fee:
        run.row(Kind.FEE_ACCRUED.value, deal.partner.index, deal.code, fee, deal.arr_cents, year)
        enter(run, deal, fee, payable_day)


def enter(run: Replication, deal: Deal, amount: int, payable_day: int) -> None:
    """An entry of pay on the list of fees, negative if it is taken back."""
    account = deal.account
    run.fees.append(Fee(deal.partner, deal, amount, deal.contract_year, payable_day, account.entries))
    account.entries += 1
    if deal.contract_year == 1:
        account.earned_cents += amount


def accrue_share(run: Replication, deal: Deal, month: int, before: int, listed: int) -> None:
    """The share of a customer's month (R-72)."""
    year, month_of_year = deal.contract_year, month - deal.term_month + 1
    share = share_of_month(run, deal, year, month_of_year, month, before, listed)
    if month == deal.last_month:
        share = kept_share(run, deal, share)
    share = earn(run, deal.partner, share, month)
    if share:
        contract_month = contract_month_of(year, month_of_year)
        run.row(Kind.SHARE_ACCRUED.value, deal.partner.index, deal.code, share, listed, contract_month)
        enter(run, deal, share, payable_of_month(run, deal, month))


def promise_fees(run: Replication) -> None:
    """At the horizon: what is owed, and pay of the time to come, if no customer leaves (DESIGN 2.7)."""
    for fee in run.fees:
        position = fee.partner.archetype_position
        run.ledger.owed[position] = run.ledger.owed.get(position, 0) + fee.amount_cents
    for deal in run.customers:
        if deal.last_month == OPEN_END:
            place = deal.partner.archetype_position
            run.ledger.margin_locked[place] = run.ledger.margin_locked.get(place, 0) + _margin_locked(deal)
            _promise_years(run, deal)
            _promise_months(run, deal)


def _promise_years(run: Replication, deal: Deal) -> None:
    """Fees of the contract years to come."""
    year, after = deal.contract_year + 1, deal.term_month + MONTHS_PER_YEAR - run.parameters.months
    while after <= run.parameters.finance.runoff_months:
        _promise(run, deal, after, fee_of_year(run, deal, year, 0))
        year, after = year + 1, after + MONTHS_PER_YEAR


def _promise_months(run: Replication, deal: Deal) -> None:
    """Shares of the months to come, margins where they are not one rate of all list prices, and use that ramps up."""
    for after in range(1, run.parameters.finance.runoff_months + 1):
        years, months = divmod(run.parameters.months + after - deal.term_month, MONTHS_PER_YEAR)
        year, month = deal.contract_year + years, months + 1
        contract_month = contract_month_of(year, month)
        listed = list_of_month(deal, deal.arr_cents, contract_month)
        count_unused(run, deal, after, contract_month, listed)
        before = listed if years else list_before(deal, contract_month, listed)
        due = share_of_month(run, deal, year, month, 0, before, listed)
        if terms_of(deal).margin_varies:
            due += margin_of_month(run, deal, year, before, listed) + distributor_margin(run, deal, listed)
        _promise(run, deal, after, due)


def _promise(run: Replication, deal: Deal, after: int, due: int) -> None:
    place = deal.partner.archetype_position, after
    if due:
        run.ledger.pay_due[place] = run.ledger.pay_due.get(place, 0) + due


def _margin_locked(deal: Deal) -> int:
    """Resale margin of a year that a deal has beyond that of the terms in force, where it is one rate of all months."""
    terms = deal.partner.archetype.terms
    if terms.model != RESALE:
        return 0
    return one_rate_margin(terms_of(deal), deal.arr_cents) - one_rate_margin(terms, deal.arr_cents)
