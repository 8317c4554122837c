"""Pay of partners: the terms of an archetype."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal, NamedTuple

from sim.scenario.fields import choice, lever
from sim.scenario.schema.bands import Bands
from sim.scenario.schema.check import check, known, readable
from sim.scenario.schema.rebate import Rebate, rebate_problems
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import MONEY, MONEY_PER_MONTH, MONEY_PER_YEAR, MONEY_RATE, MONTHS


def _year(year: int) -> Any:
    """The rate of a contract year, or none."""
    return lever(
        f"fee on the ACV, margin or share of contract year {year}",
        rule="R-70",
        low=0,
        high=1,
        unit=MONEY_RATE,
        default=None,
    )


class LaterYears(Table):
    """Rates of later contract years, each under its name; a year that is not stated has the renewal rate."""

    year_2: float | None = _year(2)
    year_3: float | None = _year(3)
    year_4: float | None = _year(4)
    year_5: float | None = _year(5)
    year_6: float | None = _year(6)
    year_7: float | None = _year(7)
    year_8: float | None = _year(8)
    year_9: float | None = _year(9)
    year_10: float | None = _year(10)

    def rates(self) -> tuple[float | None, ...]:
        """The rates of contract years 2, 3, … up to the last that is stated; None in a year between that is not."""
        stated = [getattr(self, name) for name in type(self).model_fields]
        while stated and stated[-1] is None:
            stated.pop()
        return tuple(stated)


RENEWAL_RATE = "rate of contract years from 2 on; not stated: a margin or share goes on at its rate, a fee is paid once"
EXPANSION_RATE = "rate of the ARR added at a renewal, in its first year; not stated: that of the contract year"
SHARE_MONTHS = "months from go-live that are shared; 0 as long as the customer stays"
FLAT_FEE = "a sum once for each won deal, beside the rate"
FEE_LEAST = "least that an entry of pay is, if it is not 0: a fee, a month's share or margin, a sum; 0 none"
FEE_MOST = "most that an entry of pay is; 0 none"

LARGEST_ENTRY = 1e9
"""Bound of a sum or limit of one entry, in any currency: sums of all entries stay countable."""
ROUNDING = 1e-9
"""Of a sum of rates."""


def _rate(meaning: str, *, default: Any = None, neutral: bool = True, **bounds: Any) -> Any:
    """A rate of pay, which need not be stated."""
    return lever(meaning, rule="R-70", low=0, high=1, unit=MONEY_RATE, default=default, neutral=neutral, **bounds)


def _first_rate(meaning: str, **declared: Any) -> Any:
    """The rate of the first contract year."""
    return lever(meaning, rule="R-70", low=0, high=1, drawn_to=0.9, unit=MONEY_RATE, **declared)


def _sum(meaning: str, *, default: Any = None) -> Any:
    """An amount of pay, which need not be stated."""
    return lever(meaning, rule="R-170", low=0, high=LARGEST_ENTRY, unit=MONEY, default=default, neutral=True)


def _share_months(default: int | None) -> Any:
    return lever(SHARE_MONTHS, rule="R-72", low=0, high=240, unit=MONTHS, default=default, neutral=True)


class Card(NamedTuple):
    """What terms pay for the deals of one line."""

    rate: float
    later_rates: tuple[float | None, ...]
    """Of contract years 2, 3, …; None for a year that is not named."""
    renewal_rate: float | None
    expansion_rate: float | None
    share_months: int
    flat_fee: float
    fee_least: float
    fee_most: float
    is_banded: bool = False
    """Bands of volume give the rate of new deals; ``rate`` is that of the first step."""

    def rates(self) -> tuple[float, ...]:
        """Every rate of it."""
        return tuple(
            one for one in (self.rate, *self.later_rates, self.renewal_rate, self.expansion_rate) if one is not None
        )


class MarketTerms(Table):
    """What a partner earns elsewhere: effort compares the pay of some contract years."""

    model: Literal["referral", "resale", "share"] = choice(
        "a fee on contract value, a recurring discount on list price, or a share of each month's list price",
        rule="R-70",
    )
    rate: float = _first_rate("fee on first-year ACV, or resale margin, or share")
    renewal_rate: float | None = _rate(RENEWAL_RATE)
    share_months: int = _share_months(0)
    later_rates: tuple[float, ...] = choice(
        "fees on the ACV of contract years 2, 3, … as a list, in place of later",
        rule="R-70",
        unit=MONEY_RATE,
        default=(),
    )
    later: LaterYears = choice(
        "rates of later contract years by name, before renewal_rate", rule="R-70", default=LaterYears(), neutral=True
    )

    @check
    def _fractions(self) -> Iterator[str]:
        if any(not 0 <= rate <= 1 for rate in self.later_rates):
            yield "later_rates: rates are fractions between 0 and 1 (write 0.10 for 10%)"

    @check
    def _later_years(self) -> Iterator[str]:
        if self.later_rates and self.model != "referral":
            what = "a resale margin" if self.model == "resale" else "a share"
            yield (
                f"later_rates: {what} recurs by itself; only a referral fee has later_rates "
                "(renewal_rate is the rate of contract years from 2 on, later.year_2 that of one year)"
            )

    @check
    def _later_years_once(self) -> Iterator[str]:
        if self.later_rates and self.later.rates():
            named = " and ".join(f"later.{name} = false" for name, rate in self.later if rate is not None)
            yield (
                "later: later_rates states the fees of later years too: keep one of the two (later_rates = [], or "
                f"{named})"
            )

    def card(self, name: str = "") -> Card:  # noqa: ARG002  # of terms that have product lines
        """What holds for a product line; there are none elsewhere."""
        later = self.rates_of_later_years()
        return Card(self.rate, later, self.renewal_rate, None, self.share_months, 0.0, 0.0, 0.0)

    @check
    def _months_of_a_share(self) -> Iterator[str]:
        if self.model == "share" or not self.share_months:
            return
        yield (
            f"share_months: terms of the model '{self.model}' have no months of a share: leave it out, or state "
            'model = "share"'
        )

    def rates_of_later_years(self) -> tuple[float | None, ...]:
        """The fees of contract years 2, 3, …, however they are stated; None for a year that is not."""
        return self.later_rates or self.later.rates()


class Line(Table):
    """Rates and sums of a product line, in place of those of the terms."""

    rate: float | None = _rate("fee, margin or share of the line")
    renewal_rate: float | None = _rate(RENEWAL_RATE)
    expansion_rate: float | None = _rate(EXPANSION_RATE)
    share_months: int | None = _share_months(None)
    flat_fee: float | None = _sum(FLAT_FEE)
    fee_least: float | None = _sum(FEE_LEAST)
    fee_most: float | None = _sum(FEE_MOST)


class Terms(MarketTerms):
    """What a partner earns."""

    rate: float | None = _first_rate(  # type: ignore[assignment]  # bands may stand in for it here alone
        "fee on first-year ACV, or resale margin, or share; without it bands", default=None, neutral=True
    )
    read: Literal["win", "renewal", "accrual"] = choice(
        "when a deal's rates are read: at its win, again at each renewal, or at each month's close",
        rule="R-74",
        default="win",
        neutral=True,
    )
    expansion_rate: float | None = _rate(EXPANSION_RATE)
    flat_fee: float = _sum(FLAT_FEE, default=0.0)
    fee_least: float = _sum(FEE_LEAST, default=0.0)
    fee_most: float = _sum(FEE_MOST, default=0.0)
    registered_rate: float = lever(
        "points on top of a rate for a registered deal, as every deal is",
        rule="R-75",
        low=0,
        high=0.5,
        unit=MONEY_RATE,
        default=0.0,
        neutral=True,
    )
    services_rate: float = lever(
        "fee on the services that the partner sells beside a deal, at its win",
        rule="R-72",
        low=0,
        high=1,
        unit=MONEY_RATE,
        default=0.0,
        neutral=True,
    )
    minimum_per_month: float = lever(
        "least that a reseller in force owes for its customers' use of a month; 0 none",
        rule="R-72",
        unit=MONEY_PER_MONTH,
        low=0,
        high=LARGEST_ENTRY,
        default=0.0,
        neutral=True,
    )
    minimum_from_month: int = lever(
        "months after that of the agreement from which the minimum holds",
        rule="R-72",
        unit=MONTHS,
        low=0,
        high=240,
        default=0,
        neutral=True,
    )
    lines: dict[Name, Line] = choice("terms of product lines", rule="R-74", default={}, neutral=True)
    cap_per_year: float | None = lever(
        "most that a partner is paid in a fiscal year: what accrues beyond it is cut; 0 none",
        rule="R-78",
        low=0,
        high=LARGEST_ENTRY,
        unit=MONEY_PER_YEAR,
        default=None,
        neutral=True,
    )
    rebates: dict[Name, Rebate] = choice(
        "what the business of a month, quarter or year earns", rule="R-75", default={}, neutral=True
    )
    bands: Bands | None = choice(
        "rates of new deals by the partner's volume, in place of rate", rule="R-73", default=None, neutral=True
    )

    def card(self, name: str = "") -> Card:
        """What holds for a product line, or for what is of none: each of it from the line, else from the terms."""
        line = self.lines.get(name, Line())
        stated = {leaf: self.of_line(name, leaf) for leaf in Line.model_fields}
        later = self.rates_of_later_years() if line.renewal_rate is None else ()
        is_banded = self.bands is not None and stated["rate"] is None
        if stated["rate"] is None:
            stated["rate"] = self.bands.rates()[0] if self.bands is not None and self.bands.steps else 0.0
        return Card(**stated, later_rates=later, is_banded=is_banded)

    def of_line(self, name: str, leaf: str) -> Any:
        """What holds for a product line of a leaf that lines and terms have."""
        own = getattr(self.lines[name], leaf) if name in self.lines else None
        return getattr(self, leaf) if own is None else own

    def first_rate(self, name: str = "") -> float:
        """The rate of the first contract year of a product line, with its points."""
        return self.rate_of_year(1, name)

    def highest_rate(self) -> float:
        """The highest rate of any product line and year, with its points, of those that can be read."""
        highest = max((rate for name in ("", *self.lines) for rate in self._rates(name)), default=0.0)
        return highest + self.registered_rate if highest else 0.0

    def _rates(self, name: str) -> Iterator[float]:
        """Every rate that a product line can pay, its points aside, of those that can be read."""
        leaves = [partial(self.of_line, name, leaf) for leaf in ("rate", "renewal_rate", "expansion_rate")]
        yield from (rate for rate in readable(*leaves) if rate is not None)
        for rates in readable(partial(self._named_rates, name), partial(self._banded_rates, name)):
            yield from rates

    def _own_rates(self, name: str) -> Iterator[float]:
        """The rates that a product line states itself, of those that can be read."""
        leaves = (partial(getattr, self.lines[name], leaf) for leaf in ("rate", "renewal_rate", "expansion_rate"))
        return (rate for rate in readable(*leaves) if rate is not None)

    def _named_rates(self, name: str) -> tuple[float, ...]:
        """The rates of years by name or in the list, where they are those of a line."""
        if name in self.lines and self.lines[name].renewal_rate is not None:
            return ()
        years = (partial(getattr, self.later, year) for year in type(self.later).model_fields)
        listed = next(readable(lambda: self.later_rates), ())
        return tuple(rate for rate in (*listed, *readable(*years)) if rate is not None and 0 <= rate <= 1)

    def _banded_rates(self, name: str) -> tuple[float, ...]:
        """The rates of bands, where they give the rate of a line."""
        is_banded = self.bands is not None and self.of_line(name, "rate") is None
        return tuple(self.bands.readable_rates()) if self.bands is not None and is_banded else ()

    def rate_of_year(self, year: int, name: str = "") -> float:
        """The rate of a contract year of a product line, with its points."""
        card = self.card(name)
        first = 0.0 if self.model == "referral" else card.rate
        renewal = first if card.renewal_rate is None else card.renewal_rate
        named = (card.rate, *card.later_rates)[year - 1 : year]
        rate = renewal if not named or named[0] is None else named[0]
        return rate + self.registered_rate if rate else 0.0

    @check
    def _what_pays(self) -> Iterator[str]:
        if self.rate is None and self.bands is None:
            yield "rate: is missing: state a rate (0.15 is 15%), or bands of rates (bands.steps)"
        if self.rate is not None and self.bands is not None:
            yield "bands: they stand in for rate, which is stated too: keep one of the two (rate = false)"

    @check
    def _of_resale(self) -> Iterator[str]:
        for fault in (self._minimum(), self._cap()):
            yield from known(fault)

    def _minimum(self) -> Iterator[str]:
        if self.minimum_per_month and self.model != "resale":
            yield (
                f"minimum_per_month: partners with terms of the model '{self.model}' owe nothing for their customers' "
                'use: leave it out, or state model = "resale"'
            )

    def _cap(self) -> Iterator[str]:
        if self.cap_per_year is not None and self.model == "resale":
            yield "cap_per_year: a margin is kept, not accrued, so that no cap cuts it: leave it out"

    @check
    def _read_of_a_fee(self) -> Iterator[str]:
        if self.read == "accrual" and self.model == "referral":
            yield (
                "read: a referral fee accrues at the win and at renewals, and nothing of it at a close: state "
                'read = "renewal", or model = "share"'
            )

    @check
    def _bands_and_rebates(self) -> Iterator[str]:
        yield from known(rebate_problems(self.rebates))
        if self.bands is not None:
            yield from self.bands.problems(self)

    @check
    def _each_line(self) -> Iterator[str]:
        for name in ("", *sorted(self.lines)):
            for fault in (self._months_of_a_line(name), self._limits(name), self._price(name)):
                yield from known(fault)

    def _months_of_a_line(self, name: str) -> Iterator[str]:
        if name and self.model != "share" and self.lines[name].share_months:
            yield (
                f"lines.{name}: share_months: terms of the model '{self.model}' have no months of a share: leave it out"
            )

    def _limits(self, name: str) -> Iterator[str]:
        if name and self.lines[name].fee_least is None and self.lines[name].fee_most is None:
            return
        least, most = self.of_line(name, "fee_least"), self.of_line(name, "fee_most")
        if most and least > most:
            yield (
                f"{f'lines.{name}.' if name else ''}fee_most: {most:g} lies below fee_least, {least:g}: an entry of "
                "pay cannot be both (0 is no limit)"
            )

    def _price(self, name: str) -> Iterator[str]:
        own = self._rates("") if not name else self._own_rates(name)
        highest = max(own, default=0.0)
        if self.registered_rate and highest + self.registered_rate > 1 + ROUNDING:
            yield (
                f"{f'lines.{name}' if name else 'registered_rate'}: a rate of {highest:g} and "
                f"{self.registered_rate:g} for a registered deal are more than the whole price: lower one of the two"
            )
