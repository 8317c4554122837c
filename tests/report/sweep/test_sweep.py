"""Chart, table and sentences of a sweep, on constructed numbers."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from rich.console import Console

from sim.analysis.figures.contacts import Contacts, ShortList
from sim.analysis.figures.odds import Odds, verdict_of
from sim.analysis.figures.outcomes import ODDS
from sim.analysis.figures.paired import Paired
from sim.analysis.sweep.answer import Answer
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.crossings import Crossing
from sim.analysis.sweep.elasticity import Elasticity
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.levers import grid_of
from sim.analysis.sweep.measures import ESTIMATED, MAXIMISED, MEASURES, OBJECTIVE, RANKED
from sim.analysis.sweep.meeting import Meeting
from sim.analysis.sweep.mix_levers import NamedMixes
from sim.analysis.sweep.mixes import Mixes, Ranking
from sim.analysis.sweep.point import Estimate, Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.charts.style import chart_style
from sim.report.sweep.chart import sweep_figure, write_chart
from sim.report.sweep.contacts import contacts_line
from sim.report.sweep.elasticity import elasticity_sentence
from sim.report.sweep.files import write_csv
from sim.report.sweep.finding import finding
from sim.report.sweep.grid_words import grid_words
from sim.report.sweep.levers import between_points
from sim.report.sweep.mix_words import mix_lines
from sim.report.sweep.page import sweep_page
from sim.report.sweep.required import gate_text
from sim.report.sweep.words import sentences
from sim.scenario.load import load_scenario

RATE = Lever("archetypes.reseller.terms.rate", (0.1, 0.2, 0.3, 0.4))
DEALS = Lever("archetypes.reseller.acv_median", (20_000.0, 30_000.0, 40_000.0))
LARGE = Lever("vendor.direct.starting_arr", (5_000_000.0, 7_500_000.0))


def answer_of(levers: tuple[Lever, ...], scale: float, best: int, odds: float = 0.3) -> Answer:
    grid = grid_of(levers)
    points = []
    for position, values in enumerate(grid):
        middle = scale * (1 - 0.3 * abs(position - best))
        estimate = Estimate(
            middle, middle - 0.05 * scale, middle + 0.05 * scale, middle - scale, middle, middle + scale
        )
        chance = odds + 0.3 * position / len(grid)
        gate: dict[str, Any] = {
            "month": 24, "pass_probability": chance, "ci_low": chance - 0.03, "ci_high": chance + 0.03,
            "required_probability": 0.5, "verdict": verdict_of(Odds(chance, chance - 0.03, chance + 0.03), 0.5),
            "threshold": 0.1, "measure": "sourced_share", "window_months": 3,
            "credited_pass_probability": chance, "additional_pass_probability": chance,
        }  # fmt: skip
        covered = dict.fromkeys((ODDS.name, *ESTIMATED), (22, 24))
        points.append(
            Point(values, gate, dict.fromkeys(ESTIMATED, estimate), "d" * 64, "e" * 64, 500, 0, covered=covered)
        )
    at = grid[best]
    found = {
        each.name: Best(each.name, at, points[best].estimates[each.name].mean, at, at, 0.97, (False,) * len(levers))
        for each in MAXIMISED
    }
    crossing = Crossing(tuple(v[0] for v in (lever.values for lever in levers[1:])), 0.25, 0.22, None, True)
    return Answer(tuple(points), dict(found), (crossing,), meeting_of(points))


def meeting_of(points: Sequence[Point]) -> Meeting:
    """Which points meet the rule, worked out from their intervals, and the best of those."""
    clear = tuple(k for k, each in enumerate(points) if each.gate["ci_low"] >= 0.5)
    close = tuple(k for k, each in enumerate(points) if each.gate["ci_low"] < 0.5 <= each.gate["ci_high"])
    name, best = OBJECTIVE.name, None
    if clear or close:
        chosen = max(clear or close, key=lambda k: points[k].estimates[name].mean)
        at = points[chosen].values
        best = Best(name, at, points[chosen].estimates[name].mean, at, at, 0.9, (False,) * len(at))
    return Meeting(clear, close, best, len(points) - 1, dict.fromkeys(range(len(points)), ()))


def with_points(sweep: Sweep, points: Sequence[Point], crossings: tuple[Crossing, ...] = ()) -> Sweep:
    """The same sweep with other points."""
    answer = replace(sweep.answer, points=tuple(points), crossings=crossings, meeting=meeting_of(points))
    return replace(sweep, answer=answer)


def with_odds(point: Point, odds: float, half: float) -> Point:
    """The same point with other odds, their interval and verdict."""
    low, high = odds - half, odds + half
    told = {"pass_probability": odds, "ci_low": low, "ci_high": high, "verdict": verdict_of(Odds(odds, low, high), 0.5)}
    return replace(point, gate={**point.gate, **told})


LOST = Paired(-2e5, -3e5, -1e5, 1, 2, 4, 0, 0, 0, 0.3, 0.7, 0, 0.3, 0.2, 0.4, None, None)
STAKE = {"p10": replace(LOST, difference=0.0, ci_low=0.0, ci_high=0.0), "p90": LOST}


def sweep_of(levers: tuple[Lever, ...] = (RATE,), scale: float = 1e6, best: int = 1) -> Sweep:
    held = {level: {"archetypes.reseller.pay_elasticity": value} for level, value in (("p10", 0.4), ("p90", 1.3))}
    answers = {"p10": answer_of(levers, scale, 0), "p90": answer_of(levers, scale, min(2, len(grid_of(levers)) - 1))}
    return Sweep(
        scenario=load_scenario("coach"), levers=levers, answer=answer_of(levers, scale, best),
        elasticity=Elasticity(held, answers, STAKE), runs=500, futures=1, seed=1, engine="compiled", stopped=None,
        half_width=None,
    )  # fmt: skip


def figure_of(sweep: Sweep) -> Figure:
    with chart_style():
        figure = sweep_figure(sweep)
        figure.draw_without_rendering()
    return figure


def printed(sweep: Sweep, width: int = 80) -> str:
    console = Console(width=width, highlight=False, markup=False, emoji=False, color_system=None)
    with console.capture() as captured:
        console.print(sweep_page(sweep, Path("here")))
    return captured.get()


def test_lines_drawn_are_the_numbers() -> None:
    sweep = sweep_of()
    odds, contribution, *_ = figure_of(sweep).axes
    stated = {line.get_gid(): line for line in odds.lines}["stated"]
    assert list(stated.get_ydata()) == [point.gate["pass_probability"] for point in sweep.points]
    stated = {line.get_gid(): line for line in contribution.lines}["stated"]
    assert list(stated.get_ydata()) == [point.estimates["program_contribution"].mean for point in sweep.points]
    assert any(list(line.get_ydata()) == [0.5, 0.5] for line in odds.lines), "the required odds"
    pale, dark = (band.get_paths()[0].get_extents() for band in contribution.collections)
    estimates = [point.estimates["program_contribution"] for point in sweep.points]
    assert (pale.y0, pale.y1) == (min(e.p10 for e in estimates), max(e.p90 for e in estimates))
    assert (dark.y0, dark.y1) == pytest.approx(
        (min(e.ci_low or 0 for e in estimates), max(e.ci_high or 0 for e in estimates))
    )


SCALES, LEVERS, BEST = (1e3, 4e4, 1e6, 3e7, -2e6), ((RATE,), (DEALS,), (RATE, DEALS)), (0, 1, 3)


@pytest.mark.parametrize(
    ("scale", "levers", "best"),
    [
        pytest.param(scale, levers, best, marks=() if (row + column + third) % 3 == 0 else pytest.mark.full)
        for row, scale in enumerate(SCALES)
        for column, levers in enumerate(LEVERS)
        for third, best in enumerate(BEST)
    ],
)
def test_nothing_leaves_the_chart(scale: float, levers: tuple[Lever, ...], best: int) -> None:
    """Any two of scale, levers and best point together; with ``--full`` any three."""
    figure = figure_of(sweep_of(levers, scale, min(best, len(grid_of(levers)) - 1)))
    page = figure.bbox
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            assert box.x0 >= page.x0 - 1, text
            assert box.x1 <= page.x1 + 1, text
            assert box.y0 >= page.y0 - 1, text
            assert box.y1 <= page.y1 + 1, text
            # at the width of a phone (390 pixels) every letter is at least 7 pixels high
            assert text.get_fontsize() / 72 * 390 / figure.get_figwidth() >= 7


def mixes_sweep(names: Sequence[str], scale: float = 1e6) -> Sweep:
    """Named mixes, of which the first stands for the scenario's own."""
    scenario = load_scenario("coach")
    mixes = {name: scenario.mix if not place else {"reseller": 1.0} for place, name in enumerate(names)}
    lever = NamedMixes("mix", tuple(float(place) for place in range(len(names))), mixes)
    sweep = sweep_of((lever,), scale, best=len(names) - 1)
    one = Paired(-0.1, -0.2, 0.02, 1, 2, 4, 0, 0, 0, 0.3, 0.7, 0, 0.3, 0.2, 0.4, None, None)
    money = replace(one, difference=0.3 * scale, ci_low=min(0.1 * scale, 0.5 * scale), ci_high=0.5 * abs(scale))
    measured = {outcome.name: one if outcome.unit == "probability" else money for outcome in MEASURES}
    steps = tuple(money for _ in names[1:])
    rankings = {outcome.name: Ranking(tuple(range(len(names)))[::-1], steps) for outcome in RANKED}
    lists = Contacts(2000.0, 2000.0, 1500.0, (ShortList("alliance", 3, 612.4),))
    full = Contacts(2000.0, 2000.0, 1999.0, ())
    points = tuple(
        replace(point, contacts=full if place else lists) for place, point in enumerate(sweep.answer.points)
    )  # fmt: skip
    answer = replace(sweep.answer, points=points, crossings=())
    standing = Mixes(0, True, tuple(measured for _ in names), rankings)
    return replace(sweep, answer=answer, mixes=standing, elasticity=None)


LONG = ("own mix", "resellers and alliances of the north-east", "x" * 40, "technology 60%, referral 20%, alliance 20%")


MANY = tuple(f"mix number {k}" for k in range(26))


@pytest.mark.parametrize(
    ("scale", "names"),
    [
        (1e3, LONG[:2]), (1e6, LONG), (-3e7, MANY),
        *(
            pytest.param(scale, names, marks=pytest.mark.full)
            for scale, names in ((1e3, LONG), (1e3, MANY), (1e6, LONG[:2]), (1e6, MANY), (-3e7, LONG[:2]), (-3e7, LONG))
        ),
    ],
)  # fmt: skip
def test_a_chart_and_a_page_of_mixes(scale: float, names: tuple[str, ...]) -> None:
    """Each scale and each number of names; with ``--full`` each with each."""
    sweep = mixes_sweep(names, scale)
    figure = figure_of(sweep)
    drawn = figure.get_tightbbox()
    assert min(drawn.x0, drawn.y0) >= 0
    assert drawn.x1 <= figure.get_figwidth()
    assert drawn.y1 <= figure.get_figheight()
    names_drawn = [text.get_window_extent() for text in figure.axes[0].get_yticklabels()]
    assert not any(one.overlaps(other) for k, one in enumerate(names_drawn) for other in names_drawn[k + 1 :])
    means = {line.get_gid(): line.get_xdata()[0] for line in figure.axes[1].lines}  # type: ignore[index]
    for place, point in enumerate(sweep.points):
        assert means[f"mean-{place}"] == point.estimates["program_contribution"].mean
    text = printed(sweep)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_sentences_of_mixes() -> None:
    said = list(mix_lines(mixes_sweep(("own mix", "heavy", "slow"))))
    assert said[0].startswith("By odds at the gate, best first: slow (")
    assert said[1].startswith("By incremental contribution, best first: slow (")
    assert "do not differ significantly at 500 runs" not in said[2]
    assert said[2].endswith("own mix ($400k). Each differs significantly from the next at 500 runs.")
    assert "only who is contacted differs" in said[3]
    close = " ".join(mix_lines(mixes_sweep(("own mix", "heavy"), -1e6)))
    assert "do not differ significantly at 500 runs: heavy and own mix (-$300k in the same futures" in close
    assert not list(mix_lines(sweep_of()))


def test_heat_map_without_a_line() -> None:
    sweep = sweep_of((RATE, DEALS))

    def words(odds: float, half: float) -> str:
        flat = with_points(sweep, [with_odds(point, odds, half) for point in sweep.points])
        none = dict.fromkeys(each.name for each in MAXIMISED)
        flat = replace(flat, answer=replace(flat.answer, best=none))
        return " ".join(" ".join(text.get_text() for text in figure_of(flat).findobj(Text)).split())

    assert "odds 12% to 12% everywhere" in words(0.123, 0.01)
    assert "all below the required 50%" in words(0.123, 0.01)
    assert "all above the required 50%" in words(0.9, 0.01)
    assert "some cannot be distinguished from the required 50%" in words(0.49, 0.03)


def test_the_same_sweep_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_chart(sweep_of(), tmp_path / name)
        write_csv(tmp_path / name / "sweep.csv", sweep_of())
    for file in ("sweep.svg", "sweep.png", "sweep.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    ElementTree.parse(tmp_path / "a" / "sweep.svg")


@pytest.mark.parametrize("scale", [1e3, 1e6, -3e7])
@pytest.mark.parametrize("levers", [(RATE,), (DEALS,), (RATE, DEALS), (LARGE, DEALS)])
def test_the_table_fits_80_columns(scale: float, levers: tuple[Lever, ...]) -> None:
    text = printed(sweep_of(levers, scale))
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_sentences() -> None:
    """18.14: the greatest incremental contribution with the required odds comes first, program contribution second."""
    found = sweep_of()
    points = [with_odds(point, chance, 0.03) for point, chance in zip(found.points, (0.4, 0.51, 0.6, 0.7), strict=True)]
    said = sentences(with_points(found, points, found.crossings))
    assert said[0] == (
        "Greatest incremental contribution with odds of at least the required 50%: reseller.terms.rate 30% "
        "(95% interval 30%; best of 4 points in 90% of the resampled sets): $700k, $650k to $750k; odds 60% (57% to "
        "63%); all revenue $700k, $650k to $750k over 48 months. At reseller.terms.rate 20% the odds "
        "cannot be distinguished from 50%."
    )
    assert said[1].startswith(
        "The odds are highest at reseller.terms.rate 40%: 70% (67% to 73%), with all revenue $400k"
    )
    assert said[2] == (
        "Whatever the odds, incremental contribution is greatest at reseller.terms.rate 20% (95% interval 20%; best of "
        "4 points in 97% of the resampled sets): $1.00M, $0.95M to $1.05M."
    )
    assert said[3].startswith("Whatever the odds, program contribution is greatest at reseller.terms.rate 20%")
    assert any(
        "rise above the required 50% at reseller.terms.rate 25% (95% interval 22% to beyond 40%)" in s for s in said
    )


def of_odds(chances: Sequence[float], share: float) -> Sweep:
    """A sweep that maximises the odds, which are these with an interval of 6 points, best in a share of resamples."""
    found = sweep_of()
    points = [with_odds(point, chance, 0.03) for point, chance in zip(found.points, chances, strict=True)]
    at = max(range(len(points)), key=lambda position: chances[position])
    best = Best(ODDS.name, points[at].values, chances[at], points[at].values, points[at].values, share, (False,))
    clear = tuple(position for position, point in enumerate(points) if point.gate["ci_low"] >= 0.5)
    meeting = Meeting(clear, (), best if clear else None, at, dict.fromkeys(range(len(points)), ()))
    answer = replace(found.answer, points=tuple(points), best={ODDS.name: best}, crossings=(), meeting=meeting)
    return replace(found, answer=answer, objective=ODDS, elasticity=None)


def test_values_that_print_alike_are_not_called_the_greatest() -> None:
    """Of odds that all print as 60% none is the greatest; of some, the others are named; a sure difference is one."""
    same = of_odds((0.601, 0.602, 0.6, 0.6), 0.4)
    said = sentences(same)
    assert said[0].startswith(
        "With odds of at least the required 50%, at reseller.terms.rate 10%, reseller.terms.rate 20%, "
        "reseller.terms.rate 30% and reseller.terms.rate 40%, odds at the gate does not differ as printed; one of "
        "them: reseller.terms.rate 20%"
    )
    assert not [text for text in said[:2] if "reatest" in text or "highest" in text]
    assert finding(same) == "Odds at the gate with odds of 50% or more does not differ at 4 points"
    some = sentences(of_odds((0.601, 0.7, 0.702, 0.65), 0.6))[0]
    assert some.startswith("Greatest odds at the gate with odds of at least the required 50%: reseller.terms.rate 30%")
    assert "; alike as printed at reseller.terms.rate 20%" in some
    sure = of_odds((0.601, 0.602, 0.6, 0.6), 0.97)
    assert sentences(sure)[0].startswith("Greatest odds at the gate with odds of at least the required 50%: reseller")
    assert finding(sure).endswith("or more is greatest at reseller.terms.rate 20%")
    equal = sentences(of_odds((0.6, 0.6, 0.6, 0.6), 1.0))[0]
    assert equal.startswith("With odds of at least the required 50%, at reseller")


def test_odds_below_the_required_that_print_alike_are_not_called_highest() -> None:
    all_alike = " ".join(sentences(of_odds((0.301, 0.302, 0.3, 0.3), 0.4)))
    assert (
        "The odds do not differ as printed: 30% at every point; at reseller.terms.rate 20% 30% (27% to 33%)"
        in all_alike
    )
    assert "highest" not in all_alike
    assert "Odds at the gate does not differ as printed: 30% at every point." in all_alike
    two = " ".join(sentences(of_odds((0.301, 0.302, 0.2, 0.1), 0.4)))
    assert (
        "The odds are highest at reseller.terms.rate 20% and reseller.terms.rate 10%, alike as printed; at "
        "reseller.terms.rate 20% 30% (27% to 33%), with all revenue"
    ) in two
    assert "odds at the gate is greatest at reseller.terms.rate 20%" in two.replace("Whatever the odds, ", "")
    assert "; alike as printed at reseller.terms.rate 10%." in two


def _best_said(lever: Lever, at: float, low: float, high: float, share: float) -> str:
    found = sweep_of((lever,))
    best = replace(found.best[OBJECTIVE.name], values=(at,), ci_low=(low,), ci_high=(high,), share=share)  # type: ignore[type-var]
    return grid_words(found, best)


def test_the_best_of_a_grid_is_no_surer_than_the_grid() -> None:
    """19.9: neighbours where no other point is chosen, an interval where one is; whole numbers stay whole."""
    sets = "; best of 4 points in all resampled sets"
    assert _best_said(RATE, 0.2, 0.1, 0.3, 1.0) == f"between its neighbours 10% and 30%, the grid is no finer{sets}"
    assert _best_said(RATE, 0.4, 0.3, 0.4, 1.0) == f"its neighbour is 30%, the grid is no finer{sets}"
    wide = _best_said(RATE, 0.2, 0.1, 0.4, 0.996)
    assert wide == "95% interval 10% to 40%; best of 4 points in over 99% of the resampled sets"
    days = Lever("archetypes.reseller.candidates", (1_234_567.0, 1_234_568.0, 1_234_570.0))
    said = _best_said(days, 1_234_568.0, 1_234_567.0, 1_234_570.0, 0.625)
    assert said.startswith("between its neighbours 1,234,567 and 1,234,570, the grid is no finer")
    assert said.endswith("in 63% of the resampled sets")
    assert _best_said(days, 1_234_567.0, 1_234_567.0, 1_234_568.0, 1.0).startswith(
        "beside 1,234,568, with no whole number between"
    )


def test_a_crossing_between_whole_numbers_is_between_them() -> None:
    """19.9: no 2.47 partners."""
    days = Lever("archetypes.reseller.candidates", (100.0, 103.0))
    assert between_points(days, 101.47) == "between 101 and 102"
    assert between_points(days, 101.0) == "101"
    assert between_points(RATE, 0.2345) == "23.5%"


def test_a_better_value_beyond_the_range_is_said_where_the_best_is_its_end() -> None:
    found = sweep_of()
    beyond = "; that is the end of the range tried for reseller.terms.rate: a better value may lie beyond it"
    assert beyond not in " ".join(sentences(found))
    edge = {name: best and replace(best, at_edge=(True,)) for name, best in found.best.items()}
    said = sentences(replace(found, answer=replace(found.answer, best=edge)))
    assert sum(beyond in sentence for sentence in said) == 2
    meeting = found.answer.meeting
    assert meeting is not None
    assert meeting.best is not None
    last = replace(meeting, best=replace(meeting.best, at_edge=(True,)))
    assert beyond in sentences(replace(found, answer=replace(found.answer, meeting=last)))[0]


def test_the_gate_is_that_of_the_points() -> None:
    """19.8: a lever may move its month or threshold, and no caption names the one of the scenario alone."""
    found = sweep_of()
    assert gate_text(found) == "10% at month 24"
    gates = [{**point.gate, "month": 12 * k + 12, "threshold": 0.08 + 0.01 * k} for k, point in enumerate(found.points)]
    moved = with_points(found, [replace(point, gate=gate) for point, gate in zip(found.points, gates, strict=True)])
    assert gate_text(moved) == "8% to 11% at months 12 to 48"
    assert "Odds of 8% to 11% at months 12 to 48 (required" in " ".join(printed(moved).split())


def test_odds_that_fall() -> None:
    found = sweep_of()
    (crossing,) = found.crossings
    falling = replace(found.answer, crossings=(replace(crossing, rising=False),))
    assert "The odds fall below the required 50% at" in " ".join(sentences(replace(found, answer=falling)))


def test_on_which_side_the_odds_lie_follows_their_intervals() -> None:
    """18.6: below at every point only where every interval lies below, whatever the means."""
    found = sweep_of()

    def told(*odds: float) -> str:
        points = [with_odds(point, chance, 0.03) for point, chance in zip(found.points, odds, strict=False)]
        return " ".join(sentences(with_points(found, points)))

    clear = told(0.05, 0.2, 0.3, 0.46)
    assert "they go from 5% (2% to 8%) to 46% (43% to 49%), clearly below it at every point." in clear
    close = told(0.05, 0.2, 0.3, 0.4975)
    assert "below it at every point" not in close
    assert "lie below the required 50% at every point" not in close
    assert (
        "No point clearly has the required odds of 50%. At reseller.terms.rate 40% they cannot be distinguished"
        in close
    )
    assert "The odds go from 5% to 50% and cross the required 50% nowhere" in close
    assert "at 1 point they cannot be distinguished from it; at the others they lie below it." in close
    high = told(0.6, 0.7, 0.8, 0.9)
    assert "The odds reach the required 50% at every point (from 60% to 90%)." in high
    mixed = told(0.51, 0.7, 0.8, 0.9)
    assert "the required 50% at every point" not in mixed
    assert "at 1 point they cannot be distinguished from it; at the others they reach it." in mixed


def test_failed_futures_are_said_on_the_page() -> None:
    found = sweep_of()
    assert "failed" not in printed(found)
    failed = replace(found.answer, points=(replace(found.points[0], failures=3), *found.points[1:]))
    assert "Up to 3 futures of a point failed and are left out." in printed(replace(found, answer=failed))


def test_contacts_that_are_not_made_and_why() -> None:
    """18.5: the points that lose most first, with both causes; one sentence where all points are alike."""
    found = mixes_sweep(("own mix", "heavy", "slow"))
    lists = (ShortList("alliance", 3, 612.4),)
    lost = (Contacts(2000.0, 1900.0, 1800.0, ()), Contacts(2000.0, 2000.0, 1200.0, lists), Contacts(2e3, 2e3, 1999, ()))

    def told(each: Sequence[Contacts]) -> str:
        points = [replace(point, contacts=its) for point, its in zip(found.points, each, strict=True)]
        return contacts_line(with_points(found, points))

    assert told(lost) == (
        "Over the horizon, at the same cost of staff: at heavy, of 2,000 planned contacts 800 are not made: 800 for "
        "want of names (alliance has 3 names for 612 contacts); own mix, of 2,000 planned contacts 200 are not made: "
        "100 for want of hours and 100 for want of names."
    )
    assert told([lost[0]] * 3) == (
        "Over the horizon, at every point or nearly so, of 2,000 planned contacts 200 are not made: 100 for want of "
        "hours and 100 for want of names."
    )
    assert "All planned contacts are made" in told([lost[2]] * 3)
    many = tuple(f"mix {k}" for k in range(6))
    points = [
        replace(p, contacts=Contacts(1e3, 1e3 - 50 * k, 900 - 50 * k, ()))
        for k, p in enumerate(mixes_sweep(many).points)
    ]
    assert contacts_line(with_points(mixes_sweep(many), points)).endswith("; 2 more points with fewer.")


def test_how_much_rests_on_the_elasticity() -> None:
    sweep = sweep_of()
    assert "depends on this assumption more than on the number of runs" in elasticity_sentence(sweep)
    held = sweep.elasticity
    assert held is not None
    same = replace(sweep, elasticity=replace(held, answers=dict.fromkeys(held.answers, sweep.answer)))
    assert "does not depend on this assumption" in elasticity_sentence(same)
    assert "not held at its p10 and p90" in elasticity_sentence(replace(sweep, elasticity=None))
    assert "20% loses nothing; at its p90 (1.3) incremental contribution is greatest at" in elasticity_sentence(sweep)
    assert "reseller.terms.rate 20% would give up $200k, $100k to $300k: so" in elasticity_sentence(sweep)
    assert "No lever swept is of pay" in elasticity_sentence(replace(sweep, levers=(DEALS,), elasticity=None))
    certain = sweep.scenario.model_copy(update={"uncertainty": {}})
    assert "No pay elasticity is uncertain" in elasticity_sentence(replace(sweep, elasticity=None, scenario=certain))


def test_what_stopped_it_is_said() -> None:
    stopped = replace(sweep_of(), stopped="max runs", half_width=0.01)
    assert sentences(stopped)[-1].startswith("Stopped at 500 runs: --max-runs was reached")


def test_figures_beside_each_other_are_rounded_each_by_its_own_interval() -> None:
    found = sweep_of(scale=12.345e6, best=0)  # at the last point 1.2345 million, give or take 0.6
    told = "40% (95% interval 40%; best of 4 points in 90% of the resampled sets): $1.2M, $0.6M to $1.9M"
    assert told in " ".join(sentences(found))
    close = [with_odds(point, point.gate["pass_probability"], 0.002) for point in found.points]
    assert "reseller.terms.rate 40%: 52.5% (52.3% to 52.7%)" not in " ".join(sentences(found))
    assert "odds 52.5% (52.3% to 52.7%)" in " ".join(sentences(with_points(found, close)))
    texts = " ".join(text.get_text() for text in figure_of(sweep_of((RATE, DEALS), scale=2.345e6)).findobj(Text))
    assert "greatest incremental contribution with odds of 50% or more, at 40% and 30,000" in texts
