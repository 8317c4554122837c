"""The page: verdict first, readable at 80 columns, nothing hidden."""

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.run.summary import summarise
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.report.run.fan_data import fan_data
from sim.report.run.inputs import assumptions, grades_line
from sim.report.run.money import yearly_table
from sim.report.run.odds import stopped_line
from sim.report.run.page import page
from sim.report.run.tables import odds_months
from sim.report.run.verdict import sentence
from sim.scenario.catalogue import field_table
from sim.scenario.load import load_scenario

GATE = {
    "month": 24, "threshold": 0.1, "measure": "sourced_share", "required_probability": 0.5,
    "pass_probability": 0.62, "ci_low": 0.59, "ci_high": 0.65, "verdict": "on track",
    "additional_pass_probability": 0.55, "additional_ci_low": 0.52, "additional_ci_high": 0.58,
}  # fmt: skip


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return simulate(load_scenario("coach", ["months=25"]), runs=4, futures=2, workers=1)


def printed(ensemble: Ensemble, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(page(ensemble, summarise(ensemble), None))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_page_says_everything_at_80_columns(ensemble: Ensemble) -> None:
    text = printed(ensemble)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    for words in (
        "95% interval", "If inputs were known", "3-month window (22-24)", "Partner-sourced", "+ assisted deals",
        "Additional >= 10%", "stalled in pilot", "- before program", "Active partners", "Signed partners",
        "Referral fees", "Resale margin", "Program cost", "Incremental", "Cumulative cash",
        "Cash trough (lowest cumulative)", "Program contrib.",
        "Additional or taken?", "months 13-24", "months 1-25", "less taken from direct", "plus acquisition saved",
        "Of each $1.00", "run-off", "Payback month", "do not pay back", "R-28", "R-48", "without a source",
        "graded as judgement", "seed 1", "4 runs x 2 futures", "compiled engine", ensemble.digest[:8],
    ):  # fmt: skip
        assert words in text, words
    assert "…" not in text


def test_money_is_summed_by_year_and_cash_is_that_of_its_end(ensemble: Ensemble) -> None:
    """A thousand a month in the first year, two in the second, nothing in month 25."""
    changed = {name: np.zeros_like(values) for name, values in ensemble.monthly.items()}
    changed["program_cost"][:, :12], changed["program_cost"][:, 12:24] = 100_000, 200_000
    changed["cumulative_cash"][:, 11], changed["cumulative_cash"][:, 23] = 500_000, -700_000
    console = Console(file=io.StringIO(), width=80)
    console.print(yearly_table(replace(ensemble, monthly=changed), "USD"))
    assert isinstance(console.file, io.StringIO)
    rows = {line[:16].strip(): line[16:].split() for line in console.file.getvalue().splitlines()}
    assert rows["Program cost"] == ["$12.0k", "$24.0k"]
    assert rows["Cumulative cash"] == ["$5.00k", "-$7.00k"]


def test_values_graded_as_judgement_are_counted() -> None:
    stated = load_scenario("coach", ['sources."gate.threshold"={source="the board", grade="judgement"}'])
    before, after = (grades_line(field_table(each)) for each in (load_scenario("coach"), stated))
    assert before.startswith("356 inputs: 185 with a source (63 B, 122 C; ")
    assert ", 0 graded as judgement," in before
    assert after.startswith("356 inputs: 184 with a source (63 B, 121 C; ")
    assert ", 1 graded as judgement," in after


def test_chart_bands_are_those_of_the_summary(ensemble: Ensemble) -> None:
    summary = summarise(ensemble)
    data = fan_data(ensemble, summary)
    assert data.quantiles["p90"] == summary["metrics"]["sourced_share"]["p90"]
    assert data.odds == summary["pass_probability_by_month"]
    assert data.runs == 8
    assert data.futures.shape == (8, 25)


def test_sentence_on_track() -> None:
    assert sentence(GATE) == (
        "ON TRACK: at month 24 partners bring at least 10% of revenue in 62% ± 3% of futures; the board wants 50%."
    )


def test_on_track_by_taking_from_direct_sales_says_so_in_the_same_sentence() -> None:
    taken = {**GATE, "additional_pass_probability": 0.204, "additional_ci_low": 0.18, "additional_ci_high": 0.23}
    text = sentence(taken)
    assert text.startswith("ON TRACK")
    assert "only in 20% do" in text
    assert text.count(".") == 1
    known_better = {**taken, "additional_ci_low": 0.202, "additional_ci_high": 0.206}
    assert "only in 20.4% do" in sentence(known_better), "rounded by its own interval, not by that of the headline"


def test_sentence_of_the_other_verdicts() -> None:
    low = {**GATE, "pass_probability": 0.1, "ci_low": 0.08, "ci_high": 0.12, "verdict": "redesign"}
    assert sentence({**low, "additional_pass_probability": 0.0}).startswith("REDESIGN")
    close = {**GATE, "pass_probability": 0.5, "ci_low": 0.47, "ci_high": 0.53, "verdict": "too close to call"}
    assert "lies inside this margin" in sentence(close)


def test_a_tail_that_the_runs_cannot_support_is_not_printed(ensemble: Ensemble) -> None:
    text = printed(ensemble)
    assert " to " not in text[text.index("Sourced share") : text.index("Money")]
    assert "too few runs for this range (4 runs, at least 36 are needed)" in text.replace("\n", " ")


def test_what_stopped_a_run_is_said(ensemble: Ensemble) -> None:
    summary = summarise(ensemble)
    assert stopped_line(summary) == ""
    assert stopped_line({**summary, "precision": {"half_width": None, "stopped": None}}) == ""
    bounded = stopped_line({**summary, "precision": {"half_width": None, "stopped": "max runs"}})
    assert bounded == "stopped at 4 runs: --max-runs is reached"
    precise = stopped_line({**summary, "precision": {"half_width": 0.01, "stopped": "precise"}})
    assert precise == "stopped at 4 runs: the odds are known to ± 1%, as requested"


def test_assumptions_group_one_key_of_several_tables() -> None:
    found = assumptions(field_table(load_scenario("coach")))
    paths = [assumption.path for assumption in found]
    assert len(paths) == len(set(paths))
    assert paths[0] == "archetypes.*.cannibalised_probability"
    assert "archetypes.reseller.cannibalised_probability" not in paths
    assert found[1].value == "0.35 to 1.6, 4 values"
    spreads = [assumption.spread for assumption in found]
    assert spreads == sorted(spreads, reverse=True)


def test_months_of_the_odds() -> None:
    assert odds_months(48, 24) == [6, 12, 18, 24, 30, 36, 42, 48]
    assert odds_months(3, 2) == [2, 3]
    assert len(odds_months(240, 25)) <= 11
