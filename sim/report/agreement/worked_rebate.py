"""The rebates of the worked example in sentences: what the deal alone earns in each fiscal year, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sim.analysis.agreement.entry import Entry, Form
from sim.analysis.agreement.example import YEARS, Example
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.dates import Dates, dates_of
from sim.report.words.counting import counted
from sim.report.words.rounding import known_money
from sim.scenario.parameters import parameters_of
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR

A_CENT = 1
"""By which sums of a year's months may differ."""


@dataclass(frozen=True, slots=True)
class _Year:
    """What a rebate earns in a fiscal year."""

    last_month: int
    """Of the fiscal year."""
    cents: int
    funds_cents: int
    entries: tuple[Entry, ...]
    """In money."""


def rebate_example(agreement: Agreement, example: Example) -> Iterator[str]:
    """A sentence for each rebate and each run of fiscal years that earn the same of it; else that it earns nothing."""
    dates = dates_of(agreement.scenario)
    for number, name in enumerate(sorted(agreement.terms.rebates)):
        its = [one for one in example.entries if one.form in (Form.REBATE, Form.FUNDS) and one.number == number]
        if not its:
            yield f"Rebate {name} pays nothing on this deal alone."
        for years in _runs(_years(agreement, its)):
            yield f"Rebate {name} earns {_earned(agreement, dates, years)}."


def _years(agreement: Agreement, entries: list[Entry]) -> list[_Year]:
    measures = parameters_of(agreement.scenario).measures
    # From a fiscal year's last month any month of it lies 0 to 11 back.
    last = (measures.fiscal_year_month - measures.start_month - 1) % MONTHS_PER_YEAR + 1

    def year_of(one: Entry) -> int:
        month = one.day // DAYS_PER_MONTH + 1
        return month + (last - month) % MONTHS_PER_YEAR

    return [
        _Year(
            month,
            sum(one.amount_cents for one in its),
            sum(one.amount_cents for one in its if one.form is Form.FUNDS),
            tuple(one for one in its if one.form is Form.REBATE),
        )
        for month, group in groupby(entries, year_of)
        if (its := list(group))
    ]


def _runs(years: list[_Year]) -> Iterator[list[_Year]]:
    """Fiscal years that follow each other and earn the same, together."""
    run: list[_Year] = []
    for one in years:
        if run and not (one.last_month == run[-1].last_month + MONTHS_PER_YEAR and _same(one, run[0])):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _same(one: _Year, other: _Year) -> bool:
    return abs(one.cents - other.cents) <= A_CENT and abs(one.funds_cents - other.funds_cents) <= A_CENT


def _earned(agreement: Agreement, dates: Dates, years: list[_Year]) -> str:
    """``$6,000 for the year to the end of December (month 12), paid at the end of January (month 13)``."""
    first, currency = years[0], agreement.scenario.currency
    amount = known_money(first.cents, currency)
    year = "fiscal year" if dates.calendar.is_stated else "year"
    about = "about " if any(one.cents != first.cents for one in years) else ""
    if len(years) == 1:
        when = f" for the {year} to {dates.end(first.last_month)}"
    elif len(years) > YEARS - 2:
        when = f" a year, first for the {year} to {dates.end(first.last_month)}"
    else:
        when = f" a year for the {counted(len(years), year)} to {dates.end(years[-1].last_month)}"
    funds = f", of which {known_money(first.funds_cents, currency)} is set aside" if first.funds_cents else ""
    return f"{about}{amount}{when}{funds}{_paid(dates, first.entries, several=len(years) > 1)}"


def _paid(dates: Dates, entries: tuple[Entry, ...], *, several: bool) -> str:
    """When the parts of the first of these years are earned and paid."""
    if not entries:
        return ""
    first = entries[0]
    parts = f", in {len(entries)} parts" if len(entries) > 1 else ""
    which = "the first is" if len(entries) > 1 or several else "it is"
    earned = f"{parts}; {which} earned at {dates.end(first.day // DAYS_PER_MONTH + 1)}"
    if first.paid_month is None:
        return f"{earned} and waits for the minimum"
    return f"{earned} and paid at {dates.end(first.paid_month)}"
