"""The month's books, in the order of ``sim/MODEL.md`` 3.2 (R-70, R-71, R-140); and fees as they accrue."""

from sim.engine.reference.payout import pay_fees, pay_owed
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import OPEN_END, Books, Deal, Fee
from sim.ledger import Kind
from sim.metrics.tallies import ESTABLISHED, RESOLD
from sim.rules.direct import team_overload, untouched_by_influence
from sim.rules.pay import referral_fee_cents, resale_margin_cents
from sim.rules.phases import reaches_share
from sim.rules.readiness import headroom_cost_cents
from sim.units import MONTHS_PER_YEAR, contract_month_cents, round_half_up, within_limit


def close_books(run: Replication, month: int) -> None:
    """The books of a month, one step per line."""
    close_vendor(run, month)
    recognise_revenue(run, month)
    charge_program(run, month)
    charge_team_time(run, month)
    charge_headroom(run, month)
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
    established = resold = 0
    run.customers = [deal for deal in run.customers if month <= deal.last_month]
    run.customers.sort(key=lambda deal: deal.order)
    for deal in run.customers:
        listed = contract_month_cents(deal.arr_cents, month - deal.term_month + 1)
        margin = margin_of(run, deal, listed)
        booked = listed if gross else listed - margin
        run.row(Kind.REVENUE.value, deal.partner.index, deal.code, booked, listed)
        if gross and margin:
            run.row(Kind.RESALE_MARGIN.value, deal.partner.index, deal.code, margin)
        books.sourced += booked
        books.total += booked
        books.listed += listed
        established += booked if deal.is_established else 0
        resold += listed - margin if deal.partner.archetype.terms.model_is_resale else 0
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


# Margins, and fees as they accrue


def margin_of(run: Replication, deal: Deal, listed: int) -> int:
    """Resale margin on an amount at list; none for a departed partner that the scenario no longer pays (R-71)."""
    terms = deal.partner.archetype.terms
    if not terms.model_is_resale or (deal.partner.gone and not run.parameters.departure.pay_after_departure):
        return 0
    return resale_margin_cents(listed, terms.rate_bps)


def accrue(run: Replication, deal: Deal, payable_day: int) -> None:
    """The referral fee of the contract year that begins; a departed partner's only if the scenario says so (R-70)."""
    year = deal.contract_year
    fee = fee_of_year(run, deal, year)
    if fee:
        run.row(Kind.FEE_ACCRUED.value, deal.partner.index, deal.code, fee, deal.arr_cents, year)
        enter(run, deal, fee, payable_day)


def enter(run: Replication, deal: Deal, amount: int, payable_day: int) -> None:
    """An entry of pay on the list of fees, negative if it is taken back."""
    account = deal.account
    run.fees.append(Fee(deal, amount, deal.contract_year, payable_day, account.entries))
    account.entries += 1
    if deal.contract_year == 1:
        account.earned_cents += amount


def fee_of_year(run: Replication, deal: Deal, year: int) -> int:
    """Referral fee of a contract year on the deal's present ARR, in cents (R-70)."""
    terms = deal.partner.archetype.terms
    if terms.model_is_resale or (deal.partner.gone and not run.parameters.departure.pay_after_departure):
        return 0
    if year == 1:
        return referral_fee_cents(deal.arr_cents, terms.rate_bps)
    if year - 2 < len(terms.later_rates_bps):
        return referral_fee_cents(deal.arr_cents, terms.later_rates_bps[year - 2])
    return 0


def promise_fees(run: Replication) -> None:
    """At the horizon: what is owed, and fees of the contract years to come if no customer leaves (DESIGN 2.7)."""
    horizon, last = run.parameters.months, run.parameters.finance.runoff_months
    for fee in run.fees:
        position = fee.deal.partner.archetype_position
        run.ledger.owed[position] = run.ledger.owed.get(position, 0) + fee.amount_cents
    for deal in run.customers:
        if deal.last_month != OPEN_END:
            continue
        year, after = deal.contract_year + 1, deal.term_month + MONTHS_PER_YEAR - horizon
        while after <= last:
            place = deal.partner.archetype_position, after
            run.ledger.pay_due[place] = run.ledger.pay_due.get(place, 0) + fee_of_year(run, deal, year)
            year, after = year + 1, after + MONTHS_PER_YEAR
