"""Charts of a comparison: fans in small multiples on shared axes, and the paired differences to the base."""

from math import ceil
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.analysis.comparison import Comparison
from sim.analysis.paired import Difference
from sim.analysis.percentile import percentiles
from sim.analysis.quantiles import bands
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.report.comparison_words import letters, share_of_futures
from sim.report.fan import chart_style, month_ticks
from sim.report.fan_data import bands_of
from sim.report.labels import broken, cut, fitted
from sim.report.palette import BAND_FILLS, GRID, INK, MEDIAN, MUTED, REQUIRED
from sim.report.rounding import axis_money, counted, money_in_interval, percent_in_interval, plain_percent

PIXELS_PER_INCH = 160
WIDTH_INCHES = 10.0
_LARGE, _TEXT, _SMALL = 20, 15, 14
_BINS = 30
"""Bars of a distribution over its own range."""
_THINNEST = 1 / 160
"""Least width of a bar as a share of the axis, so that a narrow distribution is still seen."""
_MOST_IN_PAIRS = 8
"""Scenarios beyond which three panels stand in a row."""
_TAIL = 0.01
"""Share of the pairs beyond each end of the axis of differences, gathered in the outermost bars."""


def write_charts(comparison: Comparison, folder: Path) -> None:
    """Writes ``compare`` and ``difference`` as svg and png into ``folder``; the same data gives the same bytes."""
    with chart_style():
        for name, figure in (("compare", fans_figure(comparison)), ("difference", differences_figure(comparison))):
            figure.savefig(folder / f"{name}.png", format="png", metadata={"Software": None})
            figure.savefig(folder / f"{name}.svg", format="svg", metadata={"Date": None, "Creator": None})


def _figure(height_inches: float) -> Figure:
    figure = Figure(figsize=(WIDTH_INCHES, height_inches), dpi=PIXELS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _short(label: str) -> str:
    """A variant without the table that most of its paths begin with."""
    return label.replace(":archetypes.", ":").replace(",archetypes.", ",")


# Fans


def fans_figure(comparison: Comparison) -> Figure:
    """One fan a scenario of the share its gate looks at, on shared axes."""
    count = len(comparison.labels)
    columns = 2 if count <= _MOST_IN_PAIRS else 3
    rows = ceil(count / columns)
    most = 34 if columns == 2 else 21
    lines = 1 + (max(len(_short(label)) for label in comparison.labels) > most)
    height = 1.75 + (2.9 + 0.27 * lines) * rows
    figure = _figure(height)
    panels = figure.subplots(
        rows, columns, sharex=True, sharey=True, squeeze=False,
        gridspec_kw={
            "left": 0.075, "right": 0.975, "top": 1 - (1.3 + 0.27 * lines) / height, "bottom": 1.2 / height,
            "hspace": 0.34 + 0.13 * lines, "wspace": 0.12,
        },
    ).ravel()  # fmt: skip
    base = comparison.ensembles[0]
    fitted(figure, 0.02, 1 - 0.15 / height, "Partner share of revenue (%), by month", sizes=(_LARGE,), weight="bold")
    line = f"{counted(base.runs * base.futures, 'future')}, the same for each, seed {base.seed}"
    fitted(figure, 0.02, 1 - 0.58 / height, line, sizes=(_TEXT, _SMALL))
    drawn = [bands(ensemble.values(ensemble.scenario.gate.measure)) for ensemble in comparison.ensembles]
    top = max(
        max(min(float(its["p95"].max()), 4 * float(its["p90"].max())), 1.4 * ensemble.scenario.gate.threshold)
        for its, ensemble in zip(drawn, comparison.ensembles, strict=True)
    )
    panels[0].set_ylim(0, 1.08 * top)
    for position, (label, letter) in enumerate(letters(comparison).items()):
        odds = comparison.figures[position]["odds"]
        said = percent_in_interval(odds.mean or 0.0, odds.ci_low or 0.0, 1.0 if odds.ci_high is None else odds.ci_high)
        title = f"{letter}  " + "\n    ".join([*broken(_short(label), most), f"odds {said}"])
        _fan(panels[position], comparison.ensembles[position], drawn[position], title)
        panels[position].tick_params(labelbottom=position + columns >= count)
    for panel in panels[count:]:
        panel.set_visible(False)
    note = (
        "Bands: the middle 90, 80 and 50% of futures, and the median.\n"
        "Dashed: the share that the gate asks for; dotted: its month."
    )
    figure.text(0.02, 0.2 / height, note, fontsize=_SMALL, color=MUTED, linespacing=1.3)
    return figure


def _fan(axes: Axes, ensemble: Ensemble, drawn: dict[str, FloatArray], title: str) -> None:
    months, gate = list(range(1, ensemble.months + 1)), ensemble.scenario.gate
    for low, high, _, fill in bands_of(ensemble.runs):
        axes.fill_between(months, drawn[low], drawn[high], color=fill, linewidth=0, zorder=1, gid=f"{low}-{high}")
    axes.plot(months, drawn["p50"], color=MEDIAN, linewidth=3, zorder=3, clip_on=False, gid="p50")
    axes.axhline(gate.threshold, color=REQUIRED, linewidth=2, dashes=(5, 2.5), zorder=4)
    axes.axvline(gate.month, color=REQUIRED, linewidth=1.4, dashes=(1.5, 2), zorder=2.5)
    axes.set_title(title, loc="left", fontsize=_SMALL, pad=6, linespacing=1.25, parse_math=False)
    last = months[-1]
    axes.set_xlim(1 if last > 1 else 0.5, max(last, 1.5))
    axes.xaxis.set_major_locator(FixedLocator(month_ticks(last)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain_percent(value)))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    _clean(axes)


def _clean(axes: Axes) -> None:
    axes.grid(color=GRID, linewidth=1.2, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=_SMALL, length=4)


# Differences


def differences_figure(comparison: Comparison) -> Figure:
    """The contribution of each scenario less that of the base, by future: one row a scenario, one axis."""
    currency = comparison.ensembles[0].scenario.currency
    rows = len(comparison.differences)
    height = 2.65 + 1.75 * rows
    figure = _figure(height)
    panels = figure.subplots(
        rows, 1, sharex=True, squeeze=False,
        gridspec_kw={
            "left": 0.05, "right": 0.95, "top": 1 - 1.6 / height, "bottom": 1.4 / height, "hspace": 0.65,
        },
    ).ravel()  # fmt: skip
    names = letters(comparison)
    title = f"Contribution over {counted(comparison.months, 'month')}, less that of A in the same future"
    fitted(figure, 0.02, 1 - 0.15 / height, title, sizes=(_LARGE, 18, 16), weight="bold")
    fitted(figure, 0.02, 1 - 0.62 / height, f"A  {comparison.base}", sizes=(_TEXT, _SMALL))
    changes = [comparison.paired(difference.label, "contribution") for difference in comparison.differences]
    low, high = _limits(changes)
    for axes, difference, change in zip(panels, comparison.differences, changes, strict=True):
        head = f"{names[difference.label]}  {cut(_short(difference.label), 60)}"
        said = _said(comparison, difference, change)
        _distribution(axes, np.clip(change, low, high), high - low, f"{head}\n    {said}")
        axes.set_xlim(low, high)
    panels[-1].set_xlabel(f"{currency} a future", fontsize=_SMALL)
    note = "Blue: better than A. Dashed: no difference. Solid: the median.\nBars at the ends hold all that lies beyond."
    figure.text(0.02, 0.2 / height, note, fontsize=_SMALL, color=MUTED, linespacing=1.3)
    return figure


def _limits(changes: list[FloatArray]) -> tuple[float, float]:
    """Ends of the axis: all but the tails of every difference, and zero."""
    low = min(0.0, *(float(np.quantile(change, _TAIL)) for change in changes))
    high = max(0.0, *(float(np.quantile(change, 1 - _TAIL)) for change in changes))
    reach = high - low
    return (low - 0.04 * reach, high + 0.04 * reach) if reach > 0 else (-1.0, 1.0)


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
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: axis_money(value)))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    _clean(axes)


def _said(comparison: Comparison, difference: Difference, change: FloatArray) -> str:
    """P(better) and the median in words, the latter rounded by its own interval."""
    if difference.is_same:
        return "the same as A: no difference in any future"
    paired = difference.outcomes["contribution"]
    text = f"better than A in {share_of_futures(paired.better)} of futures"
    if paired.equal > 0:
        text += f", equal in {share_of_futures(paired.equal)}"
    base, other = comparison.ensembles[0], comparison.ensembles[comparison.labels.index(difference.label)]
    worlds = np.flatnonzero(base.completed & other.completed) // base.futures
    median = percentiles(change, worlds)["p50"]
    amount = money_in_interval(median.value, median.ci_low, median.ci_high, base.scenario.currency)
    return f"{text}; median {'+' if median.value > 0 else ''}{amount}"
