"""19.13: doubts about inputs stand on the pages of compare and sweep, with where they hold."""

import pytest
from rich.console import Console, RenderableType

from sim.analysis.comparison.compare import compare
from sim.analysis.sweep.sweep import sweep
from sim.report.comparison.page import comparison_page
from sim.report.sweep.page import sweep_page
from sim.report.words.doubts import SHOWN, doubt_lines
from sim.scenario.load import load_scenario

LOSES = "uncertainty.archetypes.reseller.churn_per_year={mean=0.10,sd=0.20}"
LOSS = "archetypes.reseller.churn_per_year: 31% of this normal lies outside 0 to 1; the mean drawn is 0.20, not 0.10."
REPS = "archetypes.reseller.committed_reps_probability*=0.5:1.6:3"
SMALL = "vendor.direct.starting_arr=3000000"
TITLE = "Warning title: the title names a $10M company, and starting ARR is 5,500,000 USD: state a title of its own"


def _text(page: RenderableType) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        console.print(page)
    return " ".join(captured.get().split())


def test_a_comparison_says_in_which_scenario() -> None:
    plain, loses, small = (load_scenario("coach", more) for more in ([], [LOSES], [SMALL]))
    said = _text(comparison_page(compare([plain, loses, small], runs=4), None))
    assert f"In B: {LOSS}" in said
    assert f"In C: {TITLE}" in said
    assert "In A" not in said
    assert f" {LOSS}" in _text(comparison_page(compare([loses, loses], runs=4), None)), "said once for both"
    assert "In A and B" not in _text(comparison_page(compare([loses, loses], runs=4), None))


@pytest.mark.parametrize("months", [24, 36])
def test_a_sweep_says_at_which_corner(months: int) -> None:
    scenario = load_scenario("coach", [f"months={months}", LOSES])
    said = _text(sweep_page(sweep(scenario, [REPS], runs=4), None))
    assert f" {LOSS}" in said
    assert "At reseller.committed_reps_probability x1.6: archetypes.reseller.committed_reps_probability: " in said
    assert "its moved range is cut at 1 in " in said
    assert "At reseller.committed_reps_probability x0.5" not in said
    of_sizes = sweep(load_scenario("coach"), ["vendor.direct.starting_arr=3e6:7.5e6:2"], runs=4)
    assert f"At direct.starting_arr 3,000,000: {TITLE}" in _text(sweep_page(of_sizes, None))


def test_further_doubts_are_counted() -> None:
    many = load_scenario("coach", ["uncertainty.readiness.*={mean=0.5,sd=1.0}", SMALL])
    lines = list(doubt_lines({"in A": many}))
    assert len(lines) == SHOWN + 1
    assert lines[-1].startswith("4 more warnings: partnersim validate")
