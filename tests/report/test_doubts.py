"""19.13: doubts about inputs stand on the pages of compare and sweep, with where they hold."""

import pytest
from rich.console import Console, RenderableType

from sim.analysis.comparison.compare import compare
from sim.analysis.sweep.levers import lever_of
from sim.analysis.sweep.sweep import sweep
from sim.report.comparison.page import comparison_page
from sim.report.sweep.doubts import numbered, place_of, point_doubts
from sim.report.sweep.page import sweep_page
from sim.report.words.doubts import SHOWN, doubt_lines
from sim.scenario.lint import red_flags
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


def test_a_warning_of_inner_points_alone_is_told() -> None:
    """A factor of 1 states nothing, another one acts on nothing: the point between has a warning that no end has."""
    path = "conflict.unprotected_odds_multiplier"
    found = sweep(load_scenario("coach", ["months=24", "conflict={}"]), [f"{path}=0.5:1.5:3"], runs=4)
    lines = list(point_doubts(found, most=99))
    nothing = "Warning R-52: conflict changes nothing: nothing in it is stated"
    assert [line for line in lines if line.startswith(f"At {path} 1: {nothing}")]
    idle = f"Warning R-53: {path} changes nothing"
    assert [line for line in lines if line.startswith(f"At {path} 0.5 and at {path} 1.5: {idle}")]
    assert "of the points of the sweep alone" in _text(sweep_page(found, None))


def test_each_warning_stands_where_the_points_have_it() -> None:
    """By the flags of each point's scenario, made by --set: over two levers, and of which point the numbers are."""
    rate, growth = "archetypes.reseller.terms.rate", "vendor.direct.arr_growth_per_year"
    rates, growths = (0.25, 0.45, 0.65), (0.1, 0.3)
    found = sweep(load_scenario("coach", ["months=24"]), [f"{rate}=0.25:0.65:3", f"{growth}=0.1:0.3:2"], runs=4)
    (line,) = [line for line in point_doubts(found, most=99) if "Warning R-13" in line]
    texts = {}
    for point in ((r, g) for r in rates for g in growths):
        set_so = [f"{path}={value}" for path, value in zip((rate, growth), point, strict=True)]
        flags = red_flags(load_scenario("coach", ["months=24", *set_so]))
        texts[point] = [flag.message for flag in flags if flag.rule == "R-13"]
    having = [point for point, of in texts.items() if of]
    assert having == [(r, g) for r in rates[1:] for g in growths]
    said = "At 4 of 6 points, first at reseller.terms.rate 45%, direct.arr_growth_per_year 10%"
    of = " (said of reseller.terms.rate 45%, direct.arr_growth_per_year 10%)"
    assert texts[0.45, 0.1] != texts[0.65, 0.1]
    assert line == f"{said}{of}: Warning R-13: {texts[0.45, 0.1][0]}"


@pytest.mark.parametrize(
    ("having", "said"),
    [
        ((1, 2, 3), "At reseller.terms.rate 20% to 40%"),
        ((0, 1, 2), "At reseller.terms.rate 10% to 30%"),
        ((0, 1, 3), "At 3 of 5 points, first at reseller.terms.rate 10%"),
        ((1, 3, 4), "At 3 of 5 points, first at reseller.terms.rate 20%"),
        ((1, 3), "At reseller.terms.rate 20% and at reseller.terms.rate 40%"),
        ((4,), "At reseller.terms.rate 50%"),
        ((0, 1, 2, 3, 4), ""),
    ],
)
def test_where_a_doubt_holds(having: tuple[int, ...], said: str) -> None:
    lever = lever_of("archetypes.reseller.terms.rate=0.1:0.5:5", load_scenario("coach"))
    points = [(value,) for value in lever.values]
    assert place_of([lever], points, [points[at] for at in having]) == said


def test_doubts_of_one_scenario_that_differ_in_numbers_alone_stay_two() -> None:
    at_one = dict(numbered(["phase 1 costs 2%.", "phase 2 costs 1,000.5.", "no manager"]))
    assert list(at_one.values()) == ["phase 1 costs 2%.", "phase 2 costs 1,000.5.", "no manager"]
    twice = dict(numbered(["step 1", "step 2"]))
    assert list(twice.values()) == ["step 1", "step 2"]
    assert twice.keys() == dict(numbered(["step 30", "step 4"])).keys()


def test_further_doubts_are_counted() -> None:
    many = load_scenario("coach", ["uncertainty.readiness.*={mean=0.5,sd=1.0}", SMALL])
    lines = list(doubt_lines({"in A": many}))
    assert len(lines) == SHOWN + 1
    assert lines[-1].startswith("4 more warnings: partnersim validate")
