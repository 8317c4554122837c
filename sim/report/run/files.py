"""The files of a run that people open: its chart, the printed page, and a table of every metric by month."""

from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from sim.experiment.ensemble import Ensemble
from sim.letters import visible
from sim.report.charts.failure import drawing
from sim.report.charts.files import figure_files
from sim.report.run.fan_data import fan_data
from sim.report.tables.spreadsheet import write_table
from sim.scenario.calendar import calendar_in

PAGE = "page.txt"
PAGE_WIDTH = 80
TABLES = "tables.csv"
FILES = figure_files("fan") | {PAGE, TABLES}
HEADS = ("metric", "unit", "month", "statistic", "value")
STATISTICS = ("p10", "p50", "p90", "mean")


def write_files(folder: Path, ensemble: Ensemble, summary: Mapping[str, Any], printed: RenderableType) -> None:
    """Writes the chart, the page that is ``printed`` and the table into ``folder``."""
    with drawing("fan"):
        from sim.report.run.fan import write_fan

        write_fan(fan_data(ensemble, summary), folder)
    write_page(folder, printed)
    write_tables(folder, summary)


def write_page(folder: Path, printed: RenderableType) -> None:
    """``page.txt``: the page as it is printed in 80 columns, without colour and without blanks at the end of lines."""
    text = StringIO()
    console = Console(
        file=text, width=PAGE_WIDTH, color_system=None, highlight=False, emoji=False, markup=False, legacy_windows=False
    )
    console.print(printed)
    lines = [line.rstrip() for line in visible(text.getvalue()).splitlines()]
    (folder / PAGE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tables(folder: Path, summary: Mapping[str, Any]) -> None:
    """``tables.csv``: one row a metric, month and statistic, in full precision; money in units of the currency."""
    about = {name: summary[name] for name in ("scenario", "currency", "seed", "digest")}
    heads = (*HEADS, "calendar") if calendar_in(summary).is_stated else HEADS
    write_table(folder / TABLES, _rows(summary), heads, about)


def _rows(summary: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    calendar = calendar_in(summary)
    for name, metric in summary["metrics"].items():
        unit = summary["currency"] if metric["unit"] == "money" else metric["unit"]
        for position, month in enumerate(metric["months"]):
            label = (calendar.label(month),) if calendar.is_stated else ()
            for statistic in STATISTICS:
                yield name, unit, month, statistic, metric[statistic][position], *label
