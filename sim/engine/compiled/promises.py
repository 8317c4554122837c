"""Pay of the time after the horizon, compiled, as if no customer left, for the value of the run-off (DESIGN 2.7)."""

from sim.compilation import part
from sim.engine.compiled.books import list_before
from sim.engine.compiled.card import (
    fee_of_year,
    has_pay,
    margin_of_month,
    margin_rates,
    one_rate_margin,
    share_of_month,
    terms_of,
)
from sim.engine.compiled.dues import distributor_margin
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import OPEN_END, Deal, World
from sim.engine.compiled.use import count_unused, list_of_month
from sim.rules.card import REFERRAL, RESALE, SHARE, contract_month_of, margin_at_cents
from sim.units import MONTHS_PER_YEAR, contract_month_cents

_REFERRAL, _RESALE, _SHARE = REFERRAL, RESALE, SHARE


@part
def promise_fees(w: World) -> None:
    """At the horizon: what is owed, and pay of the time to come, if no customer leaves (DESIGN 2.7)."""
    for waiting in range(w.run.fees):
        w.result.owed[w.partners[w.fees[waiting].partner].archetype] += w.fees[waiting].amount_cents
    for entry in range(w.run.customers):
        position = w.customers[entry].entity
        if w.deals[position].last_month == OPEN_END:
            deal = w.deals[position]
            w.result.margin_locked[w.partners[deal.partner].archetype] += _margin_locked(w, deal)
            _promise_years(w, position)
            _promise_months(w, position)


@part
def _promise_years(w: World, position: int) -> None:
    """Fees of the contract years to come."""
    deal = w.deals[position]
    if not has_pay(w, deal, _REFERRAL):
        return
    year = deal.contract_year + 1
    after = deal.term_month + MONTHS_PER_YEAR - w.parameters.months
    while after <= w.parameters.finance.runoff_months:
        _promise(w, deal, after, fee_of_year(w, position, year, 0))
        year += 1
        after += MONTHS_PER_YEAR


@part
def _promise_months(w: World, position: int) -> None:
    """Shares of the months to come, margins where they are not one rate of all list prices, and use that ramps up."""
    deal = w.deals[position]
    varies = terms_of(w, deal).margin_varies and has_pay(w, deal, _RESALE)
    ramps = archetype_of(w, w.partners[deal.partner]).usage_ramp_months > 0
    is_shared = has_pay(w, deal, _SHARE)
    if varies and not ramps and not is_shared:
        _promise_margins(w, position)
        return
    if not varies and not ramps and not is_shared:
        return
    for after in range(1, w.parameters.finance.runoff_months + 1):
        passed = w.parameters.months + after - deal.term_month
        year = deal.contract_year + passed // MONTHS_PER_YEAR
        month = passed % MONTHS_PER_YEAR + 1
        contract_month = contract_month_of(year, month)
        listed = list_of_month(w, deal, deal.arr_cents, contract_month)
        if ramps:
            count_unused(w, deal, after, contract_month, listed)
        before = list_before(w, position, contract_month, listed) if year == deal.contract_year else listed
        due = share_of_month(w, position, year, month, 0, before, listed) if is_shared else 0
        if varies:
            due += margin_of_month(w, position, year, before, listed) + distributor_margin(w, position, listed)
        _promise(w, deal, after, due)


@part
def _promise_margins(w: World, position: int) -> None:
    """Margins of the months to come without a ramp; each contract year's are those of the one before at its rates."""
    deal = w.deals[position]
    of_months, dues, runoff_months = w.promised, w.result.pay_due, w.parameters.finance.runoff_months
    first = w.partners[deal.partner].archetype * w.room.runoff_months
    passed = w.parameters.months - deal.term_month
    year = deal.contract_year + passed // MONTHS_PER_YEAR
    month = passed % MONTHS_PER_YEAR + 1
    rated_year = 0
    rates = (0, 0, 0, 0)
    are_alike = False
    for after in range(1, runoff_months + 1):
        month += 1
        if month > MONTHS_PER_YEAR:
            month = 1
            year += 1
        if year != rated_year:
            rates_before = rates
            rates = margin_rates(w, position, year)
            are_alike = rated_year > deal.contract_year and rates == rates_before
            rated_year = year
        if not are_alike:
            listed = contract_month_cents(deal.arr_cents, month)
            before = list_before(w, position, month, listed) if year == deal.contract_year else listed
            rate, expansion, least, most = rates
            margin = margin_at_cents(before, listed, rate, expansion, least, most)
            of_months[month - 1] = margin + distributor_margin(w, position, listed)
        dues[first + after - 1] += of_months[month - 1]


@part
def _promise(w: World, deal: Deal, after: int, due: int) -> None:
    w.result.pay_due[w.partners[deal.partner].archetype * w.room.runoff_months + after - 1] += due


@part
def _margin_locked(w: World, deal: Deal) -> int:
    """Resale margin of a year that a deal has beyond that of the terms in force, where it is one rate of all months."""
    terms = archetype_of(w, w.partners[deal.partner]).terms
    if terms.model != _RESALE:
        return 0
    return one_rate_margin(terms_of(w, deal), deal.arr_cents) - one_rate_margin(terms, deal.arr_cents)
