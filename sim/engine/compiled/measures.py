"""What a partner has done, compiled: sums by month for two years, and the ARR of its live customers (R-73, R-108)."""

from sim.compilation import part
from sim.engine.compiled.deal_class import class_of
from sim.engine.compiled.line import line_of
from sim.engine.compiled.numbers import fill
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import OF_A_LINE, OPEN_END, World
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
from sim.rules.ring import BUCKETS, bucket_of, is_held, window_sum
from sim.rules.tier import LOWEST_TIER
from sim.scenario.parameters import NO, NO_TIER
from sim.units import MONTHS_PER_YEAR, NEVER_YET, has_come, month_of

_BUCKETS, _NO_TIER, _NO, _LOWEST, _OF_A_LINE = BUCKETS, NO_TIER, NO, LOWEST_TIER, OF_A_LINE
_CLAIM_RINGS, _LIVE_CHANGE_RING, _OPPORTUNITIES_RING = CLAIM_RINGS, LIVE_CHANGE_RING, OPPORTUNITIES_RING
_SOURCED_RING, _INFLUENCED_RING, _REGISTRATIONS_RING = SOURCED_RING, INFLUENCED_RING, REGISTRATIONS_RING
_INFLUENCED = INFLUENCED


@part
def count_won(w: World, position: int) -> None:
    """A deal is won: value and number of the month, from after its own pay on."""
    if w.parameters.measures.is_read:
        w.sales[position].month = month_of(w.run.today)
        w.sales[position].value_cents = w.deals[position].arr_cents
        _add_win(w, position, 1)


@part
def count_qualified(w: World, slot: int) -> None:
    """An opportunity is qualified: all that a partner is measured by comes after its first."""
    begin_flows(w, slot)
    if len(w.parameters.ladders) > 0:
        w.ring_claims[_claims(slot, _OPPORTUNITIES_RING) + bucket_of(month_of(w.run.today))] += 1


@part
def count_registered(w: World, slot: int) -> None:
    """An opportunity is registered."""
    if len(w.parameters.ladders) > 0:
        w.ring_claims[_claims(slot, _REGISTRATIONS_RING) + bucket_of(month_of(w.run.today))] += 1


@part
def count_live(w: World, position: int, amount: int) -> None:
    """The ARR of a live customer grows, or falls."""
    if w.parameters.measures.is_read or len(w.parameters.ladders) > 0:
        _count_live(w, position, amount)


@part
def _count_live(w: World, position: int, amount: int) -> None:
    if not is_sold(class_of(w, position)):
        return
    if w.parameters.measures.is_read:
        w.live_arr_cents[w.deals[position].partner] += amount
    if len(w.parameters.ladders) > 0:
        first = _claims(w.deals[position].partner, _LIVE_CHANGE_RING)
        w.ring_claims[first + bucket_of(month_of(w.run.today))] += amount
        _count_line(w, position, 0, amount)


@part
def count_customer(w: World, position: int) -> None:
    """A customer goes live."""
    if len(w.parameters.ladders) > 0:
        _count_customer(w, position)


@part
def _count_customer(w: World, position: int) -> None:
    if is_sold(class_of(w, position)):
        standing = w.standings[w.deals[position].partner]
        standing.live_customers += 1
        standing.customers_ever += 1
        _count_line(w, position, 1, 0)


@part
def _count_line(w: World, position: int, customers: int, arr_cents: int) -> None:
    """What is live of a deal's product line grows, or falls, where a ladder asks for it."""
    if w.parameters.lines == 0:
        return
    deal = w.deals[position]
    numbers = archetype_of(w, w.partners[deal.partner]).line_numbers
    if len(numbers) > 0:
        place = _OF_A_LINE * (w.parameters.lines * deal.partner + numbers[line_of(w, deal)])
        w.live_lines[place] += customers
        w.live_lines[place + 1] += arr_cents


@part
def standing_of(w: World, slot: int) -> int:
    """Tier of a partner; ``NO_TIER`` where there are no ladders."""
    return w.standings[slot].tier if len(w.parameters.ladders) > 0 else _NO_TIER


@part
def _claims(slot: int, ring: int) -> int:
    """Where a ring of a partner begins."""
    return _BUCKETS * (_CLAIM_RINGS * slot + ring)


@part
def count_left(w: World, position: int) -> None:
    """A customer leaves; in its first contract year it takes its deal out of the month in which it was won."""
    if len(w.parameters.ladders) > 0 and is_sold(class_of(w, position)):
        w.standings[w.deals[position].partner].live_customers -= 1
        _count_line(w, position, -1, 0)
    if not w.parameters.measures.is_read or not is_in_first_year(w.run.today, w.accounts[position].go_live_day):
        return
    sale = w.sales[position]
    if is_held(sale.month, month_of(w.run.today)):
        _add_win(w, position, -1)


@part
def _add_win(w: World, position: int, sign: int) -> None:
    """Into the sums of the month of its win, or out of them, what a deal counts by its class."""
    sale = w.sales[position]
    slot = w.deals[position].partner
    class_ = class_of(w, position)
    bucket = bucket_of(sale.month)
    if is_sold(class_):
        w.ring_won[_BUCKETS * slot + bucket] += sign * sale.value_cents
    if is_own_deal(class_):
        w.ring_deals[_BUCKETS * slot + bucket] += sign
    if len(w.parameters.ladders) > 0 and len(w.parameters.claims) > 0:
        sourced = sourced_cents(class_, sale.value_cents, w.parameters.claims[0].unregistered_credit_bps)
        w.ring_claims[_claims(slot, _SOURCED_RING) + bucket] += sign * sourced
        if class_ == _INFLUENCED:
            w.ring_claims[_claims(slot, _INFLUENCED_RING) + bucket] += sign * sale.value_cents


@part
def count_billed(w: World, position: int, month: int, listed: int) -> None:
    """What a customer is billed for a month, at list."""
    if w.parameters.measures.is_read and is_sold(class_of(w, position)):
        w.ring_billed[_BUCKETS * w.deals[position].partner + bucket_of(month)] += listed


@part
def earn(w: World, slot: int, amount: int, month: int) -> int:
    """An entry of pay as it accrues: what the cap on the fiscal year leaves of it (R-78)."""
    if not w.parameters.measures.is_read:
        return amount
    cap = w.parameters.archetypes[w.partners[slot].archetype].terms.cap_per_year_cents
    kept = kept_by_cap_cents(amount, cap, w.year_pay_cents[slot])
    w.ring_pay[_BUCKETS * slot + bucket_of(month)] += kept
    w.year_pay_cents[slot] += kept
    w.cut_cents[slot] += amount - kept
    return kept


@part
def begin_measures(w: World, slot: int) -> None:
    """A partner has done nothing yet, and has had no bonus and no rebate."""
    of_pay = len(w.parameters.bonuses) > 0 or w.parameters.rebates > 0
    if of_pay or w.parameters.measures.is_read or len(w.parameters.ladders) > 0:
        _begin_measures(w, slot)


@part
def _begin_measures(w: World, slot: int) -> None:
    number = len(w.parameters.bonuses)
    fill(w.bonuses_had, number * slot, number * (slot + 1), 0)
    fill(w.rebates_accrued, w.parameters.rebates * slot, w.parameters.rebates * (slot + 1), 0)
    _begin_standing(w, slot)
    if _keeps_flows(w):
        w.has_flows[slot] = 0
    if not w.parameters.measures.is_read:
        return
    w.live_arr_cents[slot] = 0
    w.year_pay_cents[slot] = 0
    w.cut_cents[slot] = 0


@part
def begin_flows(w: World, slot: int) -> None:
    """A partner has rings from now on; those that never bring an opportunity, who are many, have none."""
    if _keeps_flows(w) and w.has_flows[slot] == 0:
        _begin_flows(w, slot)


@part
def _keeps_flows(w: World) -> bool:
    return w.parameters.measures.is_read or len(w.parameters.ladders) > 0


@part
def _begin_flows(w: World, slot: int) -> None:
    w.has_flows[slot] = 1
    w.with_flows[w.run.with_flows] = slot
    w.run.with_flows += 1
    if w.parameters.measures.is_read:
        first, end = _BUCKETS * slot, _BUCKETS * (slot + 1)
        fill(w.ring_won, first, end, 0)
        fill(w.ring_deals, first, end, 0)
        fill(w.ring_billed, first, end, 0)
        fill(w.ring_pay, first, end, 0)
    if len(w.parameters.ladders) > 0:
        fill(w.ring_claims, _claims(slot, 0), _claims(slot + 1, 0), 0)
        of_lines = _OF_A_LINE * w.parameters.lines
        fill(w.live_lines, of_lines * slot, of_lines * (slot + 1), 0)


@part
def _begin_standing(w: World, slot: int) -> None:
    """A partner stands nowhere yet."""
    if len(w.parameters.ladders) == 0:
        return
    standing = w.standings[slot]
    standing.tier = _NO_TIER
    standing.warned_month = 0
    standing.is_provisional = False
    standing.near = _NO
    standing.live_customers = 0
    standing.customers_ever = 0


@part
def recall_standing(w: World, slot: int) -> None:
    """Where a partner that is there stands; partners have the same places in the table."""
    if len(w.parameters.ladders) == 0:
        return
    standing, started = w.standings[slot], w.start.standings[slot]
    standing.tier = started.tier
    standing.warned_month = started.warned_month
    standing.is_provisional = started.is_provisional
    standing.near = started.near
    standing.live_customers = started.live_customers
    standing.customers_ever = started.customers_ever
    if has_come(w.start.partners[slot].signed_day):
        for place in range(_claims(slot, 0), _claims(slot + 1, 0)):
            w.ring_claims[place] = w.start.ring_claims[place]


@part
def recall_measures(w: World, slot: int) -> None:
    """What a partner that is there has done; partners have the same places in the table."""
    if not has_come(w.start.partners[slot].signed_day):
        return
    begin_flows(w, slot)
    if not w.parameters.measures.is_read:
        return
    for place in range(_BUCKETS * slot, _BUCKETS * (slot + 1)):
        w.ring_won[place] = w.start.ring_won[place]
        w.ring_deals[place] = w.start.ring_deals[place]
        w.ring_billed[place] = w.start.ring_billed[place]
        w.ring_pay[place] = w.start.ring_pay[place]
    closed = month_of_year(w, w.start.month) % MONTHS_PER_YEAR
    w.year_pay_cents[slot] = window_sum(w.ring_pay, _BUCKETS * slot, w.start.month, closed)


@part
def begin_sale(w: World, position: int) -> None:
    """A deal is won; its win is counted after its pay."""
    if not w.parameters.measures.is_read:
        return
    w.sales[position].month = NEVER_YET
    w.sales[position].value_cents = 0
    w.sales[position].rate_bps = 0
    w.sales[position].tier = _LOWEST


@part
def recall_sale(w: World, position: int) -> None:
    """A deal that is there: its win and the rate that it locked; what is live."""
    if not w.parameters.measures.is_read:
        return
    deal = w.deals[position]
    w.sales[position].month = w.start.sales[position].month
    w.sales[position].value_cents = w.start.sales[position].value_cents
    w.sales[position].rate_bps = w.start.sales[position].rate_bps
    w.sales[position].tier = w.start.sales[position].tier
    if is_live(deal.term_month, deal.last_month, w.start.month, OPEN_END) and is_sold(class_of(w, position)):
        w.live_arr_cents[deal.partner] += deal.arr_cents
        _count_line(w, position, 1, deal.arr_cents)


@part
def turn_rings(w: World, month: int) -> None:
    """A month is closed: its sums stay, those of the next month begin."""
    if not w.parameters.measures.is_read:
        return
    is_new_year = months_of_period(month_of_year(w, month), MONTHS_PER_YEAR) == MONTHS_PER_YEAR
    has_ladders = len(w.parameters.ladders) > 0
    for one in range(w.run.with_flows):
        slot = w.with_flows[one]
        place = _BUCKETS * slot + bucket_of(month + 1)
        w.ring_won[place] = 0
        w.ring_deals[place] = 0
        w.ring_billed[place] = 0
        w.ring_pay[place] = 0
        if is_new_year:
            w.year_pay_cents[slot] = 0
        if has_ladders and not w.partners[slot].gone:
            for ring in range(_CLAIM_RINGS):
                w.ring_claims[_claims(slot, ring) + bucket_of(month + 1)] = 0


@part
def measured(w: World, slot: int, measure: int, month: int, period_months: int) -> int:
    """A measure over the running period, as far as it has come."""
    if w.has_flows[slot] == 0:
        return 0
    months = period_so_far(w, month, period_months)
    return value_of_measure(
        measure, w.ring_won, w.ring_deals, w.ring_billed, w.ring_pay, w.live_arr_cents[slot], _BUCKETS * slot, month,
        months,
    )  # fmt: skip


@part
def billed_lately(w: World, slot: int, month: int, months: int) -> int:
    """What its customers were billed in the last months."""
    return window_sum(w.ring_billed, _BUCKETS * slot, month, months)


@part
def period_so_far(w: World, month: int, period_months: int) -> int:
    """Months of the running period, this one included; 0 for a deal by itself."""
    return 0 if period_months == 0 else months_of_period(month_of_year(w, month), period_months)


@part
def month_of_year(w: World, month: int) -> int:
    """Month of the fiscal year."""
    measures = w.parameters.measures
    return fiscal_month(month, measures.start_month, measures.fiscal_year_month)
