"""18.1: a share that rises because the company shrinks is told with the revenue, whichever scenario is the base."""

import dataclasses
import io

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.comparison.compare import compare
from sim.analysis.comparison.comparison import Comparison
from sim.report.comparison.distributions import differences_figure
from sim.report.comparison.finding import finding
from sim.report.comparison.page import comparison_page
from sim.report.comparison.tables import overview
from sim.report.comparison.words import verdict_lines
from sim.scenario.load import load_scenario

from ..printed import printed

SLOW = [f"vendor.{channel}.arr_growth_per_year=0.15" for channel in ("direct", "inbound")]


@pytest.fixture(scope="module")
def found() -> Comparison:
    """coach, and the same program of a company that grows by half."""
    return compare([load_scenario("coach"), load_scenario("coach", SLOW)], labels=["coach", "slow"], runs=150)


@pytest.fixture(scope="module")
def turned() -> Comparison:
    return compare([load_scenario("coach", SLOW), load_scenario("coach")], labels=["slow", "coach"], runs=150)


def _sums(comparison: Comparison, name: str) -> list[np.ndarray]:
    return [ensemble.monthly[name].sum(axis=1) / 100 for ensemble in comparison.ensembles]


def test_the_verdict_itself_says_that_revenue_falls(found: Comparison) -> None:
    first, *rest = verdict_lines(found, found.differences[0])
    theirs, ours = _sums(found, "total_revenue")
    lost = (theirs - ours).mean() / 1e6
    assert lost > 5
    assert first.startswith("B raises the odds from ")
    assert f"while over 48 months all revenue falls by ${lost:.1f}M (95% interval $" in first
    assert f"All revenue of the company is ${lost:.1f}M lower in B than in A" in " ".join(rest)


def test_the_same_pair_turned_round_says_the_same(found: Comparison, turned: Comparison) -> None:
    (first, *_), (back, *_) = (list(verdict_lines(each, each.differences[0])) for each in (found, turned))
    assert back.startswith("B lowers the odds from ")
    amount = first.split("all revenue falls by ")[1].split(";")[0]
    assert back.split("all revenue rises by ")[1].split(";")[0] == amount


def test_no_dominance_by_a_share_alone(found: Comparison, turned: Comparison) -> None:
    for comparison, winner, loser in ((found, "B", "A"), (turned, "A", "B")):
        difference = comparison.differences[0]
        assert difference.outcomes["sourced_share_48"].first_order == "slow"
        lines = list(verdict_lines(comparison, difference))
        assert not any("better choice" in line and "sourced share" in line for line in lines)
        (share,) = (line for line in lines if "and 48 at every percentile" in line)
        assert share.startswith(f"{winner} has the higher sourced share")
        assert f"but all revenue is lower than in {loser}: by itself" in share


def _changed(found: Comparison, **intervals: tuple[float, float]) -> str:
    """The verdict where all outcomes are the same but those named, which have these intervals."""
    first = found.differences[0]
    none = dataclasses.replace(first.outcomes["odds"], difference=0.0, ci_low=-0.01, ci_high=0.01, first_order=None)
    outcomes = dict.fromkeys(first.outcomes, none)
    for name, (low, high) in intervals.items():
        outcomes[name] = dataclasses.replace(none, difference=(low + high) / 2, ci_low=low, ci_high=high)
    return next(iter(verdict_lines(found, dataclasses.replace(first, outcomes=outcomes))))


def test_words_follow_the_intervals_of_both(found: Comparison) -> None:
    up, down, unknown = (0.02, 0.04), (-5e6, -3e6), (-5e6, 1e5)
    assert "while" in _changed(found, odds=up, total_revenue=down)
    assert "additional revenue falls by $4M" in _changed(found, odds=up, additional_revenue=down)
    assert "while" not in _changed(found, odds=up, total_revenue=unknown, additional_revenue=unknown)
    assert "while" not in _changed(found, odds=(-0.01, 0.04), total_revenue=down)
    assert "while" not in _changed(found, odds=up, total_revenue=(3e6, 5e6))
    share = _changed(found, sourced_share_24=up, sourced_share_48=up, total_revenue=down)
    assert "and the sourced share of B at months 24 and 48 rises while over 48 months all revenue falls by $4M" in share


def test_all_revenue_stands_beside_every_share(found: Comparison) -> None:
    page = io.StringIO()
    Console(width=80, file=page).print(comparison_page(found, None))
    rows = [line for line in page.getvalue().splitlines() if line.startswith("All revenue ")]
    *_, row = rows
    theirs, ours = _sums(found, "total_revenue")
    cells = row.removeprefix("All revenue").split()
    exact = (theirs.mean(), ours.mean(), (ours - theirs).mean())
    assert all(printed(cell).is_close_to(amount) for cell, amount in zip(cells, exact, strict=False))
    (share,) = (line for line in page.getvalue().splitlines() if line.startswith("Sourced share, month 48"))
    assert "100%" not in share, "a share that rises while revenue falls is not called better"
    three = dataclasses.replace(
        found, labels=("coach", "slow", "again"), ensembles=(*found.ensembles, found.ensembles[1]),
        own_months=(48, 48, 48), figures=(*found.figures, found.figures[1]),
        differences=(*found.differences, dataclasses.replace(found.differences[0], label="again")),
    )  # fmt: skip
    page = io.StringIO()
    Console(width=80, file=page).print(overview(three))
    rows = [line for line in page.getvalue().splitlines() if line.startswith(("B ", "C ")) and " ± " in line]
    assert len(rows) == 2
    assert all(cells[1] in line and cells[2] in line for line in rows)
    assert max(map(len, page.getvalue().splitlines())) <= 80


def test_json_names_what_moves_against_each_other(found: Comparison) -> None:
    (difference,) = found.to_dict()["differences"]
    assert difference["opposed"]["revenue"] == ("total_revenue",)
    assert {"odds", "sourced_share_24"} <= set(difference["opposed"]["shares"])


def test_the_chart_says_where_equal_futures_are(found: Comparison) -> None:
    """18.21: a future without a difference lies on neither side of zero and is in no bar."""
    (each,) = found.differences
    change = found.paired(each.label, "program_contribution")
    heights = [bar.get_height() for bar in differences_figure(found).axes[0].patches]
    assert sum(heights) == (change != 0).sum()
    note = differences_figure(found).texts[-1].get_text()
    assert ("Futures that are equal have no bar." in note) == bool((change == 0).any())
    worse = dataclasses.replace(found, ensembles=(found.ensembles[0], found.ensembles[0]))
    assert "Futures that are equal have no bar." in differences_figure(worse).texts[-1].get_text()
    assert finding_of_three(found).endswith("(B and C: a higher share of less revenue)")


def finding_of_three(found: Comparison) -> str:
    """The title where the second scenario is there twice."""
    again = dataclasses.replace(found.differences[0], label="again")
    return finding(
        dataclasses.replace(
            found, labels=("coach", "slow", "again"), ensembles=(*found.ensembles, found.ensembles[1]),
            own_months=(48, 48, 48), figures=(*found.figures, found.figures[1]),
            differences=(*found.differences, again),
        )
    )  # fmt: skip
