"""The chart of a sweep: small panels over one lever, a heat map over two, rows of named mixes."""

from pathlib import Path

from matplotlib.figure import Figure

from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.style import chart_style, new_figure, write_figure
from sim.report.charts.text import bottom_of, fitted
from sim.report.sweep.curves import CURVES_HEIGHT, draw_curves
from sim.report.sweep.finding import finding
from sim.report.sweep.heat_map import draw_heat_map
from sim.report.sweep.mix_chart import draw_mixes, mixes_height
from sim.report.words.counting import counted

_TITLE = (22, 20, 18, 16)


def write_chart(sweep: Sweep, folder: Path) -> tuple[Path, Path]:
    """Writes ``sweep.svg`` and ``sweep.png`` into ``folder``; the same sweep gives the same bytes."""
    with chart_style():
        return write_figure(sweep_figure(sweep), folder, "sweep")


def sweep_figure(sweep: Sweep) -> Figure:
    """The chart as a matplotlib figure of ``WIDTH_PIXELS`` at its own resolution."""
    one = len(sweep.levers) == 1
    height = CURVES_HEIGHT if one else 9.6
    if not sweep.levers[0].is_ordered:
        height = mixes_height(sweep)
    figure = new_figure(height)
    _headings(figure, sweep)
    if not sweep.levers[0].is_ordered:
        draw_mixes(figure, sweep)
    elif one:
        draw_curves(figure, sweep)
    else:
        draw_heat_map(figure, sweep)
    return figure


def _headings(figure: Figure, sweep: Sweep) -> None:
    """The finding, and below it the scenario and how it was simulated."""
    top = 1 - 0.22 / figure.get_figheight()
    title = fitted(figure, 0.02, top, finding(sweep), sizes=_TITLE, weight="bold")
    size = f"{len(sweep.points)} points of {counted(sweep.runs, 'run')}"
    line = f"{sweep.scenario.title}: {size} in the same worlds, seed {sweep.seed}"
    fitted(figure, 0.02, bottom_of(figure, title) - 0.12 / figure.get_figheight(), line, sizes=(17, 16, 15, 14))
