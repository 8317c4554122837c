"""What a tier returns on what its partner costs, as planned: of a partner that just reaches it (R-105, Q-8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.rules.ladder import tier_return
from sim.scenario.schema import Archetype, Ladder, Scenario
from sim.units import MONTHS_PER_YEAR, to_cents

OVER_MONTHS = ("billed", "sold", "sourced", "involved")
AT_THE_CLOSE = "live_arr"


@dataclass(frozen=True, slots=True)
class TierReturn:
    """One tier of a ladder, for one kind of partner that stands on it."""

    ladder: str
    tier: str
    archetype: str
    measure: str
    """By which it is reached."""
    revenue_cents: int
    """A year of it, at list."""
    gross_margin_share: float
    pay_share: float
    """Of list, to the partner and a distributor in the first contract year."""
    cost_cents: int
    """Of a partner at the tier, a year."""

    @property
    def margin_share(self) -> float:
        """What is left of list."""
        return self.gross_margin_share - self.pay_share

    @property
    def times(self) -> float:
        """What is left over the cost."""
        return tier_return(self.revenue_cents, self.margin_share, self.cost_cents)


def tier_returns(scenario: Scenario) -> list[TierReturn]:
    """Of each ladder, kind and tier, by name and from the lowest, where the tier costs and asks for money."""
    return [
        found
        for name, ladder in sorted(scenario.ladders.items())
        for archetype, kind in sorted(scenario.archetypes.items())
        if kind.ladder == name
        for found in _of_kind(scenario, name, ladder, archetype, kind)
    ]


def _of_kind(scenario: Scenario, name: str, ladder: Ladder, archetype: str, kind: Archetype) -> Iterator[TierReturn]:
    for tier in ladder.order if kind.fixed_tier is None else (kind.fixed_tier,):
        cost, asked = to_cents(MONTHS_PER_YEAR * ladder.tiers[tier].cost_per_month), _asked(ladder, tier)
        if cost and asked is not None:
            measure, revenue = asked
            pay = kind.first_rate_at(tier) + kind.distributor_rate
            margin = scenario.vendor.gross_margin_share
            yield TierReturn(name, tier, archetype, measure, to_cents(revenue), margin, pay, cost)


def _asked(ladder: Ladder, tier: str) -> tuple[str, float] | None:
    """The money of a year that a tier asks for, by the first measure that does; None if none does."""
    needs = ladder.tiers[tier].all_needs
    for measure in OVER_MONTHS:
        if needs.get(measure):
            return measure, needs[measure] * MONTHS_PER_YEAR / ladder.window_of(measure)
    return (AT_THE_CLOSE, needs[AT_THE_CLOSE]) if needs.get(AT_THE_CLOSE) else None
