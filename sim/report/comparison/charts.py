"""The charts of a comparison, written."""

from pathlib import Path

from sim.analysis.comparison.comparison import Comparison
from sim.report.charts.style import write_figure
from sim.report.comparison.distributions import differences_figure
from sim.report.comparison.fans import fans_figure


def write_charts(comparison: Comparison, folder: Path) -> None:
    """Writes ``compare`` and ``difference`` as svg and png into ``folder``; the same data gives the same bytes."""
    write_figure(lambda: fans_figure(comparison), folder, "compare")
    write_figure(lambda: differences_figure(comparison), folder, "difference")
