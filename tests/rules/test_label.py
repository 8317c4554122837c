"""A label falls on each name as often as its share says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.label import label


@pytest.mark.parametrize(
    ("u", "position"), [(0.0, 0), (0.249, 0), (0.25, 2), (0.5, 2), (0.749, 2), (0.75, 3), (0.999999, 3)]
)
def test_the_first_name_whose_shares_exceed_the_uniform(u, position):
    assert label(u, (0.25, 0.0, 0.5, 0.25)) == position


def test_one_name_has_all():
    assert label(0.999, (1.0,)) == 0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(sum), st.integers(0, 9_999))
def test_each_name_has_its_share_of_the_uniforms(weights, offset):
    shares = [weight / sum(weights) for weight in weights]
    found = [label((number + 0.5 + offset / 10_000 * 0.9 - 0.45) / 1_000, shares) for number in range(1_000)]
    for position, share in enumerate(shares):
        assert abs(found.count(position) - 1_000 * share) <= 2
