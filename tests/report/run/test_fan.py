"""The fan chart draws what was computed, in any horizon and for any sample, and always the same bytes."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from warnings import catch_warnings, simplefilter

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from PIL import Image
from scipy.stats import beta

from sim.analysis.run.summary import summarise
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.report.charts.bands import BANDS
from sim.report.charts.failure import LettersWarning
from sim.report.charts.style import WIDTH_PIXELS, chart_style
from sim.report.run.fan import fan_figure, finding, share_limit, write_fan
from sim.report.run.fan_data import FanData, chosen_futures
from sim.report.run.fan_data import fan_data as fan_data_of
from sim.scenario.load import load_scenario

LEVELS = (5, 10, 25, 50, 75, 90, 95)


def fan_data(
    runs: int = 200, months: int = 48, *, gate: int = 24, scale: float = 1.0, title: str = "A program"
) -> FanData:
    generator = np.random.default_rng(7)
    rise = np.clip((np.arange(1, months + 1) - 4) / 20, 0, None)
    shares = scale * 0.12 * np.exp(generator.normal(0, 0.5, (runs, 1))) * rise
    odds = (shares >= 0.1).mean(axis=0)
    return FanData(
        title=title,
        measure="sourced_share",
        quantiles={f"p{level:02d}": np.percentile(shares, level, axis=0).tolist() for level in LEVELS},
        futures=chosen_futures(shares, gate),
        odds=odds.tolist(),
        odds_low=np.clip(odds - 0.06, 0, 1).tolist(),
        odds_high=np.clip(odds + 0.06, 0, 1).tolist(),
        threshold=0.1,
        gate_month=gate,
        required=0.5,
        runs=runs,
        seed=3,
        additional=(0.8 * np.median(shares, axis=0) - 0.01).tolist(),
        known=(np.clip(odds - 0.3, 0, 1).tolist(), np.clip(odds + 0.3, 0, 1).tolist()),
    )


def drawn_band(axes: Axes, gid: str) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper edge of a band, by month, as they stand in the drawing."""
    bands = (item for item in axes.collections if isinstance(item, PolyCollection))
    band = next(item for item in bands if item.get_gid() == gid)
    corners = band.get_paths()[0].vertices
    months = sorted({float(x) for x, _ in corners})
    at_month = [[y for x, y in corners if x == month] for month in months]
    return np.array([min(ys) for ys in at_month]), np.array([max(ys) for ys in at_month])


def test_bands_drawn_are_bands_computed() -> None:
    data = fan_data()
    upper, lower = fan_figure(data).axes
    for low, high, _, _ in BANDS:
        drawn_low, drawn_high = drawn_band(upper, f"{low}-{high}")
        np.testing.assert_array_equal(drawn_low, data.quantiles[low])
        np.testing.assert_array_equal(drawn_high, data.quantiles[high])
    median = next(line for line in upper.lines if line.get_gid() == "p50")
    np.testing.assert_array_equal(median.get_ydata(), data.quantiles["p50"])
    drawn_low, drawn_high = drawn_band(lower, "odds-interval")
    np.testing.assert_array_equal(drawn_low, data.odds_low)
    np.testing.assert_array_equal(drawn_high, data.odds_high)
    assert data.known is not None
    for drawn, known in zip(drawn_band(lower, "ignorance"), data.known, strict=True):
        np.testing.assert_array_equal(drawn, known)
    for axes, gid, values in (
        (upper, "additional", data.additional), (lower, "odds", data.odds),
        (lower, "ignorance-p10", data.known[0]), (lower, "ignorance-p90", data.known[1]),
    ):  # fmt: skip
        drawn = line_of(axes, gid)
        np.testing.assert_array_equal(drawn.get_xdata(), range(1, 49))
        np.testing.assert_array_equal(drawn.get_ydata(), values)


def line_of(axes: Axes, gid: str) -> Line2D:
    """A line of the drawing by its name."""
    (found,) = (line for line in axes.lines if line.get_gid() == gid)
    return found


def level_lines(axes: Axes) -> tuple[list[float], list[float]]:
    """Heights of the lines across and months of the lines up."""
    across = [line for line in axes.lines if list(line.get_xdata()) == [0, 1]]
    up = [line for line in axes.lines if list(line.get_ydata()) == [0, 1] and len(line.get_xdata()) == 2]
    return [float(line.get_ydata()[0]) for line in across], [float(line.get_xdata()[0]) for line in up]


MONTHS, RUNS, FUTURES, GATE = 27, 40, 4, 24


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return simulate(load_scenario("coach", [f"months={MONTHS}"]), runs=RUNS, futures=FUTURES, workers=1)


def trailing(values: np.ndarray) -> np.ndarray:
    """Sums over up to three months."""
    return np.array([values[:, max(0, month - 2) : month + 1].sum(axis=1) for month in range(MONTHS)]).T


def test_every_line_and_band_is_that_of_the_months(ensemble: Ensemble) -> None:
    """18.21: read back from the drawing and computed again from the months of every future."""
    upper, lower = fan_figure(fan_data_of(ensemble, summarise(ensemble))).axes
    total = trailing(ensemble.monthly["total_revenue"])
    share, additional = (trailing(ensemble.monthly[name]) / total for name in ("partner_revenue", "additional_revenue"))
    np.testing.assert_allclose(line_of(upper, "p50").get_ydata(), np.median(share, axis=0))
    np.testing.assert_allclose(line_of(upper, "additional").get_ydata(), np.median(additional, axis=0), atol=1e-12)
    for gid, ends in (("p25-p75", (25, 75)), ("p10-p90", (10, 90))):
        for drawn, level in zip(drawn_band(upper, gid), ends, strict=True):
            np.testing.assert_allclose(drawn, np.percentile(share, level, axis=0))
    passes = (share >= 0.1).astype(float)
    np.testing.assert_allclose(line_of(lower, "odds").get_ydata(), passes.mean(axis=0))
    by_world = passes.reshape(RUNS, FUTURES, MONTHS).mean(axis=1)
    low, high = line_of(lower, "ignorance-p10").get_ydata(), line_of(lower, "ignorance-p90").get_ydata()
    for month in range(MONTHS):
        odds = by_world[:, month]
        variance = max(0.0, odds.var(ddof=1) - (odds * (1 - odds) / (FUTURES - 1)).mean())
        mean = odds.mean()
        expected = (mean, mean)
        if variance and 0 < mean < 1:
            size = max(mean * (1 - mean) / variance - 1, 1e-3)
            expected = beta.ppf([0.1, 0.9], size * mean, size * (1 - mean))
        assert (low[month], high[month]) == pytest.approx(expected, abs=1e-6), month
    assert level_lines(upper) == ([0.1], [GATE])
    assert level_lines(lower) == ([0.5], [GATE])
    dot = line_of(lower, "gate")
    assert (list(dot.get_xdata()), list(dot.get_ydata())) == ([GATE], [pytest.approx(passes[:, GATE - 1].mean())])


def test_futures_drawn_are_spread_by_rank_at_the_gate(ensemble: Ensemble) -> None:
    """18.21"""
    upper, _ = fan_figure(fan_data_of(ensemble, summarise(ensemble))).axes
    drawn = [line.get_ydata() for line in upper.lines if line.get_linewidth() < 1]
    share = trailing(ensemble.monthly["partner_revenue"]) / trailing(ensemble.monthly["total_revenue"])
    order = np.argsort(share[:, GATE - 1], kind="stable")
    ranks = [int((position + 0.5) * RUNS * FUTURES / 12) for position in range(12)]
    np.testing.assert_allclose(drawn, share[order[ranks]])


def test_the_finding_is_the_title_and_the_dot_is_labelled(ensemble: Ensemble) -> None:
    """18.21"""
    summary = summarise(ensemble)
    figure = fan_figure(fan_data_of(ensemble, summary))
    odds = f"{100 * summary['gate']['pass_probability']:.0f}%"
    title, scenario, sure, note = (text.get_text() for text in figure.texts)
    assert title == f"{odds} of futures reach 10% by month 24"
    assert scenario == ensemble.scenario.title
    low, high = (f"{100 * summary['gate'][end]:.0f}%" for end in ("ci_low", "ci_high"))
    assert sure == f"95% interval {low} to {high} with 160 futures, seed 1"
    assert "if the inputs were known, 8 times in 10" in note
    assert note.startswith("Thin lines: single futures. Bands are by month")
    (label,) = (text for text in figure.axes[1].texts if text.get_gid() == "gate-label")
    assert label.get_text() == f"{odds} at month 24"
    assert label.xy == (GATE, pytest.approx(summary["gate"]["pass_probability"]))


def test_ignorance_at_the_gate_is_that_of_the_page(ensemble: Ensemble) -> None:
    """18.21"""
    summary = summarise(ensemble)
    known = fan_data_of(ensemble, summary).known
    assert known is not None
    assert [end[GATE - 1] for end in known] == [summary["ignorance"]["p10"], summary["ignorance"]["p90"]]


def test_ignorance_that_is_not_split_off_is_not_drawn() -> None:
    single = simulate(load_scenario("coach", [f"months={MONTHS}"]), runs=40, workers=1)
    data = fan_data_of(single, summarise(single))
    assert data.known is None
    figure = fan_figure(data)
    assert not [item for item in figure.axes[1].collections if item.get_gid() == "ignorance"]
    assert "if inputs known" not in [text.get_text() for text in figure.axes[1].texts]
    assert "known" not in figure.texts[-1].get_text()


def test_bands_that_are_not_drawn_are_not_explained() -> None:
    """18.21"""
    few = simulate(load_scenario("coach", [f"months={MONTHS}"]), runs=4, workers=1)
    data = fan_data_of(few, summarise(few))
    assert not data.bands
    assert fan_figure(data).texts[-1].get_text() == (
        "Thin lines: single futures. Line: the median of futures; too few runs for bands (4)."
    )


@pytest.mark.parametrize("data", [fan_data(), fan_data(months=240), fan_data(months=240, scale=9.0)])
def test_labels_keep_the_order_of_what_they_name(data: FanData) -> None:
    """18.21: at 240 months too, where curves end close together or beyond the axis."""
    ends = {
        **{label: data.quantiles[high][-1] for _, high, label, _ in data.bands},
        "median": data.quantiles["p50"][-1], "additional share": data.additional[-1], "10% needed": 0.1,
    }  # fmt: skip
    lower_ends = {"50% wanted": 0.5, "if inputs known": data.known[1][-1], "odds": data.odds[-1]}
    for axes, expected in zip(fan_figure(data).axes, (ends, lower_ends), strict=True):
        placed = {text.get_text(): text.xy[1] for text in axes.texts if text.get_text() in expected}
        assert placed.keys() == expected.keys()
        assert sorted(placed, key=placed.get) == sorted(expected, key=lambda label: (expected[label], placed[label]))


def test_no_box_hides_what_is_drawn(ensemble: Ensemble) -> None:
    """18.21"""
    figure = fan_figure(fan_data_of(ensemble, summarise(ensemble)))
    assert all(text.get_bbox_patch() is None for axes in figure.axes for text in axes.texts)


def test_the_svg_has_text_a_title_and_a_description(tmp_path: Path) -> None:
    """18.21: text is text in a font that every machine has, the finding is the title."""
    data = fan_data(title="Ours & <theirs>")
    write_fan(data, tmp_path)
    root = ElementTree.fromstring((tmp_path / "fan.svg").read_text(encoding="utf-8"))
    space = "{http://www.w3.org/2000/svg}"
    texts = list(root.iter(f"{space}text"))
    said = {" ".join("".join(text.itertext()).split()) for text in texts}
    assert {"median", "additional share", "odds", "if inputs known", "Ours & <theirs>"} <= said
    assert all("sans-serif" in text.get("style", "") for text in texts)
    title, description = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title.text == finding(data)
    assert "Ours & <theirs>" in description.text
    assert "Odds of 10% or more (%)" in description.text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]


@pytest.mark.parametrize(("worlds", "bands"), [(72, 3), (71, 2), (35, 1), (12, 0)])
def test_bands_that_the_worlds_cannot_tell_are_not_drawn(worlds: int, bands: int) -> None:
    upper, _ = fan_figure(replace(fan_data(), worlds=worlds)).axes
    assert sum(isinstance(item, PolyCollection) for item in upper.collections) == bands


def test_same_data_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_fan(fan_data(), tmp_path / name)
    for file in ("fan.svg", "fan.png"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    svg = (tmp_path / "one" / "fan.svg").read_text(encoding="utf-8")
    assert "dc:date" not in svg
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    with Image.open(tmp_path / "one" / "fan.png") as image:
        assert image.width == WIDTH_PIXELS


@pytest.mark.parametrize(
    "data",
    [
        fan_data(runs=1),
        fan_data(scale=0.0),
        fan_data(months=3, gate=3),
        fan_data(months=1, gate=1),
        fan_data(months=240, gate=240),
        fan_data(title="A title far too long for one line of a chart, " * 4),
        fan_data(title="Äußerst, 日本 and $x_1$ & <b>"),
        replace(fan_data(), threshold=1.0, required=1.0),
        replace(fan_data(), known=None, additional=None),
        replace(fan_data(), measure="credited_share", threshold=0.125, required=0.625),
    ],
    ids=[
        "one run",
        "zero",
        "three months",
        "one month",
        "long",
        "title",
        "script",
        "edges",
        "no second lines",
        "odd figures",
    ],
)
def test_degenerate_charts_are_drawn_inside_the_page(data: FanData) -> None:
    with chart_style():
        figure = fan_figure(data)
        figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    for text in texts:
        box = text.get_window_extent()
        assert box.x0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= height + 1, text


def test_a_title_of_any_script_is_written(tmp_path: Path) -> None:
    title = "Äußerst, 日本 and $x_1$ & <b>"
    with catch_warnings():
        simplefilter("ignore", LettersWarning)  # whether a font has the letters depends on the machine
        write_fan(fan_data(title=title), tmp_path)
    assert title in "".join(ElementTree.parse(tmp_path / "fan.svg").getroot().itertext())


def test_end_labels_do_not_overlap() -> None:
    figure = fan_figure(fan_data(scale=0.9))
    figure.draw_without_rendering()
    labels = [text.get_window_extent() for text in figure.axes[0].texts if "gate" not in text.get_text()]
    labels.sort(key=lambda box: box.y0)
    assert len(labels) == 6
    assert all(above.y0 >= below.y1 - 4 for below, above in pairwise(labels))


def test_share_limit_ignores_outliers_and_never_cuts_the_median() -> None:
    data = fan_data()
    wild = replace(data, quantiles={**data.quantiles, "p95": [90.0] * 48})
    assert share_limit(wild) < 5 * max(data.quantiles["p90"])
    assert share_limit(replace(data, threshold=0.0)) >= max(data.quantiles["p50"])


def test_chosen_futures_are_spread_by_rank() -> None:
    shares = np.linspace(0, 1, 100)[::-1].reshape(-1, 1).repeat(3, axis=1)
    chosen = chosen_futures(shares, 2, count=4)
    np.testing.assert_allclose(chosen[:, 1], [12 / 99, 37 / 99, 62 / 99, 87 / 99])
    assert len(chosen_futures(shares[:3], 2)) == 3
    turned = np.column_stack([shares[::-1, 0], shares[:, 0]])
    np.testing.assert_allclose(chosen_futures(turned, 2, count=2), [[75 / 99, 24 / 99], [25 / 99, 74 / 99]], atol=0.02)


@pytest.mark.parametrize("at_gate", [0.0, 0.02, 0.05, 0.12, 0.16, 0.19, 0.2, 0.22, 0.3])
@pytest.mark.parametrize("gate", [22, 24, 28, 36])
def test_the_figure_at_the_gate_stands_clear(at_gate: float, gate: int) -> None:
    """Neither the axis nor the curve and its interval run through it; odds rise evenly, to twice those of the gate."""
    odds = np.clip(at_gate * (1 + (np.arange(1, 49) - gate) / 24), 0, 1)
    low, high = np.clip(odds - 0.03, 0, 1), np.clip(odds + 0.03, 0, 1)
    data = replace(fan_data(gate=gate), odds=odds.tolist(), odds_low=low.tolist(), odds_high=high.tolist(), known=None)
    figure = fan_figure(data)
    figure.canvas.draw()
    axes = figure.axes[1]
    (label,) = (text for text in axes.texts if text.get_gid() == "gate-label")
    box = label.get_window_extent().transformed(axes.transData.inverted())
    assert box.y0 > 0, "clear of the axis"
    beside = [(low[month - 1], high[month - 1]) for month in range(1, 49) if box.x0 <= month <= box.x1]
    assert all(box.y1 < below or above < box.y0 for below, above in beside)
