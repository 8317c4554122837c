"""The worked example in sentences: what one deal earns, year by year, and when it is paid."""

from collections.abc import Iterator
from itertools import groupby

from sim.analysis.agreement.entry import Entry, Form
from sim.analysis.agreement.example import YEARS, Example
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.dates import Dates, dates_of
from sim.report.agreement.worked_rebate import rebate_example
from sim.report.words.counting import counted
from sim.report.words.rounding import known_money, plain_percent
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR

Year = tuple[Form, int, list[Entry]]
"""Form, contract year and entries."""


def example_sentences(agreement: Agreement, example: Example, line: str, tier: str = "") -> Iterator[str]:
    """The deal, then what each contract year earns and when that is paid, equal years together; then its rebates."""
    dates, currency = dates_of(agreement.scenario), agreement.scenario.currency
    of_line = f" of product line {line}" if line else ""
    only = "partner's only deal"
    yield (
        f"A deal{of_line} of {known_money(example.arr_cents, currency)} a year is won on {dates.day(example.won_day)}; "
        f"its customer goes live on {dates.day(example.go_live_day)}, stays, and takes the same each year. "
        f"It is the {f'only deal of a partner that stands and stays at {tier}' if tier else only}{_in_time(example)}."
    )
    years = [
        (form, year, list(its))
        for (form, year, _), its in groupby(example.of_deal(), lambda one: (one.form, one.year, one.number))
    ]
    for together in _runs(years):
        yield _sentence(agreement, dates, together)
    if not years:
        yield "The deal itself earns the partner nothing."
    yield from _open_bonuses(agreement, example)
    yield from rebate_example(agreement, example)
    if years and years[-1][1] < YEARS:
        total = sum(one.amount_cents for one in example.of_deal())
        what = f"The deal earns nothing after that: {known_money(total, currency)} in all"
        yield f"{what}, without rebates." if agreement.terms.rebates else f"{what}."


def _in_time(example: Example) -> str:
    """That the deal is won in time for its bonuses."""
    return f", won within {counted(example.within_days, 'day')} of its agreement" if example.within_days else ""


def _open_bonuses(agreement: Agreement, example: Example) -> Iterator[str]:
    """What a deal earns beside if it has a mark that not every deal has."""
    for bonus in example.open_bonuses:
        amount = known_money(bonus.amount_cents, agreement.scenario.currency)
        capped = ", as far as the cap leaves it" if agreement.terms.cap_per_year else ""
        yield (
            f"Bonus {bonus.name} earns {amount} more if the deal is of the kind meant, as "
            f"{plain_percent(bonus.probability)} of deals are{capped}; it is not in these sums."
        )


def _runs(years: list[Year]) -> Iterator[list[Year]]:
    """Years that follow each other and earn the same amounts, together."""
    run: list[Year] = []
    for one in years:
        if run and not (one[0] == run[-1][0] and one[1] == run[-1][1] + 1 and _amounts(one) == _amounts(run[-1])):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _amounts(year: Year) -> list[int]:
    return [one.amount_cents for one in year[2]]


def _sentence(agreement: Agreement, dates: Dates, years: list[Year]) -> str:
    (form, first, entries), currency = years[0], agreement.scenario.currency
    amount, paid = known_money(sum(_amounts(years[0])), currency), _paid(dates, entries[0])
    which, several = _which(first, years[-1][1]), len(years) > 1
    if form is Form.SUM:
        return f"The win itself earns {amount} on {dates.day(entries[0].day)}, {paid}."
    if form is Form.BONUS:
        name = sorted(agreement.scenario.bonuses)[entries[0].number]
        return f"Bonus {name} earns {amount} on {dates.day(entries[0].day)}, {paid}."
    if form is Form.SERVICES:
        return f"Services sold beside it earn {amount} on {dates.day(entries[0].day)}, {paid}."
    if form is Form.FEE:
        begins = ", first" if several else ""
        return f"{which}: {amount} earned{begins} on {dates.day(entries[0].day)}, {paid}."
    month = _a_month(_amounts(years[0]), currency)
    a_year = " a year" if several else ""
    if form is Form.MARGIN:
        pays = known_money(sum(one.list_cents - one.amount_cents for one in entries), currency)
        return f"{which}: the partner pays {pays} and keeps {amount}{a_year}, {month}."
    if len(entries) < MONTHS_PER_YEAR:
        month += f" for {counted(len(entries), 'month')}"
    return f"{which}: {month}, {amount}{a_year or ' in all'}; the first month is {paid}{_last_paid(dates, years)}."


def _a_month(amounts: list[int], currency: str) -> str:
    """``$400 a month``, ``about $833.33 a month``, ``$500 to $1,000 a month``."""
    low, high = min(amounts), max(amounts)
    if high - low > 1:
        return f"{known_money(low, currency)} to {known_money(high, currency)} a month"
    return f"{'' if low == high else 'about '}{known_money(low, currency)} a month"


def _which(first: int, last: int) -> str:
    """``Contract year 2``, ``Each of contract years 2 to 4``, ``Each contract year from 2 on``."""
    if first == last:
        return f"Contract year {first}"
    if last == YEARS:
        return "Each contract year" if first == 1 else f"Each contract year from {first} on"
    return f"Each of contract years {first} {'and' if last == first + 1 else 'to'} {last}"


def _paid(dates: Dates, entry: Entry) -> str:
    if entry.paid_month is None:
        return "which waits for the minimum"
    return f"paid at {dates.end(entry.paid_month)}"


def _last_paid(dates: Dates, years: list[Year]) -> str:
    """When the last month of a share that ends is paid."""
    last = years[-1][2][-1]
    if years[-1][1] == YEARS or last.paid_month is None or last is years[0][2][0]:
        return ""
    return f", the last, that of {dates.month(last.day // DAYS_PER_MONTH + 1)}, at {dates.end(last.paid_month)}"
