"""19.1: tables by month and year cover any horizon, and their columns add up to it."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.comparison.compare import compare
from sim.analysis.figures.outcomes import outcomes
from sim.analysis.figures.year_ends import year_ends
from sim.analysis.run.summary import summarise
from sim.api.ensemble import Ensemble as Shown
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.report.comparison.page import comparison_page
from sim.report.run.content import run_content
from sim.report.run.files import write_tables
from sim.report.run.money import flow_grid
from sim.report.run.tables import fan_grid, odds_months
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

RUNS = 4
MONTHS = (1, 7, 11, 13, 18, 24, 30, 50, 61, 240)
YEARS = {
    1: ["month 1"],
    7: ["months 1-7"],
    18: ["year 1", "months 13-18"],
    30: ["year 1", "year 2", "months 25-30"],
    50: ["year 1", "year 2", "year 3", "months 37-50"],
    240: ["year 1", "year 2", "years 3-11", "years 12-20"],
}


def _scenario(months: int) -> Scenario:
    return load_scenario("coach_ready", [f"months={months}", f"gate.month={min(24, months)}"])


@pytest.fixture(scope="module", params=MONTHS)
def run(request: pytest.FixtureRequest) -> Ensemble:
    return simulate(_scenario(request.param), runs=RUNS, futures=1, workers=1)


def test_money_by_year_covers_the_horizon_and_adds_up(run: Ensemble) -> None:
    """19.1: each column is the mean of its own months, the next begins where it ends, the last is the horizon's."""
    *spans, whole = summarise(run)["years"]
    ends = [(span["first_month"], span["last_month"]) for span in spans]
    assert [month for first, last in ends for month in range(first, last + 1)] == list(range(1, run.months + 1))
    for name in whole["money"]:
        cents = run.monthly[name].astype(np.float64)
        for (first, last), span in zip(ends, spans, strict=True):
            exact = sum(cents[:, month - 1].sum() for month in range(first, last + 1)) / 100 / RUNS
            assert span["money"][name]["mean"] == pytest.approx(exact, abs=0.01)
        total = sum(span["money"][name]["mean"] for span in spans)
        assert total == pytest.approx(cents.sum() / 100 / RUNS, abs=0.01)
        assert whole["money"][name]["mean"] == pytest.approx(total, abs=0.01)


def test_the_last_column_of_every_table_is_the_last_month(run: Ensemble, tmp_path: Path) -> None:
    """19.1: page, full tables, tables.csv, and the tables of notebooks."""
    months, summary = run.months, summarise(run)
    content = run_content(run.scenario, summary)
    assert content.months.rows[-1].label.split()[0] == str(months)
    assert [row.label for row in content.years.rows][-2].split("-")[-1] == str(months)
    assert fan_grid(summary).heads[-1] == str(months)
    assert flow_grid(summary).heads[1:] == tuple(YEARS.get(months, flow_grid(summary).heads[1:]))
    assert flow_grid(summary).heads[-1].split("-")[-1].split()[-1] in {str(months), str(months // 12)}
    assert odds_months(months, run.scenario.gate.month)[-1] == months
    write_tables(tmp_path, summary)
    with (tmp_path / "tables.csv").open(encoding="utf-8-sig") as file:
        found = {int(row["month"]) for row in csv.DictReader(file)}
    assert found == set(range(1, months + 1))
    assert f"month {months}<" in Shown.of(run)._repr_html_()


@pytest.mark.parametrize(
    ("months", "shares"),
    [(1, [1]), (7, [7]), (18, [12, 18]), (30, [12, 24, 30]), (48, [12, 24, 36, 48]), (50, [12, 24, 36, 48, 50]),
     (240, [24, 60, 120, 180, 240])],
)  # fmt: skip
def test_a_comparison_ends_with_the_share_of_the_last_month(months: int, shares: list[int]) -> None:
    """19.1: past four years too."""
    named = [each for each in outcomes(months) if each.name.startswith("sourced_share_")]
    assert [int(each.name.rsplit("_", 1)[1]) for each in named] == shares
    assert [each.label for each in named] == [f"Sourced share, month {month}" for month in shares]


def test_the_share_of_the_last_month_is_that_of_its_revenue() -> None:
    """19.1: of a horizon of 30 months, recomputed from the months, and on the page."""
    other = load_scenario("coach", ["months=30"])
    found = compare([_scenario(30), other], runs=RUNS, futures=1, workers=1)
    for ensemble, figures in zip(found.ensembles, found.figures, strict=True):
        of_month = ensemble.values("sourced_share")[:, -1]
        assert figures["sourced_share_30"].mean == pytest.approx(float(of_month.mean()))
    page = io.StringIO()
    Console(width=80, file=page).print(comparison_page(found, None))
    assert "Sourced share, month 30" in page.getvalue()


@pytest.mark.parametrize("most", [4, 5])
@pytest.mark.parametrize("last", [*range(1, 60), 119, 120, 121, 239, 240])
def test_a_table_has_as_many_months_as_it_may(last: int, most: int) -> None:
    """19.13: three rows for 240 months leave out half of them."""
    gate = min(24, last)
    months = year_ends(last, most, {gate})
    years = set(range(12, last + 1, 12))
    assert months == sorted(set(months))
    assert {gate, last} <= set(months) <= {gate, last, *years}
    assert len(months) == min(most, len({gate, last, *years}))
