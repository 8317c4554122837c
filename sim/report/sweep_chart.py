"""The chart of a sweep: small panels over one lever, a heat map with iso-odds lines over two."""

from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.analysis.answer import Answer
from sim.analysis.lever import Lever
from sim.analysis.percentile import fewest_runs
from sim.analysis.quantiles import LEVELS
from sim.analysis.sweep import Sweep
from sim.analysis.sweep_point import Estimate, Point
from sim.report.fan import WIDTH_INCHES, WIDTH_PIXELS, chart_style
from sim.report.labels import bottom_of, fitted
from sim.report.mix_chart import draw_mixes, mixes_height
from sim.report.palette import BAND_FILLS, GRID, INK, MEDIAN, MUTED, REQUIRED
from sim.report.rounding import axis_money, money_in_interval, plain_percent
from sim.report.sweep_words import is_fraction, short_name, value_text

PANELS = (
    ("program_contribution", "Program contribution"),
    ("cash_trough", "Deepest cumulative cash"),
    ("npv", "Net present value"),
)
MONEY_NOTE = "Line: mean over futures. Dark: its 95% interval. Pale: 8 futures in 10."
ELASTICITY_NOTE = "Dashed: pay elasticity at its p10; dotted: at its p90."
ODDS_LINES = (0.02, 0.05, *(k / 10 for k in range(1, 10)), 0.95, 0.98)
MOST_TICKS = 6
_TITLE = (22, 20, 18, 16)
_TEXT, _SMALL = 16.0, 14.5
_HELD = {"p10": (0, (5, 2)), "p90": (0, (1, 1.6))}


def write_chart(sweep: Sweep, folder: Path) -> tuple[Path, Path]:
    """Writes ``sweep.svg`` and ``sweep.png`` into ``folder``; the same sweep gives the same bytes."""
    svg, png = folder / "sweep.svg", folder / "sweep.png"
    with chart_style():
        figure = sweep_figure(sweep)
        figure.savefig(png, format="png", metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return svg, png


def sweep_figure(sweep: Sweep) -> Figure:
    """The chart as a matplotlib figure of ``WIDTH_PIXELS`` at its own resolution."""
    one = len(sweep.levers) == 1
    height = 10.6 if one else 9.6
    if not sweep.levers[0].is_ordered:
        height = mixes_height(sweep)
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=WIDTH_PIXELS / WIDTH_INCHES, facecolor="white")
    FigureCanvasAgg(figure)
    _headings(figure, sweep)
    if not sweep.levers[0].is_ordered:
        draw_mixes(figure, sweep)
    elif one:
        _panels(figure, sweep)
    else:
        _heat_map(figure, sweep)
    return figure


def _headings(figure: Figure, sweep: Sweep) -> None:
    title = fitted(figure, 0.02, 0.978, sweep.scenario.title, sizes=_TITLE, weight="bold")
    runs = "1 run" if sweep.runs == 1 else f"{sweep.runs:,} runs"
    names = " and ".join(short_name(lever) for lever in sweep.levers)
    line = f"Over {names}: {len(sweep.points)} points of {runs} in the same worlds, seed {sweep.seed}"
    fitted(figure, 0.02, bottom_of(figure, title) - 0.012, line, sizes=(17, 16, 15, 14))


def _panels(figure: Figure, sweep: Sweep) -> None:
    grid = figure.subplots(
        2, 2, gridspec_kw={"left": 0.09, "right": 0.96, "top": 0.83, "bottom": 0.165, "hspace": 0.42, "wspace": 0.30}
    )
    first, *others = list(grid.ravel())
    _odds_panel(first, sweep)
    for axes, (name, heading) in zip(others, PANELS, strict=True):
        _money_panel(axes, sweep, name, f"{heading} ({sweep.scenario.currency})")
    for axes in grid[1]:
        axes.set_xlabel(fitting(short_name(sweep.levers[0]), 34), fontsize=_TEXT, labelpad=6)
    notes = [MONEY_NOTE, *([ELASTICITY_NOTE] if sweep.elasticity else [])]
    figure.text(0.02, 0.022, "\n".join(notes), fontsize=_SMALL, color=MUTED, linespacing=1.35)


def fitting(text: str, most: int) -> str:
    """The end of a text too long: its last step says most."""
    return text if len(text) <= most else f"…{text[1 - most :]}"


def _odds_panel(axes: Axes, sweep: Sweep) -> None:
    def odds(key: str) -> Callable[[Point], float]:
        return lambda point: float(point.gate[key])

    _band(axes, sweep, odds("ci_low"), odds("ci_high"), BAND_FILLS[2])
    _lines(axes, sweep, odds("pass_probability"))
    gate = sweep.scenario.gate
    axes.axhline(gate.required_probability, color=REQUIRED, linewidth=2.2, dashes=(5, 2.5), zorder=2)
    axes.set_ylim(0, 1)
    last = _ordered(sweep.answer)[-1].gate["pass_probability"]
    below = last >= gate.required_probability > 0.1 or gate.required_probability > 0.9
    axes.annotate(
        f"{plain_percent(gate.required_probability)} required", (0.985, gate.required_probability),
        xycoords=("axes fraction", "data"), xytext=(0, -5 if below else 5), textcoords="offset points",
        ha="right", va="top" if below else "bottom", fontsize=_SMALL, color=REQUIRED,
        bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
    )  # fmt: skip
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain_percent(value)))
    _frame(axes, sweep.levers[0], f"Odds of {plain_percent(gate.threshold)} at month {gate.month}")


def _money_panel(axes: Axes, sweep: Sweep, name: str, heading: str) -> None:
    def part(key: str) -> Callable[[Point], float]:
        def value(point: Point) -> float:
            estimate: Estimate = point.money[name]
            found = getattr(estimate, key)
            return estimate.mean if found is None else float(found)

        return value

    if sweep.runs >= fewest_runs(LEVELS["p10"]):
        _band(axes, sweep, part("p10"), part("p90"), BAND_FILLS[0])
    _band(axes, sweep, part("ci_low"), part("ci_high"), BAND_FILLS[2])
    _lines(axes, sweep, part("mean"))
    best = sweep.best.get(name)
    if best is not None:
        axes.plot(
            [best.values[0]], [best.mean], "o", color=MEDIAN, markersize=10, zorder=5, clip_on=False,
            markeredgecolor="white", markeredgewidth=1.8,
        )  # fmt: skip
        axes.annotate(
            f"best: {value_text(sweep.levers[0], best.values[0])}", (best.values[0], best.mean),
            xytext=(0, 10), textcoords="offset points", ha=_side(sweep.levers[0], best.values[0]), va="bottom",
            fontsize=_SMALL, color=MEDIAN, fontweight="bold", zorder=6,
            bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
        )  # fmt: skip
    low, high = axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color=MUTED, linewidth=1.2, zorder=1.5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: axis_money(value)))
    _frame(axes, sweep.levers[0], heading)


def _side(lever: Lever, value: float) -> str:
    """Where a label at ``value`` stands, so that it stays in the panel."""
    low, high = min(lever.values), max(lever.values)
    place = (value - low) / (high - low)
    return "left" if place < 0.2 else "right" if place > 0.8 else "center"


def _ordered(answer: Answer) -> list[Point]:
    return sorted(answer.points, key=lambda point: point.values)


def _band(axes: Axes, sweep: Sweep, low: Callable[[Point], float], high: Callable[[Point], float], fill: str) -> None:
    points = _ordered(sweep.answer)
    where = [point.values[0] for point in points]
    axes.fill_between(where, [low(p) for p in points], [high(p) for p in points], color=fill, linewidth=0, zorder=1)


def _lines(axes: Axes, sweep: Sweep, value: Callable[[Point], float]) -> None:
    """The line as stated, and those of the held elasticities."""
    held = sweep.elasticity.answers if sweep.elasticity else {}
    for level, answer in held.items():
        points = _ordered(answer)
        axes.plot(
            [p.values[0] for p in points], [value(p) for p in points], color=INK, linewidth=1.8,
            linestyle=_HELD[level], zorder=2.5, gid=f"elasticity-{level}",
        )  # fmt: skip
    points = _ordered(sweep.answer)
    axes.plot(
        [p.values[0] for p in points], [value(p) for p in points], color=MEDIAN, linewidth=3, zorder=3,
        marker="o", markersize=4, gid="stated",
    )  # fmt: skip


def _frame(axes: Axes, lever: Lever, heading: str) -> None:
    axes.set_title(heading, loc="left", fontsize=_TEXT, pad=10)
    axes.set_xlim(min(lever.values), max(lever.values))
    _ticks(axes.xaxis, lever)
    axes.grid(color=GRID, linewidth=1.2, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=_SMALL, length=5)


def _ticks(axis: Any, lever: Lever, *, at_points: bool = False) -> None:
    if at_points:
        step = ceil(len(lever.values) / (MOST_TICKS + 2))
        axis.set_major_locator(FixedLocator(sorted(lever.values)[::step]))
    else:
        axis.set_major_locator(MaxNLocator(nbins=MOST_TICKS - 1, steps=[1, 2, 2.5, 5, 10]))

    def tick(value: float, _: object) -> str:
        if is_fraction(lever):
            return plain_percent(round(value, 4))
        return axis_money(value) if abs(value) >= 10_000 else f"{value:.4g}"

    axis.set_major_formatter(FuncFormatter(tick))


def _heat_map(figure: Figure, sweep: Sweep) -> None:
    """Mean contribution as colour, odds as lines, the best point as a dot."""
    axes = figure.add_axes((0.13, 0.235, 0.70, 0.555))
    scale = figure.add_axes((0.855, 0.235, 0.028, 0.555))
    across, upward = sweep.levers
    points = _ordered(sweep.answer)
    shape = (len(across.values), len(upward.values))
    first, second = np.sort(np.asarray(across.values)), np.sort(np.asarray(upward.values))
    money_at = np.array([p.money["program_contribution"].mean for p in points]).reshape(shape).T
    odds_at = np.array([p.gate["pass_probability"] for p in points]).reshape(shape).T
    ramp = LinearSegmentedColormap.from_list("contribution", ["#f4f8fc", *BAND_FILLS[:], "#2f6ea8"])
    mesh = axes.pcolormesh(first, second, money_at, cmap=ramp, shading="nearest", zorder=1)
    _iso_odds(axes, first, second, odds_at, sweep.scenario.gate.required_probability)
    best = sweep.best["program_contribution"]
    if best is not None:
        axes.plot(
            [best.values[0]], [best.values[1]], "o", color=MEDIAN, markersize=15, markeredgecolor="white",
            markeredgewidth=2.5, zorder=6, clip_on=False,
        )  # fmt: skip
    _ticks(axes.xaxis, across, at_points=True)
    _ticks(axes.yaxis, upward, at_points=True)
    axes.tick_params(labelsize=_SMALL, length=5)
    axes.set_xlabel(fitting(short_name(across), 44), fontsize=_TEXT, labelpad=6)
    axes.set_title(fitting(short_name(upward), 44), loc="left", fontsize=_TEXT, pad=10)
    bar = figure.colorbar(mesh, cax=scale)
    bar.ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: axis_money(value)))
    bar.ax.tick_params(labelsize=_SMALL)
    bar.ax.set_title(sweep.scenario.currency, fontsize=_SMALL, pad=10, loc="left")
    figure.text(0.02, 0.022, _heat_note(sweep), fontsize=_SMALL, color=MUTED, linespacing=1.35)


def _heat_note(sweep: Sweep) -> str:
    gate, best = sweep.scenario.gate, sweep.best["program_contribution"]
    lines = [
        "Colour: mean program contribution over the horizon, a cell a point.",
        f"Lines: equal odds of {plain_percent(gate.threshold)} at month {gate.month}, interpolated; "
        f"{_required_line(sweep)}.",
    ]
    if best is not None:
        where = " and ".join(value_text(lever, v) for lever, v in zip(sweep.levers, best.values, strict=True))
        estimate = next(p.money["program_contribution"] for p in sweep.points if p.values == best.values)
        amount = money_in_interval(estimate.mean, estimate.ci_low, estimate.ci_high, sweep.scenario.currency)
        lines.append(f"Dot: greatest contribution, {amount} at {where}.")
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
