"""19.22: the labels of months on pages, in tables, files and charts, and that they are labels alone."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from sim.analysis.comparison.compare import compare
from sim.analysis.comparison.comparison import Comparison
from sim.analysis.figures.outcomes import covered_months
from sim.analysis.run.summary import summarise
from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.sweep import Sweep, sweep
from sim.api.ensemble import Ensemble as Shown
from sim.experiment.chunk import chunk_of
from sim.experiment.ensemble import Ensemble
from sim.experiment.results import write_results
from sim.experiment.run import simulate
from sim.metrics.metric import NEVER
from sim.report.charts.ticks import month_ticks
from sim.report.comparison.fans import fans_figure
from sim.report.comparison.files import write_csv as write_comparison_csv
from sim.report.comparison.page import comparison_page
from sim.report.run.content import run_content
from sim.report.run.fan import fan_figure, finding
from sim.report.run.fan_data import fan_data
from sim.report.run.files import write_tables
from sim.report.run.full import full_tables
from sim.report.run.layout import ShortPage
from sim.report.sweep.chart import sweep_figure
from sim.report.sweep.files import write_csv as write_sweep_csv
from sim.report.sweep.page import sweep_page
from sim.report.sweep.required import gate_text
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

NAMED = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
START, BEGINS, MONTHS, GATE = 4, 7, 30, 18
RATE = "archetypes.reseller.terms.rate"


def label(month: int, start: int = START, begins: int = BEGINS) -> str:
    """The label of a program month, by counting the fiscal years that have begun."""
    calendar = [(start - 2 + each) % 12 + 1 for each in range(1, month + 1)]
    return f"{NAMED[calendar[-1] - 1]} FY{1 + calendar[1:].count(begins)}"


def _scenario(*more: str) -> Scenario:
    settings = (f"start_month={START}", f"months={MONTHS}", f"gate.month={GATE}", "vendor.direct.starting_arr=1e6")
    return load_scenario("coach_ready", [*settings, *more])


@pytest.fixture(scope="module")
def run() -> Ensemble:
    return simulate(_scenario(f"fiscal_year_month={BEGINS}"), runs=12, futures=1, workers=1)


@pytest.fixture(scope="module")
def plain() -> Ensemble:
    return simulate(_scenario(), runs=12, futures=1, workers=1)


@pytest.fixture(scope="module")
def pair() -> Comparison:
    scenarios = [_scenario(f"fiscal_year_month={BEGINS}", f"{RATE}={rate}") for rate in (0.2, 0.3)]
    return compare(scenarios, labels=["a", "b"], runs=6, workers=1)


@pytest.fixture(scope="module")
def swept() -> Sweep:
    return sweep(_scenario(f"fiscal_year_month={BEGINS}"), "gate.month=12:24:2", runs=4, workers=1)


def printed(*content: object, width: int = 80) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, emoji=False)
    for each in content:
        console.print(each)
    return file.getvalue()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_fiscal_year_moves_labels_and_no_result(run: Ensemble, plain: Ensemble) -> None:
    for name in run.metric_set.named:
        assert np.array_equal(run.values(name), plain.values(name)), name
    for name, values in run.totals.items():
        assert np.array_equal(values, plain.totals[name]), name
    labelled, bare = summarise(run), summarise(plain)
    stated = labelled.pop("calendar")
    assert {**labelled, "input_digest": "", "digest": ""} == {**bare, "input_digest": "", "digest": ""}
    assert stated == {
        "start_month": START, "fiscal_year_month": BEGINS, "fiscal_years": "Jul-Jun",
        "months": [label(month) for month in range(1, MONTHS + 1)],
    }  # fmt: skip


def test_nothing_is_labelled_where_no_fiscal_year_is_stated(plain: Ensemble, tmp_path: Path) -> None:
    summary = summarise(plain)
    page = printed(ShortPage(run_content(plain.scenario, summary), None), *full_tables(plain.scenario, summary))
    assert "calendar" not in summary
    assert "FY" not in page
    write_tables(tmp_path, summary)
    assert list(rows_of(tmp_path / "tables.csv")[0])[:6] == [
        "metric",
        "unit",
        "month",
        "statistic",
        "value",
        "scenario",
    ]
    figure = fan_figure(fan_data(plain, summary))
    assert {tick for axes in figure.axes for tick in texts(axes.xaxis)} == set(map(str, month_ticks(MONTHS)))


@pytest.mark.parametrize("width", [80, 120])
def test_the_short_page_labels_gate_months_years_and_payback(run: Ensemble, width: int) -> None:
    summary = summarise(run)
    summary["totals"]["payback_month"]["p50"] = 28.6
    page = printed(ShortPage(run_content(run.scenario, summary), None, is_whole=True), width=width)
    text = " ".join(page.split())
    assert f"at month {GATE} ({label(GATE)}) partners bring" in text
    assert "Month 1 is Apr FY1; fiscal years run Jul-Jun." in text
    lines = page.splitlines()
    for month in (12, GATE, 24, MONTHS):
        end = " gate" if month == GATE else ""
        assert any(line.startswith(f"{month} {label(month)}{end} ") for line in lines), month
    for first, last in ((1, 12), (13, 24), (25, 30)):
        at = next(at for at, line in enumerate(lines) if line.startswith(f"{first}-{last} "))
        assert f"{label(first)}-{label(last)}" in " ".join(lines[at : at + 2]), "beside the months, or below them"
    assert f"Payback by month {MONTHS} ({label(MONTHS)}):" in text
    assert f"(median: 29 {label(29)})" in text, "the label of the month that is printed"


def test_the_full_page_labels_every_column_of_months(run: Ensemble) -> None:
    summary = summarise(run)
    summary["totals"]["payback_month"].update(p10=20.0, p50=28.6, p90=None)
    page = printed(*full_tables(run.scenario, {**summary, "runs": 50}))
    lines = page.splitlines()
    odds, medians = (at for at, line in enumerate(lines) if line.startswith("Month "))
    for at in (odds, medians):
        months = [int(word) for word in lines[at].split()[1:]]
        assert lines[at + 1].split() == [word for month in months for word in label(month).split()]
    money = next(at for at, line in enumerate(lines) if line.startswith("Money "))
    assert lines[money + 1].split("  ")[-1].strip() == f"{label(25)}-{label(30)}"
    assert lines[money + 1].split() == f"{label(1)}-{label(12)} {label(13)}-{label(24)} {label(25)}-{label(30)}".split()
    taken = next(at for at, line in enumerate(lines) if line.startswith("Additional or taken?"))
    assert f"{label(7)}-{label(18)}" in lines[taken + 1]
    assert f"{label(1)}-{label(30)}" in lines[taken + 1]
    assert f"month 20 {label(20)}  month 29 {label(29)}" in page
    assert f"Phase at month {GATE} ({label(GATE)})" in page


def test_spans_of_whole_fiscal_years_are_short() -> None:
    found = simulate(
        load_scenario("coach_ready", ["start_month=7", "fiscal_year_month=7"]), runs=6, futures=1, workers=1
    )
    summary = summarise(found)
    lines = printed(ShortPage(run_content(found.scenario, summary), None), width=100).splitlines()
    for year in range(1, 5):
        assert any(line.startswith(f"{12 * year - 11}-{12 * year} FY{year} ") for line in lines)
    assert any(line.startswith("24 Jun FY2 gate ") for line in lines)


def test_tables_have_the_label_of_each_month(run: Ensemble, tmp_path: Path) -> None:
    write_tables(tmp_path, summarise(run))
    rows = rows_of(tmp_path / "tables.csv")
    assert {int(row["month"]) for row in rows} == set(range(1, MONTHS + 1))
    assert all(row["calendar"] == label(int(row["month"])) for row in rows)


def test_parquet_files_say_the_calendar(run: Ensemble, plain: Ensemble, tmp_path: Path) -> None:
    for name, ensemble in (("a", run), ("b", plain)):
        (tmp_path / name).mkdir()
        write_results(tmp_path / name, ensemble.scenario, chunk_of(ensemble))
    told = pq.read_schema(tmp_path / "a" / "monthly.parquet").metadata
    assert (told[b"start_month"], told[b"fiscal_year_month"]) == (b"4", b"7")
    assert b"start_month" not in pq.read_schema(tmp_path / "b" / "monthly.parquet").metadata


def test_notebooks_label_months(run: Ensemble) -> None:
    shown = Shown.of(run)
    assert f"at month {GATE} ({label(GATE)}) partners bring" in shown.sentences()[0]
    assert f"month 24 ({label(24)})" in shown._repr_html_()
    assert f"month 24 ({label(24)})" in shown.metric("total_revenue")._repr_html_()
    axes = shown.fan()
    assert {tick.replace("\n", " ") for tick in texts(axes.xaxis)} == {f"{m} {label(m)}" for m in month_ticks(MONTHS)}
    assert any(text.get_text().endswith(f"at month {GATE} ({label(GATE)})") for text in axes.texts)


# Comparisons


def test_the_page_of_a_comparison(pair: Comparison) -> None:
    page = printed(comparison_page(pair, None))
    text = " ".join(page.split())
    assert (
        f"sourced at month {GATE} ({label(GATE)}) over 3 months Month 1 is Apr FY1; fiscal years run Jul-Jun." in text
    )
    assert f"summed over {MONTHS} months ({label(1)}-{label(MONTHS)});" in text
    for month in (12, 24, MONTHS):
        assert f"Sourced share, {month} {label(month)} " in page


def test_scenarios_of_different_calendars_are_labelled_apart() -> None:
    scenarios = [_scenario(), _scenario("fiscal_year_month=7"), _scenario("fiscal_year_month=1")]
    found = compare(scenarios, labels=["a", "b", "c"], runs=2, workers=1)
    text = " ".join(printed(comparison_page(found, None)).split())
    assert (
        "A: no fiscal year is stated. B: Month 1 is Apr FY1; fiscal years run Jul-Jun. "
        "C: Month 1 is Apr FY1; fiscal years run Jan-Dec."
    ) in text
    assert f"b (gate: 10% sourced at month {GATE} ({label(GATE)}) over 3 months)" in text
    assert f"c (gate: 10% sourced at month {GATE} ({label(GATE, begins=1)}) over 3 months)" in text
    assert "Sourced share, month 24" in text, "one row of all three has no one label"
    assert all("FY" not in tick for axes in fans_figure(found).axes for tick in texts(axes.xaxis))
    assert ["calendar" in each for each in found.to_dict()["scenarios"]] == [False, True, True]
    assert all(figures == found.figures[0] for figures in found.figures), "labels alone"
    assert not replace(found, ensembles=found.ensembles[1:]).calendar.is_stated, "both state one"


def covered(name: str, gate: int, runoff: int) -> tuple[int, int]:
    """What an outcome is about, written out."""
    if name in ("odds", "active_partners", "credited_pass_probability", "additional_pass_probability"):
        return gate, gate
    if name.startswith("sourced_share_"):
        return int(name.split("_")[-1]), int(name.split("_")[-1])
    if name == "npv_of_runoff":
        return MONTHS + 1, MONTHS + runoff
    return 1, MONTHS + (runoff if name == "npv_with_runoff" else 0)


def said(first: int, last: int) -> str:
    return label(last) if first == last else f"{label(first)}-{label(last)}"


def test_the_table_of_a_comparison(pair: Comparison, tmp_path: Path) -> None:
    write_comparison_csv(tmp_path / "c.csv", pair)
    rows = rows_of(tmp_path / "c.csv")
    runoff = pair.ensembles[0].scenario.finance.runoff_months
    assert {row["letter"] for row in rows} == {"A", "B"}
    for row in rows:
        assert row["calendar"] == said(*covered(row["outcome"], GATE, runoff)), row["outcome"]
    for each in pair.to_dict()["scenarios"]:
        assert each["calendar"]["months"][GATE - 1] == label(GATE)


def test_no_run_off_has_no_months_of_its_own() -> None:
    assert covered_months("npv_of_runoff", _scenario("finance.runoff_months=0")) == (1, MONTHS)


# Sweeps


def test_the_page_of_a_sweep(swept: Sweep) -> None:
    text = " ".join(printed(sweep_page(swept, None)).split())
    assert "Month 1 is Apr FY1; fiscal years run Jul-Jun." in text
    assert f"at months 12 to 24 ({label(12)} to {label(24)}) (required" in text
    assert f"sums over {MONTHS} months ({label(1)}-{label(MONTHS)})" in text
    assert swept.to_dict()["calendar"]["months"] == [label(month) for month in range(1, MONTHS + 1)]
    one = replace(swept, answer=replace(swept.answer, points=swept.points[:1]))
    assert gate_text(one) == f"10% at month 12 ({label(12)})"


def test_the_table_of_a_sweep(swept: Sweep, tmp_path: Path) -> None:
    write_sweep_csv(tmp_path / "s.csv", swept)
    rows = rows_of(tmp_path / "s.csv")
    assert {row["gate_month"] for row in rows} == {"12", "24"}
    for row in rows:
        assert row["calendar"] == said(*covered(row["outcome"], int(row["gate_month"]), 0)), row["outcome"]


def test_a_lever_that_moves_the_calendar_has_labels_by_point(tmp_path: Path) -> None:
    found = sweep(_scenario("fiscal_year_month=7"), "start_month+=0:3:2", runs=2, workers=1)
    assert "FY" not in printed(sweep_page(found, None))
    assert "calendar" not in found.to_dict()
    write_sweep_csv(tmp_path / "s.csv", found)
    odds = [row for row in rows_of(tmp_path / "s.csv") if row["outcome"] == "odds"]
    assert [row["calendar"] for row in odds] == [label(GATE), label(GATE, start=7)]


def test_a_sweep_of_labels_is_refused() -> None:
    with pytest.raises(SweepError, match="fiscal_year_month: is printed and changes no result"):
        sweep("coach", "fiscal_year_month=1:12:3", runs=2)


# Charts


def texts(axis: object) -> list[str]:
    """The labels of the ticks of an axis inside its limits."""
    low, high = axis.get_view_interval()  # type: ignore[attr-defined]
    places = [place for place in axis.get_majorticklocs() if low <= place <= high]  # type: ignore[attr-defined]
    return list(axis.get_major_formatter().format_ticks(places))  # type: ignore[attr-defined]


def test_the_fan_chart(run: Ensemble) -> None:
    data = fan_data(run, summarise(run))
    assert finding(data).endswith(f"by month {GATE} ({label(GATE)})")
    figure = fan_figure(data)
    lower = figure.axes[1]
    assert texts(lower.xaxis) == ["\n".join([str(month), *label(month).split()]) for month in month_ticks(MONTHS)]
    assert lower.get_xlabel() == "month, and month of the fiscal year (Jul-Jun)"
    assert any(text.get_text() == f"gate: month {GATE} ({label(GATE)})" for text in figure.axes[0].texts)


def boxes(figure: object) -> Iterator[tuple[float, float, float, float]]:
    """Places of the tick labels below the lowest axes, from left to right."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    figure.draw(renderer)  # type: ignore[attr-defined]
    for axes in figure.axes:  # type: ignore[attr-defined]
        for tick in axes.get_xticklabels():
            if axes.get_visible() and tick.get_visible() and "FY" in tick.get_text():
                yield tuple(tick.get_window_extent(renderer).extents.tolist())


@pytest.mark.parametrize("count", [2, 9])
def test_labels_of_a_comparison_stay_apart_and_inside(count: int) -> None:
    """Two panels in a row, and three; over a horizon with the most marks."""
    scenario = load_scenario("coach_ready", ["start_month=4", "fiscal_year_month=7"])
    found = compare([scenario, scenario], labels=["a", "b"], runs=2, workers=1)
    many = replace(
        found, labels=tuple("abcdefghi"[:count]), ensembles=found.ensembles[:1] * count,
        figures=found.figures[:1] * count, own_months=(48,) * count,
    )  # fmt: skip
    figure = fans_figure(many)
    places = sorted(boxes(figure))
    assert len(places) >= 8
    width, height = figure.bbox.width, figure.bbox.height
    assert all(left >= 0 and right <= width and low >= 0 and high <= height for left, low, right, high in places)
    bottom = min(low for _, low, _, _ in places)
    row = sorted((left, right) for left, low, right, _ in places if low == pytest.approx(bottom, abs=2))
    assert all(right < left for (_, right), (left, _) in pairwise(row))
    notes = [text.get_window_extent().y1 for text in figure.texts if "Dashed" in text.get_text()]
    assert max(notes) < bottom
    assert any("fiscal years, Jul-Jun" in text.get_text() for text in figure.texts)


def test_the_headings_of_a_sweep_do_not_run_into_each_other(swept: Sweep) -> None:
    figure = sweep_figure(swept)
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    first, second = (axes.title if axes.get_title() else axes._left_title for axes in figure.axes[:2])
    assert first.get_text() == f"Odds of 10% at months 12 to 24\n({label(12)} to {label(24)})"
    assert first.get_window_extent(renderer).x1 < second.get_window_extent(renderer).x0


def test_numbers_of_months_that_never_come_have_no_label(run: Ensemble) -> None:
    summary = summarise(run)
    assert NEVER > MONTHS
    summary["totals"]["payback_month"].update(p10=None, p50=None, p90=None)
    page = printed(*full_tables(run.scenario, {**summary, "runs": 50}))
    line = next(line for line in page.splitlines() if line.startswith("Payback month"))
    assert line.split() == ["Payback", "month", *["never"] * 3]
