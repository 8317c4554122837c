"""The page that ``run`` prints: the short page, and with ``--full`` all tables below it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult

from sim.report.run.content import run_content
from sim.report.run.full import full_tables
from sim.report.run.layout import ShortPage
from sim.report.tables.grid import Trimmed
from sim.scenario.schema import Scenario


class Page:
    """The page of a run from its scenario and summary; ``folder`` is where its files are."""

    def __init__(
        self, scenario: Scenario, summary: Mapping[str, Any], folder: Path | None, *, full: bool = False
    ) -> None:
        self._scenario, self._summary, self._full = scenario, summary, full
        self._short = ShortPage(run_content(scenario, summary), folder, is_whole=full)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._short
        if self._full:
            for part in full_tables(self._scenario, self._summary):
                yield Trimmed(part)
