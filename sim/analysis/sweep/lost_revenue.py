"""Revenue that a point gives up for its odds: a share is also raised by shrinking the whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.figures.opposed import REVENUE, direction
from sim.analysis.figures.outcomes import ODDS
from sim.analysis.figures.paired import Paired, paired_of
from sim.analysis.sweep.lever import Lever, said_of
from sim.analysis.sweep.measures import MEASURES
from sim.analysis.sweep.point import Sample


@dataclass(frozen=True, slots=True)
class LostRevenue:
    """A point against the one with the most revenue of a kind: its odds are higher, its revenue is lower."""

    name: str
    """``total_revenue`` or ``additional_revenue``."""
    most_at: tuple[float, ...]
    """Values of the levers where it is greatest."""
    revenue: Paired
    """The point less that one, as are the odds."""
    odds: Paired

    def to_dict(self, levers: Sequence[Lever]) -> dict[str, Any]:
        """As plain values."""
        return {
            "name": self.name,
            "most_at": said_of(levers, self.most_at),
            "revenue": asdict(self.revenue),
            "odds": asdict(self.odds),
        }


def lost_revenue(samples: Sequence[Sample], position: int, runs: int) -> tuple[LostRevenue, ...]:
    """Of each kind of revenue that the point at ``position`` has less of, by intervals, while its odds are higher."""
    found = []
    for name in REVENUE:
        means = [sample.point.estimates[name].mean for sample in samples]
        most = means.index(max(means))
        if most == position or not (samples[most].completed & samples[position].completed).any():
            continue
        odds, revenue = (less(samples, position, most, measure, runs) for measure in (ODDS.name, name))
        if direction(odds) > 0 > direction(revenue):
            found.append(LostRevenue(name, samples[most].point.values, revenue, odds))
    return tuple(found)


def less(samples: Sequence[Sample], one: int, other: int, name: str, runs: int) -> Paired:
    """A measure at one point less that at another, over the replications that completed at both (at least one)."""
    outcome = next(measure for measure in (*samples[one].measured, *MEASURES) if measure.name == name)
    first, second = samples[other], samples[one]
    return paired_of(
        first.values[name], second.values[name], first.completed & second.completed, outcome, ("other", "one"), runs,
        is_same=one == other,
    )  # fmt: skip
