"""The rebates that the deal of an example earns its partner, whose only one it is (R-75, R-76)."""

from collections.abc import Iterator, Mapping, Sequence

from sim.analysis.agreement.entry import Entry, Form
from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.fiscal import ends_period, fiscal_month, months_of_period
from sim.rules.rebate import funds_cents, payable_from_close, rebate_due_cents, rebate_of_period_cents
from sim.rules.ring import BILLED, DEALS, GROWTH, LIVE_ARR, PAY, SOLD
from sim.rules.tier import reaches_tier
from sim.scenario.parameters import RebateParameters
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, month_of


def rebate_entries(
    force: TermsInForce, live: int, months: int, billed: Mapping[int, int], entries: Sequence[Entry]
) -> Iterator[Entry]:
    """What each rebate accrues at its closes up to a month, and what of it is set aside, by name.

    ``billed`` is by month at list; ``entries`` are those of the deal, after the cap.
    """
    flows = _flows(force, billed, entries)
    for number in range(force.parameters.rebates):
        accrued = 0
        for month in range(force.won_month, months):
            rebates = force.kind(month).terms.rebates
            if number >= len(rebates):
                continue
            rebate, of_year = rebates[number], _of_year(force, month)
            if ends_period(of_year, rebate.paid_months) and reaches_tier(force.tier, rebate.from_tier):
                base, of_period = _of_period(rebate, flows, force, live, month)
                due, accrued = rebate_due_cents(of_period, accrued), of_period
                yield from _accrued(force, rebate, number, month, due, base)
            if ends_period(of_year, rebate.period_months):
                accrued = 0


def _flows(force: TermsInForce, billed: Mapping[int, int], entries: Sequence[Entry]) -> dict[int, dict[int, int]]:
    """Measures of the partner by month."""
    pay = dict[int, int]()
    for one in entries:
        if one.form is not Form.MARGIN:
            pay[month_of(one.day)] = pay.get(month_of(one.day), 0) + one.amount_cents
    return {SOLD: {force.won_month: force.arr_cents}, DEALS: {force.won_month: 1}, BILLED: dict(billed), PAY: pay}


def _of_year(force: TermsInForce, month: int) -> int:
    measures = force.parameters.measures
    return fiscal_month(month, measures.start_month, measures.fiscal_year_month)


def _of_period(
    rebate: RebateParameters, flows: dict[int, dict[int, int]], force: TermsInForce, live: int, month: int
) -> tuple[int, int]:
    """Base of the period so far, and the rebate on it."""
    months = months_of_period(_of_year(force, month), rebate.period_months)

    def value(measure: int) -> int:
        if measure == LIVE_ARR:
            return force.arr_cents if live < DAYS_PER_MONTH * month else 0
        if measure == GROWTH:
            return _sum(flows[BILLED], month, months) - _sum(flows[BILLED], month - MONTHS_PER_YEAR, months)
        return _sum(flows[measure], month, months)

    base = value(rebate.base)
    return base, rebate_of_period_cents(base, value(rebate.measure), rebate.mode, rebate.froms, rebate.rates_bps)


def _sum(flow: Mapping[int, int], month: int, months: int) -> int:
    """Of the months that end with one."""
    return sum(flow.get(month - back, 0) for back in range(months))


def _accrued(
    force: TermsInForce, rebate: RebateParameters, number: int, month: int, due: int, base: int
) -> Iterator[Entry]:
    """What a close accrues in money, and as funds."""
    funds, last_day = funds_cents(due, rebate.fund_share_bps), DAYS_PER_MONTH * month - 1
    payable = payable_from_close(month, force.payout(month).holdback_days)
    for form, amount in ((Form.REBATE, due - funds), (Form.FUNDS, funds)):
        if amount:
            yield Entry(form, 0, last_day, amount, base, payable, number=number)
