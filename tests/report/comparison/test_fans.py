"""The fans of a comparison: each line and band is read back from the drawing (18.13, 18.21)."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.analysis.comparison.compare import compare
from sim.analysis.comparison.comparison import Comparison
from sim.report.comparison.fans import fans_figure
from sim.scenario.load import load_scenario

THRESHOLDS, GATES = (0.08, 0.12), (18, 20)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    asked = [
        load_scenario("coach", ["months=20", f"gate.threshold={threshold}", f"gate.month={month}"])
        for threshold, month in zip(THRESHOLDS, GATES, strict=True)
    ]
    return compare(asked, labels=["one", "two"], runs=80, workers=1)


@pytest.fixture(scope="module")
def figure(comparison: Comparison) -> Figure:
    return fans_figure(comparison)


def test_lines_of_the_gate_stand_where_it_asks(figure: Figure) -> None:
    for axes, threshold, month in zip(figure.axes, THRESHOLDS, GATES, strict=True):
        across = [line.get_ydata()[0] for line in axes.lines if list(line.get_xdata()) == [0, 1]]
        up = [line.get_xdata()[0] for line in axes.lines if list(line.get_ydata()) == [0, 1]]
        assert across == [threshold]
        assert up == [month]


def test_bands_and_median_are_those_of_the_months(figure: Figure, comparison: Comparison) -> None:
    for axes, ensemble in zip(figure.axes, comparison.ensembles, strict=True):
        share = np.zeros((80, 20))
        for month in range(20):
            window = slice(max(0, month - 2), month + 1)
            part, whole = (
                ensemble.monthly[name][:, window].sum(axis=1) for name in ("partner_revenue", "total_revenue")
            )
            share[:, month] = part / whole
        (median,) = (line for line in axes.lines if line.get_gid() == "p50")
        np.testing.assert_allclose(median.get_ydata(), np.median(share, axis=0))
        for low, high in ((5, 95), (10, 90), (25, 75)):
            (band,) = (item for item in axes.collections if item.get_gid() == f"p{low:02d}-p{high}")
            corners = band.get_paths()[0].vertices
            for month in range(20):
                ys = corners[corners[:, 0] == month + 1, 1]
                assert (ys.min(), ys.max()) == pytest.approx(np.percentile(share[:, month], [low, high]))


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (5, "too few runs for bands (5)"),
        (20, "Band: the middle 50% of futures"),
        (40, "Bands: the middle 80 and 50% of futures"),
        (80, "Bands: the middle 90, 80 and 50% of futures"),
    ],
)
def test_the_caption_names_the_bands_that_are_drawn(runs: int, said: str) -> None:
    """19.7."""
    scenario = load_scenario("coach", ["months=6", "gate.month=6"])
    drawn = fans_figure(compare([scenario, scenario], runs=runs, futures=1, workers=1))
    notes = " ".join(text.get_text() for text in drawn.texts)
    assert said in notes
    edges = {item.get_gid() for item in drawn.axes[0].collections if item.get_gid()}
    names = {"90": "p05-p95", "80": "p10-p90", "50": "p25-p75"}
    assert edges == {names[each] for each in names if each in said.split("middle")[-1] and "middle" in said}
