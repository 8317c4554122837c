"""The chart of two levers: the mean of what is maximised as colour, lines of equal odds above it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from sim.analysis.figures.outcomes import ODDS, Outcome
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.palette import BAND_FILLS, INK, MEDIAN, MUTED, REQUIRED
from sim.report.charts.ticks import in_money
from sim.report.sweep.lever_axis import MOST_TICKS, in_order, lever_ticks
from sim.report.sweep.levers import axis_lines, value_text
from sim.report.sweep.required import estimate_text, gate_text, required_text
from sim.report.words.outcomes import label_in_sentence
from sim.report.words.rounding import percent, plain_percent

ODDS_LINES = (0.02, 0.05, *(k / 10 for k in range(1, 10)), 0.95, 0.98)
_TEXT, _SMALL = 16.0, 14.5
_NOTE = 88
"""Most letters of a line of the note."""


def draw_heat_map(figure: Figure, sweep: Sweep) -> None:
    """The mean of what is maximised as colour, odds as lines, the best point as a dot."""
    axes = figure.add_axes((0.13, 0.27, 0.70, 0.51))
    scale = figure.add_axes((0.855, 0.27, 0.028, 0.51))
    across, upward = sweep.levers
    points = in_order(sweep.answer)
    shape = (len(across.values), len(upward.values))
    first, second = np.sort(np.asarray(across.values)), np.sort(np.asarray(upward.values))
    money_at = np.array([_mean(p, sweep.objective) for p in points]).reshape(shape).T
    odds_at = np.array([p.gate["pass_probability"] for p in points]).reshape(shape).T
    ramp = LinearSegmentedColormap.from_list("money", ["#f4f8fc", *BAND_FILLS[:], "#2f6ea8"])
    mesh = axes.pcolormesh(first, second, money_at, cmap=ramp, shading="nearest", zorder=1)
    _iso_odds(axes, first, second, odds_at, sweep.scenario.gate.required_probability)
    best = _dot(sweep)
    if best is not None:
        axes.plot(
            [best.values[0]], [best.values[1]], "o", color=MEDIAN, markersize=15, markeredgecolor="white",
            markeredgewidth=2.5, zorder=6, clip_on=False,
        )  # fmt: skip
    lever_ticks(axes.xaxis, across, MOST_TICKS + 2)
    lever_ticks(axes.yaxis, upward, MOST_TICKS + 2)
    axes.tick_params(labelsize=_SMALL, length=5)
    axes.set_xlabel(axis_lines(across, 64), fontsize=_TEXT, labelpad=6)
    axes.set_title(axis_lines(upward, 64), loc="left", fontsize=_TEXT, pad=10)
    bar = figure.colorbar(mesh, cax=scale)
    if sweep.objective.unit == "money":
        in_money(bar.ax.yaxis, 5)
    bar.ax.tick_params(labelsize=_SMALL)
    bar.ax.set_title(
        sweep.scenario.currency if sweep.objective.unit == "money" else "", fontsize=_SMALL, pad=10, loc="left"
    )
    figure.text(0.02, 0.022, _heat_note(sweep), fontsize=_SMALL, color=MUTED, linespacing=1.35)


def _mean(point: Point, outcome: Outcome) -> float:
    return float(point.gate["pass_probability"]) if outcome == ODDS else point.estimates[outcome.name].mean


def _heat_note(sweep: Sweep) -> str:
    best, name = _dot(sweep), label_in_sentence(sweep.objective)
    gap = "\n" if sweep.calendar.is_stated else " "
    lines = [
        f"Colour: mean {name}, a cell a point.",
        f"Lines: equal odds of {gate_text(sweep)}, interpolated;{gap}{_required_line(sweep)}.",
    ]
    if best is not None:
        where = " and ".join(value_text(lever, v) for lever, v in zip(sweep.levers, best.values, strict=True))
        amount = estimate_text(sweep, sweep.answer.at(best.values), sweep.objective)
        meets = best is not sweep.best[sweep.objective.name]
        condition = f" with odds of {required_text(sweep)} or more" if meets else ""
        lines.append(f"Dot: greatest {name}{condition}, at {where}: {amount}.")
    return "\n".join(part for line in lines for part in wrap(line, _NOTE))


def _dot(sweep: Sweep) -> Best | None:
    """The best point with the required odds; where there is none, that of any odds."""
    meeting = sweep.answer.meeting
    if meeting is not None and meeting.status == "met":
        return meeting.best
    return sweep.best[sweep.objective.name]


def _required_line(sweep: Sweep) -> str:
    """What the thick line is, or why there is none."""
    odds, verdicts = [point.gate["pass_probability"] for point in sweep.points], {p.verdict for p in sweep.points}
    required, text = sweep.scenario.gate.required_probability, required_text(sweep)
    if min(odds) < required < max(odds):
        return f"thick: the required {text}"
    sides = {"on track": "above", "redesign": "below"}
    side = sides.get(verdicts.pop()) if len(verdicts) == 1 else None
    return f"all {side} the required {text}" if side else f"some cannot be distinguished from the required {text}"


def _iso_odds(axes: Axes, first: Any, second: Any, odds: Any, required: float) -> None:
    inside: Sequence[float] = [level for level in sorted({*ODDS_LINES, required}) if odds.min() < level < odds.max()]
    if not inside:
        middle = f"odds {percent(odds.min())} to {percent(odds.max())} everywhere"
        axes.text(0.5, 0.96, middle, transform=axes.transAxes, ha="center", va="top", fontsize=_SMALL, color=INK)
        return
    colors = [REQUIRED if level == required else INK for level in inside]
    widths = [4.0 if level == required else 1.5 for level in inside]
    lines = axes.contour(first, second, odds, levels=list(inside), colors=colors, linewidths=widths, zorder=4)
    texts = axes.clabel(lines, fontsize=_SMALL, fmt={level: plain_percent(level) for level in inside})
    for text in texts:
        text.set_bbox({"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.8})
        text.set_rotation(0)
