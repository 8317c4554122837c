"""The chart of named mixes: for each measure the mean of each with its interval, names on the vertical axis."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.bands import has_spread, spread_in_words
from sim.report.charts.palette import BAND_FILLS, MEDIAN, MUTED, REQUIRED
from sim.report.charts.style import light_grid
from sim.report.charts.ticks import in_money, in_percent
from sim.report.sweep.curves import panels_of
from sim.report.sweep.levers import value_text
from sim.report.sweep.required import odds_heading
from sim.report.words.labels import at_marks
from sim.report.words.rounding import plain_percent

NOTE = "Tick: mean over futures. Dark: its 95% interval."
_TEXT, _SMALL = 16.0, 14.5
_NAME = 21
"""Most letters of a name on one line."""
_NOTE = 84
"""Those of a line of the note."""
_HEAD, _BETWEEN, _FOOT, _ROW = 1.75, 1.2, 1.35, 0.3
"""Inches above, between and below the panels, and of a line of a name."""


def mixes_height(sweep: Sweep) -> float:
    """Height of the figure in inches."""
    return _HEAD + 3 * _panel_height(sweep) + 2 * _BETWEEN + _FOOT


def _panel_height(sweep: Sweep) -> float:
    lines = sum(len(name) for name in _names(sweep))
    return max(1.6, _ROW * lines + 0.25 * len(sweep.points))


def _names(sweep: Sweep) -> list[list[str]]:
    lever = sweep.levers[0]
    return [at_marks(value_text(lever, value), _NAME) for value in lever.values]


def draw_mixes(figure: Figure, sweep: Sweep) -> None:
    """Draws six panels: odds, all revenue, what is maximised, and other money."""
    height = mixes_height(sweep)
    grid = figure.subplots(
        3, 2, sharey=True, squeeze=False,
        gridspec_kw={
            "left": 0.265, "right": 0.96, "top": 1 - _HEAD / height, "bottom": _FOOT / height,
            "hspace": _BETWEEN / _panel_height(sweep), "wspace": 0.2,
        },
    )  # fmt: skip
    first, *others = grid.ravel()
    gate = sweep.scenario.gate
    _panel(first, sweep, lambda point: (point.gate["pass_probability"], point.gate["ci_low"], point.gate["ci_high"]))
    first.axvline(gate.required_probability, color=REQUIRED, linewidth=2.2, dashes=(5, 2.5), zorder=2)
    first.set_xlim(0, 1)
    first.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    in_percent(first.xaxis)
    first.set_title(odds_heading(sweep), **_HEADING)
    for axes, outcome in zip(others, panels_of(sweep), strict=True):
        _money_panel(axes, sweep, outcome.name)
        unit = f" ({sweep.scenario.currency})" if outcome.unit == "money" else ""
        axes.set_title(f"{outcome.label}{unit}", **_HEADING)
    base = 0 if sweep.mixes is None else sweep.mixes.base
    lever = sweep.levers[0]
    said = f"Line: mean of {value_text(lever, lever.values[base])}. Dashed: the required "
    what = f"{NOTE}{spread_in_words(sweep.runs, 1, 1)}"
    note = [what, *at_marks(f"{said}{plain_percent(gate.required_probability)}.", _NOTE)]
    figure.text(0.02, 0.2 / height, "\n".join(note), fontsize=_SMALL, color=MUTED, linespacing=1.35)


_HEADING: dict[str, Any] = {"loc": "left", "fontsize": _TEXT, "pad": 10}


def _money_panel(axes: Axes, sweep: Sweep, name: str) -> None:
    for position, point in enumerate(sweep.points if has_spread(sweep.runs) else ()):
        estimate = point.estimates[name]
        axes.barh(
            position,
            estimate.p90 - estimate.p10,
            left=estimate.p10,
            height=0.5,
            color=BAND_FILLS[0],
            zorder=1,
            gid="spread",
        )
    _panel(
        axes,
        sweep,
        lambda point: (point.estimates[name].mean, point.estimates[name].ci_low, point.estimates[name].ci_high),
    )
    in_money(axes.xaxis, 4)


_Value = Callable[[Point], tuple[float, float | None, float | None]]


def _panel(axes: Axes, sweep: Sweep, value: _Value) -> None:
    for position, point in enumerate(sweep.points):
        mean, low, high = value(point)
        if low is not None and high is not None:
            axes.barh(position, high - low, left=low, height=0.28, color=BAND_FILLS[2], zorder=3, gid="interval")
        axes.plot(
            [mean], [position], "|", color=MEDIAN, markersize=19, markeredgewidth=3.5, zorder=4, clip_on=False,
            gid=f"mean-{position}",
        )  # fmt: skip
    axes.use_sticky_edges = False
    axes.margins(x=0.04)
    base = 0 if sweep.mixes is None else sweep.mixes.base
    axes.axvline(value(sweep.points[base])[0], color=MUTED, linewidth=1.4, zorder=1.5)
    axes.set_ylim(len(sweep.points) - 0.45, -0.55)
    axes.yaxis.set_major_locator(FixedLocator(list(range(len(sweep.points)))))
    axes.set_yticklabels(["\n".join(name) for name in _names(sweep)], parse_math=False)
    light_grid(axes, _SMALL, lines="x")
