"""The tables of ``run --full``, below the short page."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from sim.metrics.declared import every_metric
from sim.metrics.unit import SHARE
from sim.report.run.additional import additional_block
from sim.report.run.bridge import sum_words
from sim.report.run.cells import has_day_0
from sim.report.run.classes import touch_sentences
from sim.report.run.effects import effects_table
from sim.report.run.inputs import benchmark_table, grades_line
from sim.report.run.layout import FlowTable
from sim.report.run.money import flow_grid, labels_in, value_table
from sim.report.run.odds import odds_facts, phase_facts
from sim.report.run.tables import day_0_table, day_0_words, fan_grid, odds_table
from sim.report.tables.grid import facts
from sim.report.tables.ranges import with_dash_words
from sim.scenario.catalogue import field_table
from sim.scenario.schema import Scenario

READING = "Median, and below it the range of 8 futures in 10. Revenue is that of the month."
MEANS = "Means, and below each the range of 8 futures in 10."
MEANING = (
    "Incremental: the company with the program less the same company without it; cash and "
    "net present value are of this difference."
)


def full_tables(scenario: Scenario, summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The tables in their order, each after an empty line."""
    has_share = summary["gate"]["revenue"]["has_own"]
    if has_share:
        yield ""
        yield facts(list(odds_facts(summary)))
        yield ""
        yield odds_table(summary)
    yield facts(list(phase_facts(summary)))
    yield ""
    yield Text(with_dash_words(READING, summary["runs"]), style="dim")
    yield FlowTable(fan_grid(summary))
    if has_day_0(summary):
        yield ""
        yield day_0_table(summary)
        yield Text(day_0_words(summary), style="dim")
    yield ""
    yield Text(with_dash_words(MEANS, summary["runs"]), style="dim")
    yield FlowTable(flow_grid(summary))
    yield Text(sum_words(scenario, summary, labels_in(summary)), style="dim")
    yield from (Text(sentence.text, style="dim") for sentence in touch_sentences(summary))
    yield ""
    yield from additional_block(summary)
    yield ""
    yield value_table(summary, scenario.finance)
    yield Text(MEANING, style="dim")
    yield from _inputs(scenario, summary, has_share=has_share)


def _inputs(scenario: Scenario, summary: Mapping[str, Any], *, has_share: bool) -> Iterator[RenderableType]:
    lines = [line for line in summary["benchmarks"] if line["inside"] is not None]
    if not has_share:
        lines = [line for line in lines if every_metric()[line["metric"]].unit is not SHARE]
    if lines:
        yield ""
        yield benchmark_table(lines, scenario.currency)
    fields = field_table(scenario)
    yield ""
    yield Text(grades_line(scenario))
    if has_share and summary["effects"]["inputs"]:
        yield ""
        yield effects_table(summary, fields)
