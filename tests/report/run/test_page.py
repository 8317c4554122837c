"""Sentences of the page: the verdict and what questions it, what stopped a run, which months are shown."""

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.figures.pay import signed_metrics
from sim.analysis.run.summary import summarise
from sim.analysis.run.years import FLOWS, year_spans
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.metrics.declared import every_metric
from sim.report.run.cells import Sentence, median_cell
from sim.report.run.content import RunContent, run_content
from sim.report.run.fan_data import fan_data
from sim.report.run.inputs import FLAGS_SHOWN, flag_sentences, grades_line
from sim.report.run.layout import ShortPage
from sim.report.run.limits import limit_sentences
from sim.report.run.money import LABELS, runoff_words
from sim.report.run.odds import stopped_line
from sim.report.run.tables import odds_months
from sim.report.run.verdict import sentence, style_of
from sim.scenario.lint import Flag
from sim.scenario.load import load_scenario

from .names import NAMES

ROSE = {"mean": 5e5, "ci_low": 4e5, "ci_high": 6e5}
REVENUE = {"has_own": True, "change": None, "first_month": 13, "last_month": 24, "additional": ROSE}
GATE = {
    "month": 24, "threshold": 0.1, "measure": "sourced_share", "required_probability": 0.5, "window_months": 3,
    "pass_probability": 0.62, "ci_low": 0.59, "ci_high": 0.65, "verdict": "on track",
    "additional_pass_probability": 0.55, "additional_ci_low": 0.52, "additional_ci_high": 0.58,
    "revenue": REVENUE, "questions": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return simulate(load_scenario("coach", ["months=25"]), runs=4, futures=2, workers=1)


def test_sentence_on_track_has_the_odds_of_additional_revenue() -> None:
    """18.20."""
    assert sentence(GATE, "USD") == (
        "ON TRACK: at month 24 partners bring at least 10% of revenue in 62% ± 3% of futures, and the board wants 50%; "
        "in 55% ± 3% they add at least 10% that the company would not have had without the program."
    )


def test_on_track_by_taking_from_direct_sales_says_so_in_the_same_sentence() -> None:
    taken = {**GATE, "additional_pass_probability": 0.204, "additional_ci_low": 0.18, "additional_ci_high": 0.228}
    assert "; but in only 20% ± 2% do they add at least 10%" in sentence(taken, "USD")
    known_better = {**taken, "additional_ci_low": 0.202, "additional_ci_high": 0.206}
    assert "only in 20.4%" in sentence(known_better, "USD").replace("in only", "only in"), "by its own interval"
    redesign = {**taken, "verdict": "redesign"}
    assert "; in 20% ± 2% they add" in sentence(redesign, "USD"), "no surprise beside a verdict of redesign"


def test_a_program_that_adds_too_little_does_not_begin_with_on_track() -> None:
    """Where the interval of what it adds lies below what the board wants, and only then."""
    little = {**GATE, "additional_pass_probability": 0.03, "additional_ci_low": 0.02, "additional_ci_high": 0.04}
    text = sentence(little, "USD")
    assert text.startswith(
        "THE PROGRAM ADDS TOO LITTLE, by the board's rule ON TRACK: at month 24 partners bring at least"
    )
    assert "; but in only 3% ± 1% do they add at least 10%" in text
    assert style_of(little) == "adds too little"
    unsure = {**little, "additional_pass_probability": 0.48, "additional_ci_high": 0.5}
    assert sentence(unsure, "USD").startswith("ON TRACK: ")
    assert style_of(unsure) == "on track"
    for verdict in ("redesign", "too close to call"):
        assert "ADDS" not in sentence({**little, "verdict": verdict}, "USD")
        assert style_of({**little, "verdict": verdict}) == verdict


def test_sentence_of_the_other_verdicts() -> None:
    low = {**GATE, "pass_probability": 0.1, "ci_low": 0.08, "ci_high": 0.12, "verdict": "redesign"}
    assert sentence(low, "USD").startswith("REDESIGN: at month 24 partners bring at least 10% of revenue in 10% ± 2%")
    close = {**GATE, "pass_probability": 0.5, "ci_low": 0.47, "ci_high": 0.53, "verdict": "too close to call"}
    assert "50% ± 3% of futures, and the 50% that the board wants lies inside this margin;" in sentence(close, "USD")
    credited = {**GATE, "measure": "credited_share"}
    assert "partners bring or assist at least 10% of revenue" in sentence(credited, "USD")


def fallen(change: float, low: float | None, high: float | None) -> dict[str, Any]:
    ends = {"change": change, "ci_low": low, "ci_high": high}
    months = {"first_before": 1, "last_before": 12, "first_month": 13, "last_month": 24}
    return {**GATE, "revenue": {**REVENUE, "change": {**ends, **months}}}


def test_revenue_that_falls_is_said_in_the_verdict() -> None:
    """18.1: by the interval, so that a fall within it is not claimed."""
    text = sentence(fallen(-0.12, -0.14, -0.10), "USD")
    assert text.endswith(" - but all revenue falls by 12% from months 1-12 to months 13-24.")
    assert text.count(".") == 1
    for change in (fallen(-0.01, -0.03, 0.01), fallen(0.1, 0.05, 0.15), fallen(-0.1, None, None)):
        assert "but all revenue" not in sentence(change, "USD")


def test_less_revenue_than_without_the_program_is_said_in_the_verdict() -> None:
    """18.1."""
    less = {**REVENUE, "additional": {"mean": -250_000.0, "ci_low": -300_000.0, "ci_high": -200_000.0}}
    text = sentence({**GATE, "revenue": less}, "USD")
    assert text.endswith(" - but the company has $250k less revenue in months 13-24 than without the program.")
    unsure = {**REVENUE, "additional": {"mean": -250_000.0, "ci_low": -600_000.0, "ci_high": 100_000.0}}
    assert "less revenue" not in sentence({**GATE, "revenue": unsure}, "USD")


def test_a_shrinking_company_is_told_so() -> None:
    """18.1: direct and inbound business win no customers and lose half of them a year."""
    lost = {"arr_growth_per_year": -0.5, "churn_per_year": 0.5, "expansion_per_year": 0}
    changes = [f"vendor.{channel}.{key}={value}" for channel in ("direct", "inbound") for key, value in lost.items()]
    found = simulate(load_scenario("coach_unready", changes), runs=30, futures=1, workers=1)
    revenue = np.asarray(found.monthly["total_revenue"])
    change = revenue[:, 12:24].sum() / revenue[:, :12].sum() - 1
    text = sentence(summarise(found)["gate"], "USD")
    fall = re.search(r"all revenue falls by ([\d.]+)% from months 1-12 to months 13-24", text)
    assert fall is not None
    assert abs(float(fall.group(1)) + 100 * change) <= 0.5


@pytest.mark.parametrize(
    ("arr", "early"),
    [(500_000, True), (1_500_000, True), (1_500_001, False)],
)
def test_a_red_flag_that_questions_the_verdict_stands_in_its_sentence(arr: int, early: bool) -> None:
    """18.2: the ARR of both channels together."""
    changes = [f"vendor.direct.starting_arr={arr - 100_000}", "vendor.inbound.starting_arr=100000"]
    found = simulate(load_scenario("coach", changes), runs=3, futures=1, workers=1)
    content = run_content(found.scenario, summarise(found))
    assert (" - but starting ARR is" in content.verdict.text) == early
    assert ("too early for a program" in content.verdict.text) == early


def test_what_questions_several_phases_is_said_once() -> None:
    """18.2: of the first phase, with the number of the others; of different reasons each."""
    people = load_scenario("coach", ["phases.*.managers=0", "phases.*.staff=0", "phases.scale.managers=2"])
    found = simulate(people, runs=3, futures=1, workers=1)
    text = run_content(people, summarise(found)).verdict.text
    assert text.endswith(
        " - but phase maturity has no partner managers: nobody onboards the partners that are recruited, "
        "and phase pilot has no managers or staff: nobody is contacted (and so in 2 more phases)."
    )
    assert not found.monthly["contacts"][:, :24].any()


def test_a_company_without_revenue_has_no_share() -> None:
    """18.2."""
    none = {**GATE, "revenue": {**REVENUE, "has_own": False}, "questions": ["it starts without revenue (R-12)"]}
    assert sentence(none, "USD") == (
        "NO SHARE: the company has no revenue of its own in months 22-24, so there is no share and there are no odds; "
        "it starts without revenue (R-12)."
    )
    assert "in month 2," in sentence({**none, "month": 2, "window_months": 1}, "USD")


def test_three_flags_are_shown_and_the_others_counted() -> None:
    """18.20."""
    flags = [Flag(f"R-{number}", "what", "warning") for number in range(5)]
    said = [flag.text for flag in flag_sentences(flags)]
    assert said[:3] == ["Warning R-0: what", "Warning R-1: what", "Warning R-2: what"]
    assert said[3:] == ["2 more flags: partnersim validate (with the same options)"]
    assert len(list(flag_sentences(flags[:FLAGS_SHOWN]))) == FLAGS_SHOWN
    assert "1 more flag:" in list(flag_sentences(flags[:4]))[-1].text


def test_values_graded_as_judgement_are_counted() -> None:
    stated = load_scenario("coach", ['sources."gate.threshold"={source="the board", grade="judgement"}'])
    before, after = (grades_line(each) for each in (load_scenario("coach"), stated))
    assert before.startswith("359 inputs: 187 with a source (2 A, 65 B, 120 C; ")
    assert ", 0 graded as judgement," in before
    assert after.startswith("359 inputs: 186 with a source (2 A, 65 B, 119 C; ")
    assert ", 1 graded as judgement," in after


def test_chart_bands_are_those_of_the_summary(ensemble: Ensemble) -> None:
    summary = summarise(ensemble)
    data = fan_data(ensemble, summary)
    assert data.quantiles["p90"] == summary["metrics"]["sourced_share"]["p90"]
    assert data.odds == summary["pass_probability_by_month"]
    assert data.runs == 8
    assert data.futures.shape == (8, 25)


def test_what_stopped_a_run_is_said(ensemble: Ensemble) -> None:
    summary = summarise(ensemble)
    assert stopped_line(summary) == ""
    assert stopped_line({**summary, "precision": {"half_width": None, "stopped": None}}) == ""
    bounded = {**summary, "precision": {"half_width": None, "stopped": "max runs"}}
    assert stopped_line(bounded) == "stopped at 4 runs: --max-runs is reached"
    precise = stopped_line({**summary, "precision": {"half_width": 0.01, "stopped": "precise"}})
    assert precise == "stopped at 4 runs: the odds are known to ± 1%, as requested"
    errors = run_content(ensemble.scenario, bounded).errors
    assert errors[0].text.endswith("more runs narrow it; stopped at 4 runs: --max-runs is reached.")


def test_months_of_the_odds() -> None:
    assert odds_months(48, 24) == [6, 12, 18, 24, 30, 36, 42, 48]
    assert odds_months(3, 2) == [2, 3]
    assert len(odds_months(240, 25)) <= 11
    assert odds_months(240, 25)[-1] == 240


def test_every_part_of_program_contribution_is_a_row_of_money() -> None:
    """Of whatever mechanism: a part that is missing leaves a table that does not add up."""
    parts = every_metric().sums["program_contribution"]
    assert {*parts.plus, *parts.minus} <= set(FLOWS)
    assert {*parts.plus, *parts.minus} <= set(LABELS)


def test_what_partners_earn_is_what_contribution_pays_them() -> None:
    """All that program contribution is less, but margins of others, costs and what partners pay."""
    parts = every_metric().sums["program_contribution"]
    signs = dict.fromkeys(parts.minus, 1) | dict.fromkeys(parts.plus, -1)
    others = {
        "recruited_list_revenue", "distributor_margin", "partner_cost_of_goods", "program_cost", "partner_fees",
        "shortfall",
    }  # fmt: skip
    assert signed_metrics() == {name: sign for name, sign in signs.items() if name not in others}


def test_the_table_of_names_is_that_of_the_readme() -> None:
    """18.13 and 18.20: label, name in JSON, formula."""
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    section = readme.split("| on the page |")[1].split("\n\n")[0]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in section.splitlines()[2:]]
    assert rows == [(name.label, f"`{name.json}`".replace(", ", "`, `"), name.formula) for name in NAMES]


def test_a_median_is_rounded_by_the_intervals_of_its_own_month() -> None:
    """18.13: not by those of the month before."""
    intervals = {"ci_low": [0.10, 0.1998], "ci_high": [0.30, 0.2002]}
    metric = {level: [0.2, 0.2] for level in ("p10", "p50", "p90")} | {"unit": "share"}
    metric["intervals"] = dict.fromkeys(("p10", "p50", "p90"), intervals)
    texts = [median_cell("sourced_share", metric, month, "USD") for month in (1, 2)]
    assert [(cell.text, cell.spread) for cell in texts] == [("20%", "20% to 20%"), ("20.0%", "20.0% to 20.0%")]


@pytest.mark.parametrize(
    ("months", "spans"),
    [
        (1, [(1, 1)]), (12, [(1, 12)]), (13, [(1, 12), (13, 13)]), (48, [(1, 12), (13, 24), (25, 36), (37, 48)]),
        (60, [(1, 12), (13, 24), (25, 36), (37, 60)]), (240, [(1, 12), (13, 24), (25, 132), (133, 240)]),
    ],
)  # fmt: skip
def test_spans_of_years_make_up_the_horizon(months: int, spans: list[tuple[int, int]]) -> None:
    """18.22."""
    assert year_spans(months) == spans


def test_run_off_is_printed_with_its_assumptions() -> None:
    """18.12."""
    finance = load_scenario("coach").finance
    assert runoff_words(finance) == "no new sales, no expansion, churn as before, 25% of program cost"
    other = finance.model_copy(update={"runoff_expansion": 0.6, "runoff_cost_share": 0.0})
    assert runoff_words(other) == "no new sales, 60% of expansion, churn as before, 0% of program cost"


def missed(hours: float, names: float, capped: float = 0.0) -> list[str]:
    figures = {"planned": 400.0, "without_hours": hours, "without_names": names}
    limits = {name: {"mean": mean, "ci_low": mean - 9, "ci_high": mean + 9} for name, mean in figures.items()}
    return [each.text for each in limit_sentences({"limits": {**limits, "capped_share": capped}})]


def test_contacts_that_are_not_made_are_said_with_the_reason() -> None:
    """18.5 and 18.11."""
    assert missed(0, 0) == []
    assert missed(100, 0) == ["Contacts planned: 400 ± 9; not made: 100 ± 9 (no hours)."]
    both = "Contacts planned: 400 ± 9; not made: 100 ± 9 (no hours) and 20 ± 9 (no names)."
    assert missed(100, 20) == [both]
    assert missed(0, 0, 0.0123) == ["Cap of 190 opportunities reached: 1% of partner-months."]


def test_three_long_flags_leave_the_page_within_forty_lines() -> None:
    """18.20: at 80 columns, with flags of two lines each and a red flag in the verdict."""
    found = simulate(load_scenario("coach"), runs=60, futures=2, workers=1)
    summary = summarise(found)
    summary["gate"]["questions"] = ["starting ARR is $500,000: too early for a program"]
    content = run_content(found.scenario, summary)
    flags = tuple(Sentence("warning", f"Warning R-{number}: {'what a flag says of it ' * 5}") for number in range(3))
    console = Console(file=io.StringIO(), width=80, highlight=False)
    console.print(ShortPage(replace(content, flags=flags), Path("reports/coach-12345678-1000")))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert len(lines) <= 40, "\n".join(lines)


@cache
def content_of_coach() -> RunContent:
    found = simulate(load_scenario("coach"), runs=60, futures=2, workers=1)
    return run_content(found.scenario, summarise(found))


@pytest.mark.parametrize(("flags", "width"), [(0, 80), (1, 80), (2, 80), (3, 80), (6, 80), (3, 140)])
def test_parts_stand_apart_as_far_as_the_page_fits(flags: int, width: int) -> None:
    """18.20: empty lines fill the forty, tables first, and never push a line out; none stand together."""
    content = content_of_coach()
    texts = tuple(
        Sentence("warning", f"Warning R-{number}: {'what a flag says of it ' * 5}") for number in range(flags)
    )
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(ShortPage(replace(content, flags=texts), Path("reports/coach-12345678-1000")))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    empty = [number for number, line in enumerate(lines) if not line]
    written = len(lines) - len(empty)
    parts = 7 if flags else 6
    assert len(empty) == max(0, min(parts, 40 - written))
    follow = [lines[number + 1].split(":")[0] for number in empty]
    heads = [
        "By year",
        "By month",
        "Of each $1.00 of recruited revenue, $0",
        "Share moves with (rank correlation, only 60 runs)",
    ]
    expected = [head[:20] for head in heads[: len(empty)]]
    assert {head[:20] for head in follow} >= set(expected)
    assert all(lines[number + 1] for number in empty)
