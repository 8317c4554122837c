"""The chart of one lever: odds and money over its values, with intervals and the held pay elasticities."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from sim.analysis.figures.outcomes import CASH_TROUGH, NPV, PROGRAM_CONTRIBUTION
from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.point import Estimate, Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.palette import BAND_FILLS, INK, MEDIAN, MUTED, REQUIRED
from sim.report.charts.style import light_grid
from sim.report.charts.ticks import in_money, in_percent
from sim.report.sweep.lever_axis import in_order, lever_ticks
from sim.report.sweep.levers import short_name, value_text
from sim.report.words.rounding import plain_percent

PANELS = (PROGRAM_CONTRIBUTION, CASH_TROUGH, NPV)
MONEY_NOTE = "Line: mean over futures. Dark: its 95% interval. Pale: 8 futures in 10."
ELASTICITY_NOTE = "Dashed: pay elasticity at its p10; dotted: at its p90."
_TEXT, _SMALL = 16.0, 14.5
_HELD = {"p10": (0, (5, 2)), "p90": (0, (1, 1.6))}
_PLATE = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}


def draw_curves(figure: Figure, sweep: Sweep) -> None:
    """Draws four panels over one lever: odds, program contribution, cash trough and net present value."""
    grid = figure.subplots(
        2, 2, gridspec_kw={"left": 0.09, "right": 0.96, "top": 0.83, "bottom": 0.165, "hspace": 0.42, "wspace": 0.30}
    )
    first, *others = list(grid.ravel())
    _odds_panel(first, sweep)
    for axes, outcome in zip(others, PANELS, strict=True):
        _money_panel(axes, sweep, outcome.name, f"{outcome.label} ({sweep.scenario.currency})")
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
    last = in_order(sweep.answer)[-1].gate["pass_probability"]
    below = last >= gate.required_probability > 0.1 or gate.required_probability > 0.9
    axes.annotate(
        f"{plain_percent(gate.required_probability)} required", (0.985, gate.required_probability),
        xycoords=("axes fraction", "data"), xytext=(0, -5 if below else 5), textcoords="offset points",
        ha="right", va="top" if below else "bottom", fontsize=_SMALL, color=REQUIRED,
        bbox=_PLATE,
    )  # fmt: skip
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    in_percent(axes.yaxis)
    _frame(axes, sweep.levers[0], f"Odds of {plain_percent(gate.threshold)} at month {gate.month}")


def _money_panel(axes: Axes, sweep: Sweep, name: str, heading: str) -> None:
    def part(key: str) -> Callable[[Point], float]:
        def value(point: Point) -> float:
            estimate: Estimate = point.estimates[name]
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
            bbox=_PLATE,
        )  # fmt: skip
    low, high = axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color=MUTED, linewidth=1.2, zorder=1.5)
    in_money(axes.yaxis, 5)
    _frame(axes, sweep.levers[0], heading)


def _side(lever: Lever, value: float) -> str:
    """Where a label at ``value`` stands, so that it stays in the panel."""
    low, high = min(lever.values), max(lever.values)
    place = (value - low) / (high - low)
    return "left" if place < 0.2 else "right" if place > 0.8 else "center"


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
        marker="o", markersize=4, gid="stated",
    )  # fmt: skip


def _frame(axes: Axes, lever: Lever, heading: str) -> None:
    axes.set_title(heading, loc="left", fontsize=_TEXT, pad=10)
    axes.set_xlim(min(lever.values), max(lever.values))
    lever_ticks(axes.xaxis, lever)
    light_grid(axes, _SMALL)
