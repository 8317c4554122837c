"""The page that ``run`` prints: verdict first, then odds, share, money, inputs and provenance."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analysis.ignorance import Ignorance
from sim.analysis.percentile import fewest_runs
from sim.analysis.quantiles import LEVELS
from sim.experiment.ensemble import Ensemble
from sim.report.comparison_words import share_of_futures
from sim.report.page_additional import additional_block
from sim.report.page_inputs import assumption_table, assumptions, benchmark_table, grades_line
from sim.report.page_money import MEANING, never_line, totals_table, yearly_table
from sim.report.page_tables import facts, fan_table, odds_table
from sim.report.rounding import counted, percent_in_interval, plain_percent
from sim.report.verdict import sentence
from sim.scenario.catalogue import field_table
from sim.scenario.lint import red_flags
from sim.scenario.schema import Scenario

MEASURES = {"sourced_share": "partner-sourced", "credited_share": "partner-credited"}
READING = "Median, and below it the range of 8 futures in 10. Revenue is that of the month."
TOO_FEW_WORLDS = "A dash: too few runs for this range ({runs}, at least {fewest} are needed)."
STOPS = {
    "precise": "the odds are known to ± {width}, as requested",
    "clear above": "the odds are clearly above the required probability, so more runs would not change the answer",
    "clear below": "the odds are clearly below the required probability, so more runs would not change the answer",
    "max runs": "--max-runs is reached",
}
VERDICT_STYLES = {"on track": "bold green", "redesign": "bold red", "too close to call": "bold yellow"}


def page(ensemble: Ensemble, summary: Mapping[str, Any], folder: Path | None) -> Group:
    """The page of a run; ``folder`` is where its files are."""
    scenario = ensemble.scenario
    return Group(
        Text(scenario.title, style="bold"),
        "",
        Text(sentence(summary["gate"]), style=VERDICT_STYLES[summary["gate"]["verdict"]]),
        "",
        facts(list(_odds_facts(summary))),
        "",
        odds_table(summary),
        facts(list(_phase_facts(summary))),
        "",
        Text(with_dash_words(READING, ensemble.runs), style="dim"),
        fan_table(summary),
        "",
        yearly_table(ensemble, scenario.currency),
        "",
        *additional_block(summary),
        "",
        totals_table(ensemble, summary),
        Text(never_line(summary)),
        Text(MEANING, style="dim"),
        "",
        *_inputs(scenario, summary),
        *_provenance(ensemble, summary, folder),
    )


def with_dash_words(note: str, runs: int) -> str:
    """A note to a table of ranges; where the runs are too few for them it says what a dash means."""
    fewest = fewest_runs(LEVELS["p10"])
    return note if runs >= fewest else f"{note} {TOO_FEW_WORLDS.format(runs=counted(runs, 'run'), fewest=fewest)}"


def _odds_facts(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    gate = summary["gate"]
    futures = summary["runs"] * summary["futures"] - summary["failures"]["count"]
    yield "95% interval", monte_carlo_words(gate, futures)
    yield "If inputs were known", ignorance_words(Ignorance(**summary["ignorance"]), gate["required_probability"])
    stopped = stopped_line(summary)
    if stopped:
        yield "Number of runs", stopped
    window = gate["window_months"]
    first = max(1, gate["month"] - window + 1)
    months = f"({first}-{gate['month']})" if first < gate["month"] else f"({first})"
    span = f"{window}-month window {months}"
    yield "Measure", f"{MEASURES[gate['measure']]} share of revenue, {span}"
    for measure, label in (("sourced", "Partner-sourced"), ("credited", "+ assisted deals")):
        yield label, f"{_odds(gate, measure)}: {gate[f'{measure}_verdict']}"
    threshold = plain_percent(gate["threshold"])
    yield f"Additional >= {threshold}", f"{_odds(gate, 'additional')} (revenue the company would not have otherwise)"


def _odds(gate: Mapping[str, Any], measure: str) -> str:
    low, high = gate[f"{measure}_ci_low"], gate[f"{measure}_ci_high"]
    return percent_in_interval(gate[f"{measure}_pass_probability"], low, high)


def monte_carlo_words(gate: Mapping[str, Any], futures: int) -> str:
    """How well so many futures know the odds."""
    low, high = gate["ci_low"], gate["ci_high"]
    return (
        f"{percent_in_interval(low, low, high)} to {percent_in_interval(high, low, high)} with "
        f"{counted(futures, 'future')} (Monte Carlo error: more runs narrow it)"
    )


def ignorance_words(ignorance: Ignorance, required: float) -> str:
    """How much the odds vary over what nobody knows."""
    if ignorance.p10 is None or ignorance.p90 is None or ignorance.share_at_required is None:
        return str(ignorance.text)
    if ignorance.text:
        return f"the same odds ({ignorance.text})"
    low, high = (f"{100 * part:.0f}%" for part in (ignorance.p10, ignorance.p90))
    span = f"be {low}" if low == high else f"lie between {low} and {high}"
    return (
        f"the odds would {span}, 8 times in 10, and reach {plain_percent(required)} in "
        f"{share_of_futures(ignorance.share_at_required)} of cases (ignorance: only knowledge narrows it)"
    )


def stopped_line(summary: Mapping[str, Any]) -> str:
    """Why there are no more runs, where a precision was asked for or ``--max-runs`` is the bound."""
    precision = summary.get("precision")
    if precision is None or precision["stopped"] is None:
        return ""
    gate = summary["gate"]
    half = (gate["ci_high"] - gate["ci_low"]) / 2
    reason = STOPS[precision["stopped"]].format(width=plain_percent(precision["half_width"] or half))
    return f"stopped at {counted(summary['runs'], 'run')}: {reason}"


def _phase_facts(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    gate = summary["gate"]
    phases = summary["phase_at_gate"]
    shares = [f"{name} {plain_percent(round(share, 2))}" for name, share in phases.items() if share > 0]
    first = next(iter(phases))
    stalled = plain_percent(round(summary["stalled_share"], 2))
    yield f"Phase at month {gate['month']}", f"{', '.join(shares)} (stalled in {first}: {stalled})"
    later = summary["later"]
    if later and later["pass_probability"] is not None:
        odds = percent_in_interval(later["pass_probability"], later["ci_low"], later["ci_high"])
        text = f"{odds} of futures that miss at {gate['month']} pass at {later['month']} (R-182)"
        yield "False alarm?", text


def _inputs(scenario: Scenario, summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    lines = [line for line in summary["benchmarks"] if line["inside"] is not None]
    if lines:
        yield benchmark_table(lines, scenario.currency)
        yield ""
    fields = field_table(scenario)
    found = assumptions(fields)
    yield Text(grades_line(fields))
    if found:
        yield Text("Assumptions with the widest ranges:", style="dim")
        yield assumption_table(found)
    for flag in red_flags(scenario):
        style = "bold red" if flag.severity == "red flag" else "yellow"
        yield Text(f"{flag.severity.capitalize()} {flag.rule}: {flag.message}", style=style)
    yield ""


def _provenance(ensemble: Ensemble, summary: Mapping[str, Any], folder: Path | None) -> Iterator[RenderableType]:
    failed = summary["failures"]["count"]
    if failed:
        total = ensemble.runs * ensemble.futures
        yield Text(f"{failed:,} of {total:,} futures failed and are left out of every figure.", style="bold red")
    yield Text(
        f"seed {ensemble.seed}, {counted(ensemble.runs, 'run')} x {counted(ensemble.futures, 'future')}, "
        f"{ensemble.engine} engine, digest {ensemble.digest[:8]}",
        style="dim",
    )
    if ensemble.futures > 1:
        yield Text(
            f"to trace one future: partnersim trace SCENARIO --futures {ensemble.futures} --replication K", style="dim"
        )
    if folder is not None:
        yield Text(f"files: {folder}", style="dim")
