"""Quantile bands of a fan chart, and which of them a number of worlds can support."""

from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.charts.palette import BAND_FILLS

Band = tuple[str, str, str, str]
BANDS: tuple[Band, ...] = (
    ("p05", "p95", "middle 90%", BAND_FILLS[0]),
    ("p10", "p90", "middle 80%", BAND_FILLS[1]),
    ("p25", "p75", "middle 50%", BAND_FILLS[2]),
)
"""Lower edge, upper edge, label and fill of each band, the widest first."""


def bands_of(worlds: int) -> list[Band]:
    """The bands whose edges so many worlds can tell."""
    return [band for band in BANDS if worlds >= fewest_runs(LEVELS[band[0]])]
