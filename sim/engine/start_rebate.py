"""What accrued before day 0 of rebates whose period runs, as far as customers of day 0 tell."""

from sim.compilation import part
from sim.engine.started import OPEN_END, Start
from sim.rules.fiscal import fiscal_month
from sim.rules.measures import is_live, value_of_measure
from sim.rules.rebate import months_accrued, rebate_of_period_cents
from sim.rules.ring import BUCKETS
from sim.scenario.parameters import Parameters, RebateParameters

_BUCKETS = BUCKETS


@part
def recall_rebates(parameters: Parameters, start: Start) -> None:
    """For every partner, what its rebates accrued at the closes of the running period."""
    number = parameters.rebates
    if number == 0:
        return
    for place in range(start.partner_count):
        rebates = parameters.archetypes[start.partners[place].archetype].terms.rebates
        for position in range(number):
            accrued = 0
            if position < len(rebates) and not start.partners[place].gone:
                accrued = _accrued(parameters, start, place, rebates[position])
            start.rebates_accrued[number * place + position] = accrued


@part
def _accrued(parameters: Parameters, start: Start, place: int, rebate: RebateParameters) -> int:
    calendar = parameters.measures
    month = fiscal_month(0, calendar.start_month, calendar.fiscal_year_month)
    months = months_accrued(month, rebate.period_months, rebate.paid_months)
    if months == 0:
        return 0
    last = -(month % rebate.paid_months)
    base = _value(start, place, rebate.base, last, months)
    measure = _value(start, place, rebate.measure, last, months)
    return rebate_of_period_cents(base, measure, rebate.mode, rebate.froms, rebate.rates_bps)


@part
def _value(start: Start, place: int, measure: int, month: int, months: int) -> int:
    """A measure over months that end on day 0 or before; live ARR is that of day 0."""
    return value_of_measure(
        measure, start.ring_won, start.ring_deals, start.ring_billed, start.ring_pay, _live_arr(start, place),
        _BUCKETS * place, month, months,
    )  # fmt: skip


@part
def _live_arr(start: Start, place: int) -> int:
    total = 0
    for position in range(start.deal_count):
        deal = start.deals[position]
        if deal.partner == place and is_live(deal.term_month, deal.last_month, start.month, OPEN_END):
            total += deal.arr_cents
    return total
