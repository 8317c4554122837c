"""What a partner has done: sums by month for two years, and the ARR of its live customers (R-73, R-75, R-108)."""

from sim.engine.reference.deal_class import class_of
from sim.engine.reference.line import line_of
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import OPEN_END, Deal, Flows, Partner
from sim.rules.attribution import INFLUENCED, is_own_deal, is_sold, sourced_cents
from sim.rules.fiscal import fiscal_month, months_of_period
from sim.rules.measures import (
    CLAIM_RINGS,
    INFLUENCED_RING,
    LIVE_CHANGE_RING,
    OPPORTUNITIES_RING,
    REGISTRATIONS_RING,
    SOURCED_RING,
    is_in_first_year,
    is_live,
    value_of_measure,
)
from sim.rules.pay import kept_by_cap_cents
from sim.rules.ring import BUCKETS, LIVE_ARR, LIVE_CUSTOMERS, PAY, bucket_of, is_held, window_sum
from sim.units import MONTHS_PER_YEAR, month_of


def count_won(run: Replication, deal: Deal) -> None:
    """A deal is won: value and number of the month, from after its own pay on."""
    if not run.parameters.measures.is_read:
        return
    month = month_of(run.today)
    deal.won_month, deal.won_cents = month, deal.arr_cents
    _add_win(run, deal, 1)


def count_qualified(run: Replication, partner: Partner) -> None:
    """An opportunity is qualified."""
    if run.parameters.ladders:
        partner.standing.claims[BUCKETS * OPPORTUNITIES_RING + bucket_of(month_of(run.today))] += 1


def count_registered(run: Replication, partner: Partner) -> None:
    """An opportunity is registered."""
    if run.parameters.ladders:
        partner.standing.claims[BUCKETS * REGISTRATIONS_RING + bucket_of(month_of(run.today))] += 1


def count_live(run: Replication, deal: Deal, amount: int) -> None:
    """The ARR of a live customer grows, or falls."""
    if run.parameters.measures.is_read:
        flows_of(run, deal.partner).live_arr_cents += amount
    if run.parameters.ladders:
        at = BUCKETS * LIVE_CHANGE_RING + bucket_of(month_of(run.today))
        deal.partner.standing.claims[at] += amount
        _count_line(run, deal, 0, amount)


def count_customer(run: Replication, deal: Deal) -> None:
    """A customer goes live."""
    if run.parameters.ladders:
        deal.partner.standing.live_customers += 1
        deal.partner.standing.customers_ever += 1
        _count_line(run, deal, 1, 0)


def count_left(run: Replication, deal: Deal) -> None:
    """A customer leaves; in its first contract year it takes its deal out of the month in which it was won."""
    if run.parameters.ladders:
        deal.partner.standing.live_customers -= 1
        _count_line(run, deal, -1, 0)
    if not run.parameters.measures.is_read or not is_in_first_year(run.today, deal.account.go_live_day):
        return
    if is_held(deal.won_month, month_of(run.today)):
        _add_win(run, deal, -1)


def _add_win(run: Replication, deal: Deal, sign: int) -> None:
    """Into the sums of the month of its win, or out of them, what a deal counts by its class."""
    flows, class_, bucket = flows_of(run, deal.partner), class_of(deal), bucket_of(deal.won_month)
    if is_sold(class_):
        flows.won_cents[bucket] += sign * deal.won_cents
    if is_own_deal(class_):
        flows.deals[bucket] += sign
    if not run.parameters.ladders:
        return
    claimed = deal.partner.standing.claims
    for claims in run.parameters.claims:
        sourced = sourced_cents(class_, deal.won_cents, claims.unregistered_credit_bps)
        claimed[BUCKETS * SOURCED_RING + bucket] += sign * sourced
        if class_ == INFLUENCED:
            claimed[BUCKETS * INFLUENCED_RING + bucket] += sign * deal.won_cents


def count_billed(run: Replication, deal: Deal, month: int, listed: int) -> None:
    """What a customer is billed for a month, at list."""
    if run.parameters.measures.is_read:
        flows_of(run, deal.partner).billed_cents[bucket_of(month)] += listed


def earn(run: Replication, partner: Partner, amount: int, month: int) -> int:
    """An entry of pay as it accrues: what the cap on the fiscal year leaves of it (R-78)."""
    if not run.parameters.measures.is_read:
        return amount
    so_far = measured(run, partner, PAY, month, MONTHS_PER_YEAR)
    kept = kept_by_cap_cents(amount, partner.archetype.terms.cap_per_year_cents, so_far)
    flows = flows_of(run, partner)
    flows.pay_cents[bucket_of(month)] += kept
    flows.cut_cents += amount - kept
    return kept


def begin_measures(run: Replication, partner: Partner, place: int) -> None:
    """What a partner that is there has done, by its place in the table."""
    if not run.parameters.measures.is_read:
        return
    start, flows = run.start, flows_of(run, partner)
    for bucket in range(BUCKETS):
        at = BUCKETS * place + bucket
        flows.won_cents[bucket], flows.deals[bucket] = start.ring_won[at], start.ring_deals[at]
        flows.billed_cents[bucket], flows.pay_cents[bucket] = start.ring_billed[at], start.ring_pay[at]


def begin_standing(run: Replication, partner: Partner, place: int) -> None:
    """Where a partner that is there stands."""
    if not run.parameters.ladders:
        return
    started, standing, size = run.start.standings[place], partner.standing, len(partner.standing.claims)
    standing.tier, standing.warned_month = started.tier, started.warned_month
    standing.is_provisional, standing.near = started.is_provisional, started.near
    standing.live_customers, standing.customers_ever = started.live_customers, started.customers_ever
    standing.claims = [run.start.ring_claims[size * place + at] for at in range(size)]


def begin_sale(run: Replication, deal: Deal, place: int) -> None:
    """A deal that is there: its win and the rate that it locked; what is live."""
    if not run.parameters.measures.is_read:
        return
    sale = run.start.sales[place]
    deal.won_month, deal.won_cents, deal.locked_rate_bps = sale.month, sale.value_cents, sale.rate_bps
    deal.locked_tier = sale.tier
    if is_live(deal.term_month, deal.last_month, run.start.month, OPEN_END):
        flows_of(run, deal.partner).live_arr_cents += deal.arr_cents
        _count_line(run, deal, 1, deal.arr_cents)


def _count_line(run: Replication, deal: Deal, customers: int, arr_cents: int) -> None:
    """What is live of a deal's product line grows, or falls, where a ladder asks for it."""
    numbers = deal.partner.archetype.line_numbers
    if run.parameters.lines and numbers:
        live, number = deal.partner.standing.lines, numbers[line_of(run, deal)]
        live[LIVE_CUSTOMERS, number] += customers
        live[LIVE_ARR, number] += arr_cents


def turn_rings(run: Replication, month: int) -> None:
    """A month is closed: its sums stay, those of the next month begin."""
    if not run.parameters.measures.is_read:
        return
    for partner in run.measured:
        for ring in flows_of(run, partner).rings:
            ring[bucket_of(month + 1)] = 0
    if run.parameters.ladders:
        for partner in run.partners():
            for number in range(CLAIM_RINGS):
                partner.standing.claims[BUCKETS * number + bucket_of(month + 1)] = 0


def measured(run: Replication, partner: Partner, measure: int, month: int, period_months: int) -> int:
    """A measure over the running period, as far as it has come."""
    months = period_so_far(run, month, period_months)
    flows = flows_of(run, partner)
    return value_of_measure(
        measure, flows.won_cents, flows.deals, flows.billed_cents, flows.pay_cents, flows.live_arr_cents, 0, month,
        months,
    )  # fmt: skip


def billed_lately(run: Replication, partner: Partner, month: int, months: int) -> int:
    """What its customers were billed in the last months."""
    return window_sum(flows_of(run, partner).billed_cents, 0, month, months)


def period_so_far(run: Replication, month: int, period_months: int) -> int:
    """Months of the running period, this one included; 0 for a deal by itself."""
    return 0 if period_months == 0 else months_of_period(month_of_year(run, month), period_months)


def month_of_year(run: Replication, month: int) -> int:
    """Month of the fiscal year."""
    measures = run.parameters.measures
    return fiscal_month(month, measures.start_month, measures.fiscal_year_month)


def flows_of(run: Replication, partner: Partner) -> Flows:
    """What is known of a partner, from the first time that it is asked for."""
    if partner.flows is None:
        partner.flows = Flows()
        run.measured.append(partner)
    return partner.flows
