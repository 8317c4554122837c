"""An outcome under one scenario less that under another, in each replication: its interval, and who is better."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.figures.dominance import first_order, preference, second_order
from sim.analysis.figures.intervals import (
    Interval,
    by_world,
    change_interval,
    counts,
    half_width,
    mean_interval,
    share_interval,
    standard_error,
)
from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.quantiles import known_quantiles
from sim.experiment.ensemble import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Paired:
    """An outcome of a scenario less that of the base in the same replication.

    The interval is that of the mean paired difference. All of the difference is None for months that may be never.
    """

    difference: float | None
    ci_low: float | None
    ci_high: float | None
    standard_error: float | None
    unpaired_standard_error: float | None
    """What the error would be with the same numbers of runs of independent futures."""
    variance_reduction: float | None
    """Variance of the unpaired difference over that of the paired one; None where no pair differs from the mean."""
    p10: float | None
    p50: float | None
    p90: float | None
    better: float
    """Share of pairs in which the scenario is better than the base."""
    worse: float
    equal: float
    p_better: float
    """P(better than the base), ties counted half, with its 95% interval."""
    p_better_low: float
    p_better_high: float
    first_order: str | None
    """Label of the one that dominates in these futures: better at every quantile."""
    second_order: str | None
    """The same for a risk-averse decision maker: the worst k outcomes sum to more, for every k."""

    @property
    def half_interval(self) -> float:
        """Half the interval of the difference; 0 if there is none."""
        return half_width(self.ci_low, self.ci_high)

    @property
    def leaves_out_zero(self) -> bool:
        """Whether there is an interval of the difference that excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0 <= self.ci_high


def paired_of(
    first: FloatArray, second: FloatArray, both: BoolArray, outcome: Outcome, labels: tuple[str, str], runs: int,
    *, is_same: bool = False,
) -> Paired:  # fmt: skip
    """The second less the first, each (runs * futures,), over the replications in ``both``; labels in that order."""
    sign = 1.0 if outcome.higher_is_better else -1.0
    liked = preference(sign * first[both], sign * second[both])
    wins = np.where(both, (sign * second > sign * first) + 0.5 * (second == first), 0.0)
    trials = counts(both, runs)
    low, high = share_interval(by_world(wins, both, runs), trials)
    dominant = _dominance(sign * first[both], sign * second[both], outcome, labels)
    return Paired(
        *_mean_difference(first, second, both, outcome, runs, is_same=is_same),
        better=liked.better,
        worse=liked.worse,
        equal=liked.equal,
        p_better=liked.probability,
        p_better_low=0.5 if is_same else float(low),
        p_better_high=0.5 if is_same else float(high),
        first_order=dominant[0],
        second_order=dominant[1],
    )


_Amounts = tuple[
    float | None, float | None, float | None, float | None, float | None, float | None, float | None, float | None,
    float | None,
]  # fmt: skip


def _mean_difference(
    first: FloatArray, second: FloatArray, both: BoolArray, outcome: Outcome, runs: int, *, is_same: bool
) -> _Amounts:
    """Difference, its interval, error, unpaired error, variance reduction, p10, p50, p90."""
    if outcome.unit == "month":
        return (None,) * 9
    change = np.where(both, second - first, 0.0)
    trials = counts(both, runs)
    error = float(standard_error(by_world(change, both, runs), trials))
    apart = float(np.hypot(*(standard_error(by_world(one, both, runs), trials) for one in (first, second))))
    if is_same:
        interval: Interval = (0.0, 0.0)
    elif outcome.unit == "probability":
        interval = change_interval(change, both, runs)
    else:
        interval = mean_interval(change, both, runs)
    return (
        float(change[both].mean()), *interval, _known(error), _known(apart),
        (apart / error) ** 2 if error > 0 else None, *known_quantiles(change[both]),
    )  # fmt: skip


def _dominance(
    first: FloatArray, second: FloatArray, outcome: Outcome, labels: tuple[str, str]
) -> tuple[str | None, str | None]:
    """Labels of the dominant ones; of no meaning for odds, and without a sum of months that may be never."""
    if outcome.unit == "probability":
        return None, None
    names = {"first": labels[0], "second": labels[1], None: None}
    by_risk = None if outcome.unit == "month" else second_order(first, second)
    return names[first_order(first, second)], names[by_risk]


def _known(number: float) -> float | None:
    return number if np.isfinite(number) else None
