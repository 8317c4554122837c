"""How existing partners' revenue will grow, by what their share of revenue did (E-35)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.rules.share import growth_beyond, last_change, next_change
from sim.scenario.start.columns import CHANNELS
from sim.scenario.start.read_table import Row
from sim.units import MONTHS_PER_YEAR

DIGITS = 6
MOST_CHANGE = 1.0
"""Change of a share's logit in a year, beyond which the next does not follow from it: five times the usual spread."""


@dataclass(frozen=True, slots=True)
class RosterGrowth:
    """Growth of a year beyond that of direct and inbound business together."""

    points: tuple[float, float, float]
    """p10, p50, p90; 0.07 is 7%."""
    shares: tuple[float, float] | None
    """Share of revenue beside direct and inbound in the year before last and last year; None where it is not known."""
    is_told: bool
    """Whether the user says the shares."""
    is_usual: bool
    """Whether the usual change of other companies is taken, as the shares are not known, or changed too much."""


def roster_growth(months: Sequence[Row], told: tuple[float, float] | None) -> RosterGrowth:
    """From two years of shares, told or of 24 months (oldest first); from the usual change where they do not say it."""
    shares = told or shares_of(months)
    change = last_change(*shares) if shares is not None and is_usable(*shares) else None
    return RosterGrowth(_points(change), shares, is_told=told is not None, is_usual=change is None)


def is_usable(before: float, last: float) -> bool:
    """Whether the next change follows from two shares."""
    return 0 < before < 1 and 0 < last < 1 and abs(last_change(before, last)) <= MOST_CHANGE


def shares_of(months: Sequence[Row]) -> tuple[float, float] | None:
    """Share of existing partners in their revenue and that of direct and inbound, in each of the last two years.

    None with fewer than 24 months, or a year without revenue.
    """
    if len(months) < 2 * MONTHS_PER_YEAR:
        return None
    years = months[-2 * MONTHS_PER_YEAR : -MONTHS_PER_YEAR], months[-MONTHS_PER_YEAR:]
    totals = [[sum(row[f"{channel}_revenue"] or 0 for row in year) for channel in CHANNELS] for year in years]
    if not all(sum(total) > 0 for total in totals):
        return None
    before, last = (total[-1] / sum(total) for total in totals)
    return before, last


def _points(change: float | None) -> tuple[float, float, float]:
    low, middle, high = (round(growth_beyond(point), DIGITS) for point in next_change(change))
    return low, middle, high
