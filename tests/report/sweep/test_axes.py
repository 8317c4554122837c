"""What the axes and notes of a sweep's charts say of its levers: whole, in words, inside the figure."""

import pytest
from matplotlib.text import Text
from rich.console import Console

from sim.analysis.sweep.levers import lever_of
from sim.analysis.sweep.sweep import sweep
from sim.report.charts.style import chart_style
from sim.report.sweep.chart import sweep_figure
from sim.report.sweep.levers import axis_lines, between_points, in_words, value_text, values_text
from sim.report.sweep.page import sweep_page
from sim.report.words.labels import at_marks
from sim.scenario.load import load_scenario

READINESS = "readiness.organisational_capacity=0.3:0.9:2"
MANAGERS = "phases.*.managers+=0:2:2"
FACTOR = "archetypes.*.churn_per_year*=0.5:1.5:3"
RATE = "archetypes.reseller.terms.rate=0.1:0.3:3"


@pytest.mark.parametrize(
    ("over", "names"),
    [
        (READINESS, ["readiness.organisational_capacity 0.3", "readiness.organisational_capacity 0.9"]),
        (MANAGERS, ["managers of all phases +0", "managers of all phases +2"]),
        ("phases.*.managers-=0:2:2", ["managers of all phases -0", "managers of all phases -2"]),
        ("phases.*.managers+=-1:0:2", ["managers of all phases -1", "managers of all phases +0"]),
        (FACTOR, [f"churn_per_year of all archetypes x{factor}" for factor in ("0.5", "1", "1.5")]),
        ("archetypes.reseller.terms.rate+=0:0.1:2", ["reseller.terms.rate +0", "reseller.terms.rate +0.1"]),
        (RATE, ["reseller.terms.rate 10%", "reseller.terms.rate 20%", "reseller.terms.rate 30%"]),
    ],
)
def test_a_point_reads_as_what_is_set(over: str, names: list[str]) -> None:
    """19.13: a score is no percentage, and a relative lever shows its operator beside the number."""
    lever = lever_of(over, load_scenario("coach"))
    assert [values_text([lever], [value]) for value in lever.values] == names


@pytest.mark.parametrize("over", [READINESS, MANAGERS, FACTOR, RATE])
@pytest.mark.parametrize("most", [24, 36, 64])
def test_the_words_of_an_axis_are_whole(over: str, most: int) -> None:
    """19.13: broken between words or after a mark, never cut."""
    lever = lever_of(over, load_scenario("coach"))
    said = axis_lines(lever, most)
    assert "…" not in said
    assert max(map(len, said.split("\n"))) <= most
    last = over.partition("=")[0].rstrip("+*").rsplit(".", 1)[-1]
    assert last in said.replace("\n", "")


def test_a_name_is_broken_and_keeps_every_letter() -> None:
    name = "archetypes.reseller.committed_reps_probability, a name without marks: " + 60 * "x"
    lines = at_marks(name, 21)
    assert max(map(len, lines)) <= 21
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize("over", [(READINESS,), (MANAGERS,), (READINESS, MANAGERS), (RATE, FACTOR)])
def test_every_text_of_a_chart_is_inside_it_and_whole(over: tuple[str, ...]) -> None:
    with chart_style():
        figure = sweep_figure(sweep(load_scenario("coach", ["months=24"]), over, runs=12))
        figure.canvas.draw()
    drawn = figure.get_tightbbox()
    assert min(drawn.x0, drawn.y0) >= 0
    assert drawn.x1 <= figure.get_figwidth()
    texts = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    assert [text for text in texts if "…" in text] == []
    ticks = {text.get_text() for axes in figure.axes for text in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    first = lever_of(over[0], load_scenario("coach"))
    assert {value_text(first, value) for value in first.values} <= ticks


def test_a_value_between_two_points_has_its_sign_too() -> None:
    lever = lever_of("vendor.direct_delay_days-=0:2:2", load_scenario("coach"))
    assert between_points(lever, 0.4) == "between -0 and -1"
    assert axis_lines(lever, 64).startswith("taken from ")


@pytest.mark.parametrize(
    ("over", "said"),
    [
        (RATE, "fee on first-year ACV, or resale margin, or share (reseller.terms.rate)"),
        ("archetypes.technology.terms.share_months=12:24:2", "months from go-live that are shared"),
    ],
)
def test_an_axis_has_the_meaning_up_to_its_first_semicolon(over: str, said: str) -> None:
    """What a value of 0 or none means stands on the page: on an axis it left the end of the path alone."""
    base = load_scenario("coach", ["archetypes.technology.terms={ model='share', rate=0.1 }"])
    lever = lever_of(over, base)
    drawn = axis_lines(lever, 64).replace("\n", " ")
    assert drawn.startswith(said)
    assert ";" not in drawn
    assert f"{lever.spec.meaning} (" in in_words(lever)


def test_the_points_at_the_ends_are_drawn_whole() -> None:
    with chart_style():
        figure = sweep_figure(sweep(load_scenario("coach", ["months=12", "gate.month=12"]), (RATE,), runs=12))
    lines = [line for axes in figure.axes for line in axes.lines if line.get_gid() == "stated"]
    assert lines
    assert not any(line.get_clip_on() for line in lines)


@pytest.mark.parametrize(
    ("over", "warned", "note"),
    [
        ("archetypes.reseller.terms.rate=0.15:0.45:4", "At reseller.terms.rate 45%: Warning R-13", True),
        ("archetypes.reseller.terms.rate=0.15:0.45:2", "At reseller.terms.rate 45%: Warning R-13", True),
        (
            "archetypes.reseller.terms.rate=0.15:0.55:5",
            "At reseller.terms.rate 45% and at reseller.terms.rate 55%",
            True,
        ),
        ("archetypes.reseller.terms.rate=0.35:0.65:4", "At reseller.terms.rate 45% to 65%", True),
        ("archetypes.reseller.terms.rate=0.15:0.25:3", "", False),
    ],
)
def test_warnings_of_some_points_say_of_which(over: str, warned: str, note: bool) -> None:
    """R-13 holds at 41% too, which is no point: nobody may take the one that is named for the least."""
    console = Console(width=200, highlight=False, markup=False, color_system=None)
    with console.capture() as captured:
        console.print(sweep_page(sweep(load_scenario("coach", ["months=24"]), (over,), runs=12), None))
    text = captured.get()
    assert text.count("Warning R-13") == bool(warned)
    assert warned in text
    assert ("These warnings are of the points of the sweep alone" in text) is note
