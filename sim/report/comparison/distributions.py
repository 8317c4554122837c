"""Paired differences of a comparison to its base, by future: one distribution per scenario, on one axis."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.outcomes import PROGRAM_CONTRIBUTION
from sim.analysis.figures.percentile import percentiles
from sim.experiment.ensemble import FloatArray
from sim.report.charts.palette import BAND_FILLS, INK, MEDIAN, MUTED
from sim.report.charts.style import light_grid, new_figure
from sim.report.charts.text import fitted
from sim.report.charts.ticks import in_money
from sim.report.comparison.finding import money_finding
from sim.report.comparison.words import letters, short_variant
from sim.report.words.labels import at_marks
from sim.report.words.rounding import money, share_of_futures

NOTE = "Blue: better than A. Dashed: no difference. Solid: the median.\nBars at the ends hold all that lies beyond."
EQUAL_NOTE = " Futures that are equal have no bar."
_LARGE, _TEXT, _SMALL = 20, 15, 14
_BINS = 30
"""Bars of a distribution over its own range."""
_THINNEST = 1 / 160
"""Least width of a bar as a share of the axis, so that a narrow distribution is still seen."""
_LEAST_OF_AXIS = 0.12
"""Part of the shared axis below which a difference has one of its own."""
_LETTERS, _LINE_INCHES = 60, 0.27
"""Of a line of a heading."""
_TAIL = 0.01
"""Share of the pairs beyond each end of the axis of differences, gathered in the outermost bars."""


def differences_figure(comparison: Comparison) -> Figure:
    """The program contribution of each scenario less that of the base, by future: one row per scenario, one axis."""
    currency = comparison.ensembles[0].scenario.currency
    rows = len(comparison.differences)
    heads = [at_marks(short_variant(difference.label), _LETTERS) for difference in comparison.differences]
    more = max(map(len, heads)) - 1
    height = 2.65 + (2.1 + _LINE_INCHES * more) * rows
    figure = new_figure(height)
    panels = figure.subplots(
        rows, 1, squeeze=False,
        gridspec_kw={
            "left": 0.05, "right": 0.95, "top": 1 - (1.6 + _LINE_INCHES * more) / height, "bottom": 1.4 / height,
            "hspace": 1.0 + 0.28 * more,
        },
    ).ravel()  # fmt: skip
    names = letters(comparison)
    fitted(figure, 0.02, 1 - 0.15 / height, money_finding(comparison), sizes=(_LARGE, 18, 16, 14), weight="bold")
    line = f"Program contribution of each future, less that of A in the same future; A is {comparison.base}"
    fitted(figure, 0.02, 1 - 0.62 / height, line, sizes=(_TEXT, _SMALL))
    changes = [comparison.paired(difference.label, PROGRAM_CONTRIBUTION.name) for difference in comparison.differences]
    shared, sharing = _limits(changes), []
    for axes, difference, change, label in zip(panels, comparison.differences, changes, heads, strict=True):
        low, high = own = _limits([change])
        has_own = own[1] - own[0] < _LEAST_OF_AXIS * (shared[1] - shared[0])
        if not has_own:
            low, high = shared
        head = f"{names[difference.label]}  " + "\n    ".join(label)
        said = f"{_said(comparison, difference, change)}{'; on an axis of its own' if has_own else ''}"
        _distribution(axes, np.clip(change, low, high), high - low, f"{head}\n    {said}")
        axes.set_xlim(*_around_bars(axes, low, high))
        sharing += [] if has_own else [axes]
    ends = [axes.get_xlim() for axes in sharing]
    for axes in sharing:  # the bars of one reach farther out than those of another
        axes.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))
    panels[-1].set_xlabel(f"{currency} a future", fontsize=_SMALL)
    some_equal = any((change == 0).any() for change in changes)
    note = f"{NOTE}{EQUAL_NOTE}" if some_equal else NOTE
    figure.text(0.02, 0.2 / height, note, fontsize=_SMALL, color=MUTED, linespacing=1.3)
    return figure


def _limits(changes: list[FloatArray]) -> tuple[float, float]:
    """Ends of the axis: all but the tails of every difference, and zero."""
    low = min(0.0, *(float(np.quantile(change, _TAIL)) for change in changes))
    high = max(0.0, *(float(np.quantile(change, 1 - _TAIL)) for change in changes))
    reach = high - low
    return (low - 0.04 * reach, high + 0.04 * reach) if reach > 0 else (-1.0, 1.0)


def _around_bars(axes: Axes, low: float, high: float) -> tuple[float, float]:
    """The ends of an axis, as far out as the bars that stand on it: none is cut off."""
    bars = [bar.get_bbox() for bar in axes.patches if isinstance(bar, Rectangle) and bar.get_height() > 0]
    return min([low, *(bar.x0 for bar in bars)]), max([high, *(bar.x1 for bar in bars)])


def _distribution(axes: Axes, change: FloatArray, reach: float, title: str) -> None:
    """Bars of ``change``, which is held inside an axis of length ``reach``: zero is an edge between two."""
    low, high = min(0.0, float(change.min())), max(0.0, float(change.max()))
    width = max((high - low) / _BINS, _THINNEST * reach)
    edges = width * np.arange(np.ceil(low / width) - 1, np.floor(high / width) + 2)
    better, worse = change[change > 0], change[change < 0]
    axes.hist([worse, better], bins=edges.tolist(), stacked=True, color=["#c9d0d6", BAND_FILLS[2]], zorder=2)
    axes.axvline(0.0, color=INK, linewidth=1.8, dashes=(5, 2.5), zorder=4)
    axes.axvline(float(np.median(change)), color=MEDIAN, linewidth=3, zorder=5, gid="median")
    axes.set_title(title, loc="left", fontsize=_SMALL, pad=6, linespacing=1.25, parse_math=False)
    in_money(axes.xaxis, 7)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    light_grid(axes, _SMALL, tick_length=4)


def _said(comparison: Comparison, difference: Difference, change: FloatArray) -> str:
    """P(better) and the median in words, the latter rounded by its own interval."""
    if difference.is_same:
        return "the same as A: no difference in any future"
    paired = difference.outcomes[PROGRAM_CONTRIBUTION.name]
    text = f"better than A in {share_of_futures(paired.better)} of futures"
    if paired.equal > 0:
        text += f", equal in {share_of_futures(paired.equal)}"
    base, other = comparison.ensembles[0], comparison.ensembles[comparison.labels.index(difference.label)]
    worlds = np.flatnonzero(base.completed & other.completed) // base.futures
    median = percentiles(change, worlds)["p50"]
    amount = money(median.value, base.scenario.currency, median.half_interval)
    return f"{text}; median {'+' if median.value > 0 else ''}{amount}"
