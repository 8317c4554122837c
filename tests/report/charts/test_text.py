"""Labels keep their distance and their order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sim.report.charts.text import spread


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
