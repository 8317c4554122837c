"""A share that rises while revenue falls, or the other way round: no reason to choose by the share."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.figures.outcomes import ADDITIONAL_REVENUE, TOTAL_REVENUE, is_share
from sim.analysis.figures.paired import Paired

REVENUE = (TOTAL_REVENUE.name, ADDITIONAL_REVENUE.name)
"""What a share must not rise at the expense of."""


@dataclass(frozen=True, slots=True)
class Opposed:
    """Outcomes whose paired differences leave out zero and have opposite signs; both empty where there are none."""

    shares: tuple[str, ...]
    """The odds and sourced shares, those that rise if any does."""
    revenue: tuple[str, ...]
    """Of ``REVENUE``."""

    def __bool__(self) -> bool:
        return bool(self.shares)


def opposed_of(outcomes: Mapping[str, Paired]) -> Opposed:
    """The shares that move against revenue, by the intervals of their paired differences."""
    for sign in (1, -1):
        shares = tuple(name for name in outcomes if is_share(name) and direction(outcomes[name]) == sign)
        revenue = tuple(name for name in REVENUE if name in outcomes and direction(outcomes[name]) == -sign)
        if shares and revenue:
            return Opposed(shares, revenue)
    return Opposed((), ())


def direction(paired: Paired) -> int:
    """1 or -1 where the interval of the difference leaves out zero, on the side of its low or high end; else 0."""
    if not paired.leaves_out_zero or paired.ci_low is None:
        return 0
    return 1 if paired.ci_low > 0 else -1
