"""The chart of two levers: mean program contribution as colour, lines of equal odds above it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from sim.analysis.figures.outcomes import PROGRAM_CONTRIBUTION
from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.palette import BAND_FILLS, INK, MEDIAN, MUTED, REQUIRED
from sim.report.charts.ticks import in_money
from sim.report.sweep.lever_axis import in_order, lever_ticks
from sim.report.sweep.levers import short_name, value_text
from sim.report.words.labels import ending
from sim.report.words.rounding import money, plain_percent

ODDS_LINES = (0.02, 0.05, *(k / 10 for k in range(1, 10)), 0.95, 0.98)
_TEXT, _SMALL = 16.0, 14.5


def draw_heat_map(figure: Figure, sweep: Sweep) -> None:
    """Mean program contribution as colour, odds as lines, the best point as a dot."""
    axes = figure.add_axes((0.13, 0.235, 0.70, 0.555))
    scale = figure.add_axes((0.855, 0.235, 0.028, 0.555))
    across, upward = sweep.levers
    points = in_order(sweep.answer)
    shape = (len(across.values), len(upward.values))
    first, second = np.sort(np.asarray(across.values)), np.sort(np.asarray(upward.values))
    money_at = np.array([p.estimates[PROGRAM_CONTRIBUTION.name].mean for p in points]).reshape(shape).T
    odds_at = np.array([p.gate["pass_probability"] for p in points]).reshape(shape).T
    ramp = LinearSegmentedColormap.from_list("money", ["#f4f8fc", *BAND_FILLS[:], "#2f6ea8"])
    mesh = axes.pcolormesh(first, second, money_at, cmap=ramp, shading="nearest", zorder=1)
    _iso_odds(axes, first, second, odds_at, sweep.scenario.gate.required_probability)
    best = sweep.best[PROGRAM_CONTRIBUTION.name]
    if best is not None:
        axes.plot(
            [best.values[0]], [best.values[1]], "o", color=MEDIAN, markersize=15, markeredgecolor="white",
            markeredgewidth=2.5, zorder=6, clip_on=False,
        )  # fmt: skip
    lever_ticks(axes.xaxis, across, at_points=True)
    lever_ticks(axes.yaxis, upward, at_points=True)
    axes.tick_params(labelsize=_SMALL, length=5)
    axes.set_xlabel(ending(short_name(across), 44), fontsize=_TEXT, labelpad=6)
    axes.set_title(ending(short_name(upward), 44), loc="left", fontsize=_TEXT, pad=10)
    bar = figure.colorbar(mesh, cax=scale)
    in_money(bar.ax.yaxis, 5)
    bar.ax.tick_params(labelsize=_SMALL)
    bar.ax.set_title(sweep.scenario.currency, fontsize=_SMALL, pad=10, loc="left")
    figure.text(0.02, 0.022, _heat_note(sweep), fontsize=_SMALL, color=MUTED, linespacing=1.35)


def _heat_note(sweep: Sweep) -> str:
    gate, best = sweep.scenario.gate, sweep.best[PROGRAM_CONTRIBUTION.name]
    lines = [
        "Colour: mean program contribution over the horizon, a cell a point.",
        f"Lines: equal odds of {plain_percent(gate.threshold)} at month {gate.month}, interpolated; "
        f"{_required_line(sweep)}.",
    ]
    if best is not None:
        where = " and ".join(value_text(lever, v) for lever, v in zip(sweep.levers, best.values, strict=True))
        estimate = next(p.estimates[PROGRAM_CONTRIBUTION.name] for p in sweep.points if p.values == best.values)
        amount = money(estimate.mean, sweep.scenario.currency, estimate.half_interval)
        lines.append(f"Dot: greatest program contribution, {amount} at {where}.")
    return "\n".join(lines)


def _required_line(sweep: Sweep) -> str:
    """What the thick line is, or why there is none."""
    odds = [point.gate["pass_probability"] for point in sweep.points]
    required = sweep.scenario.gate.required_probability
    if min(odds) < required < max(odds):
        return f"thick: the required {plain_percent(required)}"
    return f"all {'above' if min(odds) >= required else 'below'} the required {plain_percent(required)}"


def _iso_odds(axes: Axes, first: Any, second: Any, odds: Any, required: float) -> None:
    inside: Sequence[float] = [level for level in sorted({*ODDS_LINES, required}) if odds.min() < level < odds.max()]
    if not inside:
        middle = f"odds {100 * odds.min():.0f}% to {100 * odds.max():.0f}% everywhere"
        axes.text(0.5, 0.96, middle, transform=axes.transAxes, ha="center", va="top", fontsize=_SMALL, color=INK)
        return
    colors = [REQUIRED if level == required else INK for level in inside]
    widths = [4.0 if level == required else 1.5 for level in inside]
    lines = axes.contour(first, second, odds, levels=list(inside), colors=colors, linewidths=widths, zorder=4)
    texts = axes.clabel(lines, fontsize=_SMALL, fmt={level: plain_percent(level) for level in inside})
    for text in texts:
        text.set_bbox({"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.8})
        text.set_rotation(0)
