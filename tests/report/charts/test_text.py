"""Labels keep their distance and their order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.report.charts.text import fitted, spread


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_spread_keeps_distance_order_and_edges(wanted: list[float]) -> None:
    places = spread(wanted, 0.1, 0.0, 1.0)
    ordered = sorted(places)
    assert all(b - a >= 0.1 - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 1 + 1e-9
    for first, second in pairwise(sorted(range(len(wanted)), key=lambda k: (wanted[k], -k))):
        assert places[first] < places[second]


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([0.2, 0.8, 0.5], 0.1, 0.0, 1.0) == [0.2, 0.8, 0.5]


@pytest.mark.parametrize("pixels", [400, 1600])
@pytest.mark.parametrize(
    "text",
    [
        "short", "Partner program " * 12, "Mine on 2028-06-30, after coach" * 10, "x" * 300,
        "a " + "archetypes.reseller.established.partners" * 6,
    ],
)  # fmt: skip
def test_a_heading_is_whole_and_inside_its_figure(text: str, pixels: int) -> None:
    """20.12: on one line or two, smaller where it must be, never cut."""
    figure = Figure(figsize=(8, 6), dpi=pixels / 8)
    FigureCanvasAgg(figure)
    artist = fitted(figure, 0.02, 0.98, text, sizes=(22, 18, 14))
    said = artist.get_text()
    assert "".join(said.split()) == "".join(text.split())
    assert said.count("\n") <= 1
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    assert artist.get_window_extent(renderer).width <= 0.97 * pixels
