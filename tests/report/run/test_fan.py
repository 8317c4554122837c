"""The fan chart draws what was computed, in any horizon and for any sample, and always the same bytes."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from PIL import Image

from sim.report.charts.bands import BANDS
from sim.report.charts.style import WIDTH_PIXELS, chart_style
from sim.report.run.fan import fan_figure, share_limit, write_fan
from sim.report.run.fan_data import FanData, chosen_futures

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
        replace(fan_data(), measure="credited_share", threshold=0.125, required=0.625),
    ],
    ids=["one run", "zero", "three months", "one month", "long", "title", "script", "edges", "odd figures"],
)
def test_degenerate_charts_are_drawn_inside_the_page(data: FanData, tmp_path: Path) -> None:
    write_fan(data, tmp_path)
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


def test_end_labels_do_not_overlap() -> None:
    figure = fan_figure(fan_data(scale=0.9))
    figure.draw_without_rendering()
    labels = [text.get_window_extent() for text in figure.axes[0].texts if "gate" not in text.get_text()]
    labels.sort(key=lambda box: box.y0)
    assert len(labels) == 5
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
