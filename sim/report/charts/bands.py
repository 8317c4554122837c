"""Quantile bands of a fan chart, and which of them a number of worlds can support."""

from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.charts.palette import BAND_FILLS
from sim.report.words.counting import listed

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


def bands_in_words(worlds: int) -> str:
    """What a caption says of the bands that ``bands_of`` gives."""
    drawn = [label.removeprefix("middle ").removesuffix("%") for _, _, label, _ in bands_of(worlds)]
    if not drawn:
        return f"Line: the median of futures; too few runs for bands ({worlds})."
    return f"{'Bands' if len(drawn) > 1 else 'Band'}: the middle {listed(drawn)}% of futures, and the median."


def has_spread(worlds: int) -> bool:
    """Whether so many worlds can tell the middle 80% of futures, ``8 futures in 10``."""
    return any(low == "p10" for low, *_ in bands_of(worlds))


def spread_in_words(worlds: int, drawn: int, panels: int) -> str:
    """What a caption says of the middle 80% that is drawn in so many of the panels; empty where in none."""
    if not drawn or not has_spread(worlds):
        return ""
    return (
        " Pale: 8 futures in 10."
        if drawn == panels
        else " Pale: 8 futures in 10, left out where it would flatten the line."
    )
