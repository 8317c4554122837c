"""The rate card of terms: its leaves, and the places below the terms that may state them, by product line and tier."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.fields import choice, lever
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import MONEY, MONEY_PER_MONTH, MONEY_RATE, MONTHS

RENEWAL_RATE = "rate of contract years from 2 on; not stated: a margin or share goes on at its rate, a fee is paid once"
EXPANSION_RATE = "rate of the ARR added at a renewal, in its first year; not stated: that of the contract year"
SHARE_MONTHS = "months from go-live that are shared; 0 as long as the customer stays"
FLAT_FEE = "a sum once for each won deal, beside the rate"
FEE_LEAST = "least that an entry of pay is, if it is not 0: a fee, a month's share or margin, a sum; 0 none"
FEE_MOST = "most that an entry of pay is; 0 none"
MINIMUM = "least that a reseller in force owes for its customers' use of a month; 0 none"

LARGEST_ENTRY = 1e9
"""Bound of a sum or limit of one entry, in any currency: sums of all entries stay countable."""


def rate_of_pay(meaning: str, *, default: Any = None, neutral: bool = True, **bounds: Any) -> Any:
    """A rate of pay, which need not be stated."""
    return lever(meaning, rule="R-70", low=0, high=1, unit=MONEY_RATE, default=default, neutral=neutral, **bounds)


def sum_of_pay(meaning: str, *, default: Any = None) -> Any:
    """An amount of pay, which need not be stated."""
    return lever(meaning, rule="R-170", low=0, high=LARGEST_ENTRY, unit=MONEY, default=default, neutral=True)


def months_of_a_share(default: int | None) -> Any:
    """Months of a share, which need not be stated."""
    return lever(SHARE_MONTHS, rule="R-72", low=0, high=240, unit=MONTHS, default=default, neutral=True)


def minimum_of_a_month(default: float | None) -> Any:
    """What is owed in a month at least, which need not be stated."""
    return lever(MINIMUM, rule="R-72", unit=MONEY_PER_MONTH, low=0, high=LARGEST_ENTRY, default=default, neutral=True)


class Card(NamedTuple):
    """What terms pay for the deals of one line to partners of one tier."""

    rate: float
    later_rates: tuple[float | None, ...]
    """Of contract years 2, 3, …; None for a year that is not named."""
    renewal_rate: float | None
    expansion_rate: float | None
    share_months: int
    flat_fee: float
    fee_least: float
    fee_most: float
    minimum_per_month: float
    """The same for all lines of a tier."""
    is_banded: bool = False
    """Bands of volume give the rate of new deals; ``rate`` is that of the first step."""

    def rates(self) -> tuple[float, ...]:
        """Every rate of it."""
        return tuple(
            one for one in (self.rate, *self.later_rates, self.renewal_rate, self.expansion_rate) if one is not None
        )


class Leaves(Table):
    """Leaves of the card that a place below the terms states, in place of those of wider places."""

    rate: float | None = rate_of_pay("fee, margin or share")
    renewal_rate: float | None = rate_of_pay(RENEWAL_RATE)
    expansion_rate: float | None = rate_of_pay(EXPANSION_RATE)
    share_months: int | None = months_of_a_share(None)
    flat_fee: float | None = sum_of_pay(FLAT_FEE)
    fee_least: float | None = sum_of_pay(FEE_LEAST)
    fee_most: float | None = sum_of_pay(FEE_MOST)


class OfTier(Leaves):
    """What deals pay partners of one tier, in place of the terms."""

    minimum_per_month: float | None = minimum_of_a_month(None)


class Line(Leaves):
    """Rates and sums of a product line, in place of those of the terms."""

    by_tier: dict[Name, Leaves] = choice(
        "what the line pays partners of a tier, before all else", rule="R-74", default={}, neutral=True
    )


class Place(NamedTuple):
    """A place below the terms that states leaves of the card."""

    path: str
    """Below the terms."""
    line: str
    """Empty where it holds for all lines, and so is the tier."""
    tier: str
    leaves: Leaves


def places_of(lines: dict[str, Line], tiers: dict[str, OfTier]) -> Iterator[Place]:
    """Every place below the terms: by tier, by line, and by both."""
    for tier, leaves in sorted(tiers.items()):
        yield Place(f"by_tier.{tier}", "", tier, leaves)
    for name, line in sorted(lines.items()):
        yield Place(f"lines.{name}", name, "", line)
        for tier, own in sorted(line.by_tier.items()):
            yield Place(f"lines.{name}.by_tier.{tier}", name, tier, own)
