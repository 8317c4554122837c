"""Pay of partners: the terms of an archetype."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.bands import Bands
from sim.scenario.schema.card import (
    EXPANSION_RATE,
    FEE_LEAST,
    FEE_MOST,
    FLAT_FEE,
    LARGEST_ENTRY,
    RENEWAL_RATE,
    Card,
    Leaves,
    Line,
    OfTier,
    Place,
    minimum_of_a_month,
    months_of_a_share,
    places_of,
    rate_of_pay,
    sum_of_pay,
)
from sim.scenario.schema.check import check, known, readable
from sim.scenario.schema.rebate import Rebate, rebate_problems
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import MONEY_PER_YEAR, MONEY_RATE, MONTHS

ROUNDING = 1e-9
"""Of a sum of rates."""


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


def _first_rate(meaning: str, **declared: Any) -> Any:
    """The rate of the first contract year."""
    return lever(meaning, rule="R-70", low=0, high=1, drawn_to=0.9, unit=MONEY_RATE, **declared)


class MarketTerms(Table):
    """What a partner earns elsewhere: effort compares the pay of some contract years."""

    model: Literal["referral", "resale", "share"] = choice(
        "a fee on contract value, a recurring discount on list price, or a share of each month's list price",
        rule="R-70",
    )
    rate: float = _first_rate("fee on first-year ACV, or resale margin, or share")
    renewal_rate: float | None = rate_of_pay(RENEWAL_RATE)
    share_months: int = months_of_a_share(0)
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

    def card(self, name: str = "", tier: str = "") -> Card:  # noqa: ARG002  # of terms that have product lines
        """What holds for a product line and a tier; there are none elsewhere."""
        later = self.rates_of_later_years()
        return Card(self.rate, later, self.renewal_rate, None, self.share_months, 0.0, 0.0, 0.0, 0.0)

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


class Terms(MarketTerms):
    """What a partner earns."""

    rate: float | None = _first_rate(  # type: ignore[assignment]  # bands may stand in for it here alone
        "fee on first-year ACV, or resale margin, or share; not stated where bands are", default=None, neutral=True
    )
    read: Literal["win", "renewal", "accrual"] = choice(
        "when a deal's rates are read: at its win, again at each renewal, or at each month's close",
        rule="R-74",
        default="win",
        neutral=True,
    )
    expansion_rate: float | None = rate_of_pay(EXPANSION_RATE)
    flat_fee: float = sum_of_pay(FLAT_FEE, default=0.0)
    fee_least: float = sum_of_pay(FEE_LEAST, default=0.0)
    fee_most: float = sum_of_pay(FEE_MOST, default=0.0)
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
    minimum_per_month: float = minimum_of_a_month(0.0)
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
    by_tier: dict[Name, OfTier] = choice(
        "terms of partners that stand at a tier of their ladder", rule="R-74", default={}, neutral=True
    )
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

    def card(self, name: str = "", tier: str = "") -> Card:
        """What holds for a product line, or what is of none, and a tier: each leaf from the most specific place."""
        stated = {leaf: self.of_line(name, leaf, tier) for leaf in OfTier.model_fields}
        later = () if self._renews_elsewhere(name, tier) else self.rates_of_later_years()
        is_banded = self.bands is not None and stated["rate"] is None
        if stated["rate"] is None:
            stated["rate"] = self.bands.rates()[0] if self.bands is not None and self.bands.steps else 0.0
        return Card(**stated, later_rates=later, is_banded=is_banded)

    def of_line(self, name: str, leaf: str, tier: str = "") -> Any:
        """What holds for a product line and a tier of a leaf of the card (R-74)."""
        for place in self._places_of(name, tier):
            own = getattr(place, leaf, None)
            if own is not None:
                return own
        return getattr(self, leaf)

    def _places_of(self, name: str, tier: str) -> Iterator[Leaves]:
        """Where a leaf may be stated before the terms state it, the most specific place first."""
        if name in self.lines:
            line = self.lines[name]
            if tier in line.by_tier:
                yield line.by_tier[tier]
            yield line
        if tier in self.by_tier:
            yield self.by_tier[tier]

    def _renews_elsewhere(self, name: str, tier: str) -> bool:
        """Whether a place before the terms states the rate of renewals, and so of all later years."""
        return any(place.renewal_rate is not None for place in self._places_of(name, tier))

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place below the terms that states leaves of the card."""
        return tuple(places_of(self.lines, self.by_tier))

    @property
    def tiers(self) -> tuple[str, ...]:
        """Tiers that have terms of their own, for all lines or for one."""
        return tuple(sorted({place.tier for place in self.places} - {""}))

    @property
    def is_by_tier(self) -> bool:
        """Whether what it pays depends on the tier."""
        return bool(self.tiers) or any(rebate.from_tier for rebate in self.rebates.values())

    def combined(self) -> Iterator[tuple[str, str]]:
        """Every product line with every tier that has terms of its own; empty names are those of the others."""
        return ((name, tier) for name in ("", *sorted(self.lines)) for tier in ("", *self.tiers))

    def first_rate(self, name: str = "", tier: str = "") -> float:
        """The rate of the first contract year of a product line and a tier, with its points."""
        return self.rate_of_year(1, name, tier)

    def highest_rate(self) -> float:
        """The highest rate of any product line, tier and year, with its points, of those that can be read."""
        highest = max((rate for name, tier in self.combined() for rate in self._rates(name, tier)), default=0.0)
        return highest + self.registered_rate if highest else 0.0

    def _rates(self, name: str, tier: str) -> Iterator[float]:
        """Every rate that a product line can pay at a tier, its points aside, of those that can be read."""
        leaves = [partial(self.of_line, name, leaf, tier) for leaf in ("rate", "renewal_rate", "expansion_rate")]
        yield from (rate for rate in readable(*leaves) if rate is not None)
        for rates in readable(partial(self._named_rates, name, tier), partial(self._banded_rates, name, tier)):
            yield from rates

    @staticmethod
    def _own_rates(leaves: Leaves) -> Iterator[float]:
        """The rates that a place states itself, of those that can be read."""
        read = (partial(getattr, leaves, leaf) for leaf in ("rate", "renewal_rate", "expansion_rate"))
        return (rate for rate in readable(*read) if rate is not None)

    def _named_rates(self, name: str, tier: str) -> tuple[float, ...]:
        """The rates of years by name or in the list, where they are those of a line and a tier."""
        if self._renews_elsewhere(name, tier):
            return ()
        years = (partial(getattr, self.later, year) for year in type(self.later).model_fields)
        listed = next(readable(lambda: self.later_rates), ())
        return tuple(rate for rate in (*listed, *readable(*years)) if rate is not None and 0 <= rate <= 1)

    def _banded_rates(self, name: str, tier: str) -> tuple[float, ...]:
        """The rates of bands, where they give the rate of a line and a tier."""
        is_banded = self.bands is not None and self.of_line(name, "rate", tier) is None
        return tuple(self.bands.readable_rates()) if self.bands is not None and is_banded else ()

    def rate_of_year(self, year: int, name: str = "", tier: str = "") -> float:
        """The rate of a contract year of a product line and a tier, with its points."""
        card = self.card(name, tier)
        first = 0.0 if self.model == "referral" else card.rate
        renewal = first if card.renewal_rate is None else card.renewal_rate
        named = (card.rate, *card.later_rates)[year - 1 : year]
        rate = renewal if not named or named[0] is None else named[0]
        return rate + self.registered_rate if rate else 0.0

    @check
    def _what_pays(self) -> Iterator[str]:
        is_stated = self.rate is not None or any(place.leaves.rate is not None for place in self.places)
        if not is_stated and self.bands is None:
            yield "rate: is missing: state a rate (0.15 is 15%), or bands of rates (bands.steps)"
        if self.rate is not None and self.bands is not None:
            yield "bands: they stand in for rate, which is stated too: keep one of the two (rate = false)"

    @check
    def _of_resale(self) -> Iterator[str]:
        for fault in (self._minimum(), self._cap()):
            yield from known(fault)

    def _minimum(self) -> Iterator[str]:
        own = ((f"by_tier.{tier}.", one.minimum_per_month) for tier, one in sorted(self.by_tier.items()))
        for path, minimum in (("", self.minimum_per_month), *own):
            if minimum and self.model != "resale":
                yield (
                    f"{path}minimum_per_month: partners with terms of the model '{self.model}' owe nothing for their "
                    'customers\' use: leave it out, or state model = "resale"'
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
    def _each_place(self) -> Iterator[str]:
        for place in (Place("", "", "", Leaves()), *self.places):
            for fault in (self._months_of_a_place(place), self._limits(place), self._price(place)):
                yield from known(fault)

    def _months_of_a_place(self, place: Place) -> Iterator[str]:
        if self.model != "share" and place.leaves.share_months:
            yield (
                f"{place.path}: share_months: terms of the model '{self.model}' have no months of a share: leave it out"
            )

    def _limits(self, place: Place) -> Iterator[str]:
        """Least and most of what a place has; a place that states neither has those of another."""
        if place.path and place.leaves.fee_least is None and place.leaves.fee_most is None:
            return
        for name, tier in self.combined() if place.tier and not place.line else ((place.line, place.tier),):
            least, most = self.of_line(name, "fee_least", tier), self.of_line(name, "fee_most", tier)
            if tier == place.tier and most and least > most:
                yield (
                    f"{f'{place.path}.' if place.path else ''}fee_most: {most:g} lies below fee_least, {least:g}: an "
                    "entry of pay cannot be both (0 is no limit)"
                )
                return

    def _price(self, place: Place) -> Iterator[str]:
        own = self._own_rates(place.leaves) if place.path else self._rates("", "")
        highest = max(own, default=0.0)
        if self.registered_rate and highest + self.registered_rate > 1 + ROUNDING:
            yield (
                f"{place.path or 'registered_rate'}: a rate of {highest:g} and "
                f"{self.registered_rate:g} for a registered deal are more than the whole price: lower one of the two"
            )
