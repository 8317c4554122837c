"""20.12: names of scenarios in the charts of a comparison are whole, however long."""

import pytest
from matplotlib.figure import Figure

from sim.analysis.comparison.compare import compare
from sim.analysis.comparison.comparison import Comparison
from sim.report.charts.style import chart_style
from sim.report.comparison.distributions import differences_figure
from sim.report.comparison.fans import fans_figure
from sim.report.comparison.words import short_variant
from sim.scenario.load import load_scenario

CHANGES = ("archetypes.reseller.committed_reps_probability=0.5", "archetypes.technology.opportunities_per_month=1.25",
           "phases.maturity.infrastructure_cost_per_month=12345")  # fmt: skip


@pytest.fixture(scope="module", params=[2, 3])
def comparison(request: pytest.FixtureRequest) -> Comparison:
    changed = [CHANGES[:number] for number in range(request.param, 0, -1)]
    scenarios = [load_scenario("coach", ["months=24", *changes]) for changes in ((), *changed)]
    labels = ["coach", *(f"coach:{','.join(changes)}" for changes in changed)]
    return compare(scenarios, labels=labels, runs=4, futures=1, workers=1)


@pytest.mark.parametrize("draw", [fans_figure, differences_figure])
def test_names_are_whole_apart_and_inside(comparison: Comparison, draw) -> None:  # type: ignore[no-untyped-def]
    with chart_style():
        figure: Figure = draw(comparison)
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        titles = [axes._left_title for axes in figure.axes if axes.get_visible()]  # type: ignore[attr-defined]
        said = ["".join(title.get_text().split()) for title in titles]
        labels = comparison.labels if draw is fans_figure else [each.label for each in comparison.differences]
        for label, text in zip(labels, said, strict=True):
            assert "".join(short_variant(label).split()) in text
        boxes = [title.get_window_extent(renderer) for title in titles]
        boxes += [text.get_window_extent(renderer) for text in figure.texts]
        assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)
        assert all(box.y0 >= 0 and box.y1 <= figure.bbox.height for box in boxes)
        panels = [axes.get_window_extent(renderer) for axes in figure.axes if axes.get_visible()]
        assert not [1 for title in boxes for panel in panels if title.overlaps(panel)], "over no panel"
        assert not [1 for at, first in enumerate(boxes) for second in boxes[at + 1 :] if first.overlaps(second)]
