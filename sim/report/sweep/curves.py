"""The chart of one lever: odds and money over its values, with intervals and the held pay elasticities."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from sim.analysis.figures.outcomes import (
    CASH_TROUGH,
    INCREMENTAL_CONTRIBUTION,
    NPV,
    ODDS,
    PROGRAM_CONTRIBUTION,
    TOTAL_REVENUE,
    Outcome,
)
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.point import Estimate, Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.bands import has_spread, spread_in_words
from sim.report.charts.palette import BAND_FILLS, INK, MEDIAN, MUTED, REQUIRED
from sim.report.charts.style import light_grid
from sim.report.charts.ticks import in_money, in_percent
from sim.report.sweep.lever_axis import in_order, lever_ticks
from sim.report.sweep.levers import axis_lines, value_text
from sim.report.sweep.required import odds_heading, required_text

MONEY_NOTE = "Line: mean over futures. Dark: its 95% interval. Dashed in the first panel: the required {required}."
HELD_NOTE = "Thin, dashed: pay elasticity at its p10; dotted: at its p90."
_TEXT, _SMALL = 16.0, 14.5
_HELD = {"p10": (0, (5, 2)), "p90": (0, (1, 1.6))}
_LEAST_OF_SPREAD = 0.2
"""Least part of the spread of futures that the means and their intervals take up, for both to be drawn on one axis."""
CURVES_HEIGHT = 14.4
"""Inches of the figure."""


def panels_of(sweep: Sweep) -> tuple[Outcome, ...]:
    """What is drawn beside the odds: all revenue, for the odds are a share of it, what is maximised, other money."""
    shown = (TOTAL_REVENUE, sweep.objective, PROGRAM_CONTRIBUTION, INCREMENTAL_CONTRIBUTION, CASH_TROUGH, NPV)
    return tuple(dict.fromkeys(each for each in shown if each != ODDS))[:5]


def draw_curves(figure: Figure, sweep: Sweep) -> None:
    """Draws six panels over one lever: odds, all revenue, what is maximised, and other money."""
    grid = figure.subplots(
        3, 2, gridspec_kw={"left": 0.1, "right": 0.96, "top": 0.87, "bottom": 0.155, "hspace": 0.45, "wspace": 0.30}
    )
    first, *others = list(grid.ravel())
    _odds_panel(first, sweep)
    for axes, outcome in zip(others, panels_of(sweep), strict=True):
        _amount_panel(axes, sweep, outcome)
    label = axis_lines(sweep.levers[0], 36)
    for axes in grid[2]:
        axes.set_xlabel(label, fontsize=_TEXT, labelpad=6)
    panels = panels_of(sweep)
    spread = spread_in_words(sweep.runs, sum(_has_room(sweep, outcome) for outcome in panels), len(panels))
    held = HELD_NOTE if sweep.elasticity else ""
    notes = [MONEY_NOTE.format(required=required_text(sweep)), *(line for line in (spread.strip(), held) if line)]
    figure.text(0.02, 0.2 / CURVES_HEIGHT, "\n".join(notes), fontsize=_SMALL, color=MUTED, linespacing=1.35)


def _odds_panel(axes: Axes, sweep: Sweep) -> None:
    def odds(key: str) -> Callable[[Point], float]:
        return lambda point: float(point.gate[key])

    _band(axes, sweep, odds("ci_low"), odds("ci_high"), BAND_FILLS[2])
    _lines(axes, sweep, odds("pass_probability"))
    gate = sweep.scenario.gate
    axes.axhline(gate.required_probability, color=REQUIRED, linewidth=2.2, dashes=(5, 2.5), zorder=2)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    in_percent(axes.yaxis)
    _frame(axes, sweep.levers[0], odds_heading(sweep))


def _amount_panel(axes: Axes, sweep: Sweep, outcome: Outcome) -> None:
    def part(key: str) -> Callable[[Point], float]:
        def value(point: Point) -> float:
            estimate: Estimate = point.estimates[outcome.name]
            found = getattr(estimate, key)
            return estimate.mean if found is None else float(found)

        return value

    if has_spread(sweep.runs) and _has_room(sweep, outcome):
        _band(axes, sweep, part("p10"), part("p90"), BAND_FILLS[0])
    _band(axes, sweep, part("ci_low"), part("ci_high"), BAND_FILLS[2])
    _lines(axes, sweep, part("mean"))
    best = sweep.best.get(outcome.name)
    heading = f"{outcome.label} ({sweep.scenario.currency})" if outcome.unit == "money" else outcome.label
    if best is not None:
        axes.plot(
            [best.values[0]], [best.mean], "o", color=MEDIAN, markersize=10, zorder=5, clip_on=False,
            markeredgecolor="white", markeredgewidth=1.8, gid="best",
        )  # fmt: skip
        heading += f"\ngreatest at {value_text(sweep.levers[0], best.values[0])}"
    low, high = axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color=MUTED, linewidth=1.2, zorder=1.5)
    if outcome.unit == "money":
        in_money(axes.yaxis, 5)
    elif outcome.unit in ("share", "probability"):
        in_percent(axes.yaxis)
    _frame(axes, sweep.levers[0], heading)


def _has_room(sweep: Sweep, outcome: Outcome) -> bool:
    """Whether the means and their intervals still show beside the spread of futures; else they have the axis alone."""
    estimates = [point.estimates[outcome.name] for point in sweep.points]
    ends = [end for each in estimates for end in (each.ci_low, each.ci_high) if end is not None]
    means = [*(each.mean for each in estimates), *ends]
    spread = max(each.p90 for each in estimates) - min(each.p10 for each in estimates)
    return max(means) - min(means) >= _LEAST_OF_SPREAD * spread


def _band(axes: Axes, sweep: Sweep, low: Callable[[Point], float], high: Callable[[Point], float], fill: str) -> None:
    points = in_order(sweep.answer)
    where = [point.values[0] for point in points]
    axes.fill_between(where, [low(p) for p in points], [high(p) for p in points], color=fill, linewidth=0, zorder=1)


def _lines(axes: Axes, sweep: Sweep, value: Callable[[Point], float]) -> None:
    """The line as stated, and those of the held elasticities."""
    held = sweep.elasticity.answers if sweep.elasticity else {}
    for level, answer in held.items():
        points = in_order(answer)
        axes.plot(
            [p.values[0] for p in points], [value(p) for p in points], color=INK, linewidth=1.8,
            linestyle=_HELD[level], zorder=2.5, gid=f"elasticity-{level}",
        )  # fmt: skip
    points = in_order(sweep.answer)
    axes.plot(
        [p.values[0] for p in points], [value(p) for p in points], color=MEDIAN, linewidth=3, zorder=3,
        marker="o", markersize=4, gid="stated", clip_on=False,
    )  # fmt: skip


def _frame(axes: Axes, lever: Lever, heading: str) -> None:
    axes.set_title(heading, loc="left", fontsize=_TEXT, pad=10, linespacing=1.25)
    axes.set_xlim(min(lever.values), max(lever.values))
    lever_ticks(axes.xaxis, lever)
    light_grid(axes, _SMALL)
