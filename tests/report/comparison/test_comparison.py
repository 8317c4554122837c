"""Sentences, rounding and charts of a comparison."""

import dataclasses
import io
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text
from rich.console import Console

from sim.analysis.comparison.compare import compare, numbered
from sim.analysis.comparison.comparison import Comparison, comparison_of
from sim.analysis.figures.outcomes import PROGRAM_CONTRIBUTION
from sim.analysis.figures.paired import Paired
from sim.analysis.figures.quantiles import bands
from sim.report.charts.style import chart_style
from sim.report.comparison.charts import write_charts
from sim.report.comparison.distributions import differences_figure
from sim.report.comparison.fans import fans_figure
from sim.report.comparison.page import comparison_page
from sim.report.comparison.tables import overview
from sim.report.comparison.words import horizon_line, verdict_lines
from sim.scenario.load import load_scenario

MONEY = PROGRAM_CONTRIBUTION


@pytest.fixture(scope="module")
def found() -> Comparison:
    """coach, ready and one that contacts nobody: names as long as users make them."""
    nobody = [f"phases.{name}.contacts_per_month=0" for name in ("pilot", "stabilise", "scale", "maturity")]
    scenarios = [
        load_scenario("coach", ["months=30"]),
        load_scenario("coach_ready"),
        load_scenario("coach", ["months=30", *nobody]),
    ]
    return compare(scenarios, labels=["coach", "ready", "coach:" + ",".join(nobody)], runs=40, workers=1)


def _paired(difference: float, low: float, high: float, better: float = 0.83) -> Paired:
    return Paired(difference, low, high, 1, 2, 4, 0, 0, 0, better, 1 - better, 0, better, 0, 1, None, None)


def _with_odds(found: Comparison, odds: Paired, money: Paired) -> Comparison:
    first, *rest = found.differences
    changed = dataclasses.replace(first, outcomes={**first.outcomes, "odds": odds, "program_contribution": money})
    figures = [dict(figures) for figures in found.figures]
    for figure, (mean, low, high) in zip(figures, [(0.32, 0.29, 0.35), (0.41, 0.38, 0.44)], strict=False):
        figure["odds"] = dataclasses.replace(figure["odds"], mean=mean, ci_low=low, ci_high=high)
    return dataclasses.replace(found, differences=(changed, *rest), figures=tuple(figures))


def test_sentences(found: Comparison) -> None:
    told = _with_odds(found, _paired(0.09, 0.07, 0.11), _paired(1.2e6, 1.0e6, 1.4e6))
    lines = list(verdict_lines(told, told.differences[0]))
    assert lines[0] == (
        "B raises the odds from 32% to 41% (+9 points, 95% interval +7 to +11); "
        "in 83% of futures the program contribution of B is higher."
    )
    assert lines[1] == "Over 30 months it adds $1.2M of program contribution on average (95% interval $1.0M to $1.4M)."
    told = _with_odds(found, _paired(-0.01, -0.03, 0.01), _paired(-2e5, -4e5, 1e3, better=0.2))
    lines = list(verdict_lines(told, told.differences[0]))
    assert lines[0].startswith("The odds of B (41%) and A (32%) do not differ significantly (-1 point, 95% interval -3")
    assert lines[0].endswith("in 80% of futures the program contribution of B is lower.")
    assert "do not differ significantly: B less A is between -$400k and" in lines[1]


def test_revenue_gross_and_net_in_one_sentence(found: Comparison) -> None:
    """Only where both differences can be told from zero; parts of a sum are no reason to choose."""

    def told(gross: Paired, net: Paired) -> list[str]:
        first = found.differences[0]
        changed = {**first.outcomes, "recruited_revenue": gross, "additional_revenue": net}
        return list(verdict_lines(found, dataclasses.replace(first, outcomes=changed)))

    more, less = _paired(3.0e6, 2.8e6, 3.2e6), _paired(-4e5, -5e5, -3e5)
    said = (
        "The program's partners in B bring $3.0M more revenue than those in A; net of what direct sales lose, the "
        "program of B adds $400k less than that of A (95% interval $300k to $500k)."
    )
    assert said in told(more, less)
    unknown = _paired(3.0e6, -1e5, 6.1e6)
    assert not any("net of what direct sales lose" in line for line in (*told(unknown, less), *told(more, unknown)))
    better = dataclasses.replace(more, first_order="ready", second_order="ready")
    sentences = [line for line in told(better, more) if "dominance" in line]
    assert sentences
    assert not any("recruited revenue" in line for line in sentences)
    first = found.differences[0]
    shares = {name: better for name in first.outcomes if name.startswith("sourced_share_")}
    changed = dataclasses.replace(first, outcomes={**first.outcomes, **shares})
    (by_luck,) = (line for line in verdict_lines(found, changed) if "every percentile of" in line)
    assert "sourced share at months 12, 24 and 30" in by_luck


def test_all_revenue_is_said_once(found: Comparison) -> None:
    first, more = found.differences[0], _paired(3.0e6, 2.8e6, 3.2e6)

    def told(total: Paired) -> str:
        changed = {"recruited_revenue": more, "additional_revenue": more, "total_revenue": total}
        return " ".join(verdict_lines(found, dataclasses.replace(first, outcomes={**first.outcomes, **changed})))

    assert "than that of A (95% interval $2.8M to $3.2M), and all revenue is as much higher." in told(more)
    assert "All revenue of the company" not in told(more)
    assert "All revenue of the company is $2.9M higher in B" in told(_paired(2.9e6, 2.7e6, 3.1e6))
    assert "as much" not in told(_paired(2.9e6, 2.7e6, 3.1e6))
    assert "as much" not in told(_paired(-3.0e6, -3.2e6, -2.8e6))


@pytest.mark.parametrize(
    ("name", "changes", "is_told"),
    [
        ("npv", {"better": 0.6, "worse": 0.0}, True),
        ("npv", {"better": 0.09, "worse": 0.0}, False),
        ("npv", {"better": 0.6, "worse": 0.0, "ci_low": -0.1e6}, False),
        ("payback_month", {"better": 0.6, "worse": 0.0, "difference": None, "p_better_low": 0.7}, True),
        ("payback_month", {"better": 0.03, "worse": 0.0, "difference": None, "p_better_low": 0.501}, False),
        ("payback_month", {"better": 0.6, "worse": 0.3, "difference": None, "p_better_low": 0.49}, False),
    ],
)
def test_dominance_of_hardly_any_future_is_not_told(
    found: Comparison, name: str, changes: dict[str, float | None], is_told: bool
) -> None:
    """19.13: one that is better in a few futures and equal in all others dominates, and nobody need know it."""
    first = found.differences[0]
    plain = {
        key: dataclasses.replace(each, first_order=None, second_order=None) for key, each in first.outcomes.items()
    }
    one = dataclasses.replace(_paired(1.2e6, 1.0e6, 1.4e6), first_order="ready", p_better_high=0.99, **changes)
    lines = verdict_lines(found, dataclasses.replace(first, outcomes={**plain, name: one}))
    assert any("every percentile" in line for line in lines) == is_told


def test_risk_is_a_matter_of_money_alone(found: Comparison) -> None:
    first = found.differences[0]
    plain = {
        name: dataclasses.replace(paired, first_order=None, second_order=None)
        for name, paired in first.outcomes.items()
    }

    def said(name: str) -> list[str]:
        outcomes = {**plain, name: dataclasses.replace(plain[name], second_order="ready")}
        lines = verdict_lines(found, dataclasses.replace(first, outcomes=outcomes))
        return [line for line in lines if "risk-averse" in line]

    assert said("sourced_share_12") == []
    assert said("npv") == [
        "B is the better choice for a risk-averse decision maker by net present value "
        "(second-order dominance in these futures)."
    ]


def test_one_that_never_starts_is_said_plainly(found: Comparison) -> None:
    first, *_ = verdict_lines(found, found.differences[1])
    assert first == (
        "C lowers the odds from 28% to 0% (-28 points, 95% interval -41 to -11); "
        "in 78% of futures the program contribution of C is higher."
    )
    assert horizon_line(found) == "Compared over 30 months, the horizon of A and C; later months are left out."


def test_the_overview_counts_no_ties_as_higher(found: Comparison) -> None:
    tied = dataclasses.replace(_paired(1.2e6, 1.0e6, 1.4e6, better=0.71), worse=0.01, equal=0.28, p_better=0.85)
    told = _with_odds(found, _paired(0.09, 0.07, 0.11), tied)
    page = io.StringIO()
    Console(width=80, file=page).print(overview(told))
    row = next(line for line in page.getvalue().splitlines() if line.startswith("B") and "41% ±" in line)
    assert row.split()[-1] == "71%"


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_page_fits(found: Comparison, width: int) -> None:
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        console.print(comparison_page(found, Path("reports/x")))
        lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= width
    if width >= 80:
        words = ("Recruited revenue", "- taken from direct", "Additional revenue", "Acquisition cost saved")
        assert all(any(line.startswith(f"{word} ") for line in lines) for word in words)
        for word in (
            "Sourced share, month 24",
            "NPV with run-off",
            "Payback month",
            "95% interval",
            "files: reports/x",
        ):
            assert any(word in line for line in lines), word
        assert not any("…" in line for line in lines)


def test_bands_drawn_are_bands_computed(found: Comparison) -> None:
    with chart_style():
        figure = fans_figure(found)
    panels = [axes for axes in figure.axes if axes.get_visible()]
    assert len(panels) == 3
    assert len({axes.get_ylim() for axes in panels}) == 1
    for axes, ensemble in zip(panels, found.ensembles, strict=True):
        (line,) = [line for line in axes.lines if line.get_gid() == "p50"]
        np.testing.assert_array_equal(line.get_ydata(), bands(ensemble.values("sourced_share"))["p50"])


@pytest.mark.parametrize("count", [2, 8, 13])
def test_long_names_stay_in_the_chart_and_apart(found: Comparison, count: int) -> None:
    """At the width of a phone, 390 pixels, every letter is at least 7 pixels high."""
    names = [
        "coach:archetypes.reseller.terms.rate=0.35,readiness.product_maturity=0.9",
        "a very long name with words that somebody typed as a file name for her board",
        "coach_with_no_candidates_at_all_in_any_archetype",
    ]
    labels = numbered([names[k % 3] for k in range(count)])
    many = comparison_of(labels, [found.ensembles[k % 3] for k in range(count)])
    for draw in (fans_figure, differences_figure):
        with chart_style():
            figure = draw(many)
            figure.canvas.draw()
        drawn = figure.get_tightbbox()
        assert min(drawn.x0, drawn.y0) >= 0
        assert drawn.x1 <= figure.get_figwidth()
        assert drawn.y1 <= figure.get_figheight()
        texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
        assert min(text.get_fontsize() for text in texts) / 72 * 390 / figure.get_figwidth() >= 7
        titles = [axes._left_title.get_window_extent() for axes in figure.axes if axes.get_visible()]
        assert not any(one.overlaps(other) for k, one in enumerate(titles) for other in titles[k + 1 :])


def test_distribution_shows_every_pair_and_its_median(found: Comparison) -> None:
    with chart_style():
        figure = differences_figure(found)
    assert len(figure.axes) == 2
    for axes, difference in zip(figure.axes, found.differences, strict=True):
        change = found.paired(difference.label, "program_contribution")
        assert sum(patch.get_height() for patch in axes.patches[: len(axes.patches) // 2]) == (change < 0).sum()
        (median,) = [line for line in axes.lines if line.get_gid() == "median"]
        assert median.get_xdata()[0] == pytest.approx(np.median(change))
        assert "of futures" in axes.get_title(loc="left")


def test_the_median_of_the_chart_is_rounded_by_its_own_interval(found: Comparison) -> None:
    """Six times the contribution: half the interval is above 1M for C's median, 0.98M for its mean."""
    name = "program_contribution"
    larger = [
        dataclasses.replace(each, monthly={**each.monthly, name: 6 * each.monthly[name]}) for each in found.ensembles
    ]
    with chart_style():
        *_, last = differences_figure(comparison_of(found.labels, larger)).axes
    assert last.get_title(loc="left").endswith("; median +$2M")


def test_the_same_comparison_gives_the_same_bytes(found: Comparison, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_charts(found, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
