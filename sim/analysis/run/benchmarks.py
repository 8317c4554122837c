"""Benchmark bands of the sources: share of replications below, inside and above (R-48, R-28).

Bands are of months of the program: of one that runs already, a month of the run is so much earlier, and those that are
over have no line.
"""

from dataclasses import dataclass

import numpy as np

from sim.experiment.ensemble import Ensemble, FloatArray

FIRST_FORMAL_YEAR = (13, 24)
"""Months of the formal program's first year: it begins with the stabilise phase (R-41)."""
AGREEMENTS_OF_THE_YEAR = (25.0, 50.0)
"""Partners to recruit in the first year of the formal program (R-28)."""


@dataclass(frozen=True, slots=True)
class BenchmarkLine:
    """A band and where the replications lie; ``None`` where the horizon ends before ``month``."""

    name: str
    rule: str
    metric: str
    from_month: int
    month: int
    """First and last month, from day 0."""
    low: float
    high: float
    below: float | None
    inside: float | None
    above: float | None
    median: float | None


def benchmark_lines(ensemble: Ensemble) -> list[BenchmarkLine]:
    """Two lines for each benchmark of the scenario, by month, and one for the agreements of R-28."""
    lines: list[BenchmarkLine] = []
    for name, band in sorted(ensemble.scenario.benchmarks.items(), key=lambda item: (item[1].month, item[0])):
        for metric, (low, high) in (
            ("active_partners", band.active_partners),
            ("sourced_share", band.sourced_share),
        ):
            lines.append(_line(name, "R-48", ensemble, metric, (band.month, band.month), (low, high)))
    lines.append(_line("first formal year", "R-28", ensemble, "agreements", FIRST_FORMAL_YEAR, AGREEMENTS_OF_THE_YEAR))
    return [line for line in lines if line.from_month > 0]


def _line(
    name: str, rule: str, ensemble: Ensemble, metric: str, months: tuple[int, int], band: tuple[float, float]
) -> BenchmarkLine:
    start = ensemble.scenario.start
    first, last = (month - (0 if start is None else start.month) for month in months)
    low, high = band
    shares: tuple[float | None, ...] = (None, None, None, None)
    if 0 < first <= last <= ensemble.months:
        shares = _shares(ensemble.values(metric)[:, first - 1 : last].sum(axis=1), low, high)
    return BenchmarkLine(name, rule, metric, first, last, low, high, *shares)


def _shares(values: FloatArray, low: float, high: float) -> tuple[float, float, float, float]:
    """Shares below, inside (both ends included) and above, and the median."""
    below, above = float((values < low).mean()), float((values > high).mean())
    inside = float(((values >= low) & (values <= high)).mean())
    return below, inside, above, float(np.median(values))
