"""What a grid of points can tell of the best value, in words: no more than its neighbours, or a 95% interval."""

from sim.analysis.sweep.best import Best
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import is_whole, short_name, value_text
from sim.report.words.rounding import percent


def grid_words(sweep: Sweep, best: Best) -> str:
    """Where the best value of each lever may lie, and in how many sets of resampled worlds this point is the best."""
    several = len(sweep.levers) > 1
    told = [
        f"{f'{short_name(lever)} ' if several else ''}{_place(lever, value, low, high)}"
        for lever, value, low, high in zip(sweep.levers, best.values, best.ci_low, best.ci_high, strict=True)
    ]
    return f"{', '.join(told)}; best of {len(sweep.points)} points in {_sets(best.share)}"


def _place(lever: Lever, value: float, low: float, high: float) -> str:
    """The neighbours, where resampled worlds choose no other point often; else the interval."""
    below, above = neighbours(lever, value)
    if (low, high) != (value if below is None else below, value if above is None else above):
        return f"95% interval {' to '.join(dict.fromkeys(value_text(lever, end) for end in (low, high)))}"
    beside = [value_text(lever, each) for each in (below, above) if each is not None]
    if is_whole(lever) and all(abs(each - value) == 1 for each in (below, above) if each is not None):
        return f"beside {' and '.join(beside)}, with no whole number between"
    what = f"between its neighbours {' and '.join(beside)}" if len(beside) > 1 else f"its neighbour is {beside[0]}"
    return f"{what}, the grid is no finer"


def neighbours(lever: Lever, value: float) -> tuple[float | None, float | None]:
    """The points next below and above a value; None beyond the ends."""
    lower, upper = ([each for each in lever.values if each < value], [each for each in lever.values if each > value])
    return max(lower, default=None), min(upper, default=None)


def _sets(share: float) -> str:
    """In how many resampled sets of worlds; all or none only where it is so."""
    if share == 1:
        return "all resampled sets"
    said = "over 99%" if share >= 0.995 else "under 1%" if share < 0.005 else percent(share)
    return f"{said} of the resampled sets"
