"""What the page of a run says: every sentence and figure, worded and rounded once.

It is made of the summary and the scenario alone, so that a run folder is enough. ``layout.py`` prints it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.run.cells import Grid, Sentence, has_day_0
from sim.report.run.changes import change_sentences
from sim.report.run.effects import effects_sentence
from sim.report.run.inputs import FLAGS_SHOWN, basis_sentence, flag_sentences, loss_sentences
from sim.report.run.limits import limit_sentences
from sim.report.run.money import money_sentences, year_grid
from sim.report.run.months import month_grid
from sim.report.run.odds import error_sentences
from sim.report.run.start import start_sentences
from sim.report.run.verdict import sentence, style_of
from sim.report.tables.ranges import shown_months
from sim.report.words.counting import counted
from sim.report.words.rounding import SYMBOLS
from sim.scenario.calendar import calendar_in
from sim.scenario.lint import red_flags
from sim.scenario.schema import Scenario

RANGE = ", in brackets the range of 8 futures in 10"
MORE = "More: run --full, trace SCENARIO{futures} --like p10, compare, sweep."


@dataclass(frozen=True, slots=True)
class RunContent:
    """The parts of the page in their order."""

    title: str
    start: tuple[Sentence, ...]
    """Empty where the program begins with the run."""
    verdict: Sentence
    errors: tuple[Sentence, ...]
    """Empty where there are no odds."""
    months_reading: str
    """How to read the table by month."""
    months: Grid
    years_reading: str
    years: Grid
    money: tuple[Sentence, ...]
    inputs: tuple[Sentence, ...]
    flags: tuple[Sentence, ...]
    fewer_flags: tuple[tuple[Sentence, ...], ...]
    """The same with fewer of them, for a page without room."""
    failures: tuple[Sentence, ...]
    provenance: Sentence
    more: str
    """Which commands say more."""


def run_content(scenario: Scenario, summary: Mapping[str, Any]) -> RunContent:
    """The content of a run's page from its summary."""
    gate = summary["gate"]
    has_share, flags = gate["revenue"]["has_own"], red_flags(scenario)
    return RunContent(
        title=scenario.title or scenario.name,
        start=tuple(start_sentences(scenario, summary)),
        verdict=Sentence(style_of(gate), sentence(gate, scenario.currency, calendar_in(summary))),
        errors=tuple(error_sentences(summary)) if has_share else (),
        months_reading=_months_reading(summary),
        months=month_grid(summary, shown_months(summary["months"], gate["month"])),
        years_reading=_years_reading(summary),
        years=year_grid(summary),
        money=tuple(money_sentences(scenario, summary)),
        inputs=(
            *change_sentences(summary),
            *((effects_sentence(summary),) if has_share else ()),
            *limit_sentences(summary),
            *loss_sentences(summary),
            basis_sentence(scenario),
        ),
        flags=tuple(flag_sentences(flags)),
        fewer_flags=tuple(tuple(flag_sentences(flags, shown)) for shown in range(FLAGS_SHOWN - 1, 0, -1)),
        failures=tuple(_failures(summary)),
        provenance=_provenance(summary),
        more=MORE.format(futures=f" --futures {summary['futures']}" if summary["futures"] > 1 else ""),
    )


def _months_reading(summary: Mapping[str, Any]) -> str:
    runs = summary["runs"]
    few = f"; {counted(runs, 'run')} cannot tell the range of 8 futures in 10 (-)"
    day_0 = "; day 0: ARR / 12" if has_day_0(summary) else ""
    said = f"By month{_money_in(summary)}: medians{RANGE if _has_ranges(summary) else few}{day_0}."
    return " ".join(part for part in (said, calendar_in(summary).sentence) if part)


def _years_reading(summary: Mapping[str, Any]) -> str:
    same = ", in brackets the same range" if _has_ranges(summary) else ""
    return f"By year: means{same}; after a comma or ± a 95% interval."


def _has_ranges(summary: Mapping[str, Any]) -> bool:
    return bool(summary["runs"] >= fewest_runs(LEVELS["p10"]))


def _money_in(summary: Mapping[str, Any]) -> str:
    """The currency of amounts that have no symbol."""
    return "" if summary["currency"] in SYMBOLS else f", money in {summary['currency']}"


def _failures(summary: Mapping[str, Any]) -> list[Sentence]:
    failed, total = summary["failures"]["count"], summary["runs"] * summary["futures"]
    text = f"{failed:,} of {total:,} futures failed and are left out of every figure."
    return [Sentence("failures", text)] if failed else []


def _provenance(summary: Mapping[str, Any]) -> Sentence:
    return Sentence(
        "provenance",
        f"{counted(summary['runs'], 'run')} x {counted(summary['futures'], 'future')}, seed {summary['seed']}, "
        f"digest {summary['digest'][:8]}",
    )
