"""What the deals of one partner earn in their first contract year, as won and if all were won at one tier (R-71)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.analysis.agreement.entry import Form
from sim.analysis.agreement.example import example_of
from sim.scenario.parameters import Parameters
from sim.scenario.schema import Archetype

OF_TIERS = (Form.FEE, Form.SUM, Form.SHARE, Form.MARGIN, Form.SERVICES)
"""What a deal earns by itself: no bonus, which may be of other deals too, and no rebate."""


class WonDeal(NamedTuple):
    """A deal of a partner, as its row says."""

    day: int
    arr_cents: int
    """At list."""
    deal_class: int
    tier: int
    """At which the partner stood as the day began."""


@dataclass(frozen=True, slots=True)
class ByTier:
    """The first contract years of some deals together, in cents."""

    deals: int
    as_won: int
    """At the tier of each win."""
    at: tuple[int, ...]
    """All at one tier, by its position."""


def tells_tiers_apart(kind: Archetype) -> bool:
    """Whether each deal of a kind has a pay of its own by tier, which no other deal of the partner changes."""
    terms = kind.terms
    is_alone = terms.bands is None and not terms.cap_per_year and not terms.lines
    return kind.ladder is not None and kind.fixed_tier is None and bool(terms.tiers) and is_alone


def pay_by_tier(parameters: Parameters, place: int, tiers: int, won: Sequence[WonDeal]) -> ByTier:
    """For a kind of partner by its position, with so many tiers: customers stay, and take the same all year."""
    found = [[_first_year(parameters, place, deal, tier) for tier in range(tiers)] for deal in won]
    return ByTier(
        deals=len(won),
        as_won=sum(each[deal.tier] for each, deal in zip(found, won, strict=True)),
        at=tuple(sum(each[tier] for each in found) for tier in range(tiers)),
    )


def _first_year(parameters: Parameters, place: int, deal: WonDeal, tier: int) -> int:
    example = example_of(parameters, place, 0, tier, deal.arr_cents, deal.day, deal.deal_class)
    return sum(one.amount_cents for one in example.entries if one.year == 1 and one.form in OF_TIERS)
