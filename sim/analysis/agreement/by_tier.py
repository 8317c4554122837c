"""What the deals of one partner earn in their first contract year, as won and if all were won at one tier (R-71)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.analysis.agreement.entry import Form
from sim.analysis.agreement.example import example_of
from sim.scenario.parameters import Parameters
from sim.scenario.schema import Archetype, Scenario

OF_TIERS = (Form.FEE, Form.SUM, Form.SHARE, Form.MARGIN, Form.SERVICES)
"""What a deal earns by itself: no bonus, which may be of other deals too, and no rebate."""


class Won(Protocol):
    """A deal that was won."""

    @property
    def day(self) -> int: ...
    @property
    def arr_cents(self) -> int: ...
    @property
    def deal_class(self) -> int: ...
    @property
    def tier(self) -> int:
        """By its position: that of its partner on the day."""


@dataclass(frozen=True, slots=True)
class ByTier:
    """The first contract years of some deals together, in cents."""

    deals: int
    as_won: int | None
    """At the tier of each win; None where pay is by the tier of each month, so that the win's decides nothing."""
    at: Mapping[str, int]
    """All at one tier, by its name, from the lowest."""


def pay_by_tier(scenario: Scenario, parameters: Parameters, archetype: str, won: Sequence[Won]) -> ByTier | None:
    """Of deals of a kind of partner whose customers stay, and take the same, all year.

    None without a deal, or where a deal's pay does not depend on the tier, or depends on other deals of the partner.
    """
    kind = scenario.archetypes[archetype]
    if not won or kind.ladder is None or not _tells_tiers_apart(kind):
        return None
    place, order = sorted(scenario.archetypes).index(archetype), scenario.ladders[kind.ladder].order
    found = [[_first_year(parameters, place, deal, tier) for tier in range(len(order))] for deal in won]
    as_won = sum(each[deal.tier] for each, deal in zip(found, won, strict=True))
    return ByTier(
        deals=len(won),
        as_won=None if kind.terms.read == "accrual" else as_won,
        at={tier: sum(each[number] for each in found) for number, tier in enumerate(order)},
    )


def _tells_tiers_apart(kind: Archetype) -> bool:
    terms = kind.terms
    is_alone = terms.bands is None and not terms.cap_per_year and not terms.lines
    return kind.fixed_tier is None and bool(terms.tiers) and is_alone


def _first_year(parameters: Parameters, place: int, deal: Won, tier: int) -> int:
    example = example_of(parameters, place, 0, tier, deal.arr_cents, deal.day, deal.deal_class)
    return sum(one.amount_cents for one in example.entries if one.year == 1 and one.form in OF_TIERS)
