"""Medians by month or year with the range of 8 futures in 10 below, where there are enough runs."""

from collections.abc import Mapping

from sim.analysis.figures.percentile import INTERVALS, Percentile, fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.analysis.figures.year_ends import year_ends
from sim.report.words.counting import counted
from sim.report.words.rounding import SYMBOLS, in_unit, money_range

TOO_FEW = "-"
"""In the place of a tail that the number of runs cannot support."""
TOO_FEW_WORLDS = "A dash: too few runs for this range ({runs}, at least {fewest} are needed)."


def shown_months(last: int, gate: int, most: int = 4) -> list[int]:
    """Months of a table, at most ``most``: year ends spread over the horizon, and always the gate and the end."""
    return year_ends(last, most, {gate})


def with_dash_words(note: str, runs: int) -> str:
    """A note to a table of ranges; where the runs are too few for them it says what a dash means."""
    fewest = fewest_runs(LEVELS["p10"])
    return note if runs >= fewest else f"{note} {TOO_FEW_WORLDS.format(runs=counted(runs, 'run'), fewest=fewest)}"


def median_and_range(percentiles: Mapping[str, Percentile], unit: str, currency: str) -> tuple[str, str]:
    """The median, and ``p10 to p90`` where the runs can tell them."""
    low, middle, high = (percentiles[name] for name in INTERVALS)
    median = in_unit(middle.value, middle.half_interval, unit, currency)
    if not (low.is_known and high.is_known):
        return median, TOO_FEW
    if unit == "money":
        symbol = currency if currency in SYMBOLS else ""
        return median, money_range(low.value, high.value, symbol, (low.half_interval, high.half_interval))
    ends = (in_unit(end.value, end.half_interval, unit, currency) for end in (low, high))
    return median, " to ".join(ends)
