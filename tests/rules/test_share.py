"""Change of a partner share (E-35), by the logarithms of the standard library."""

from math import exp, log

import pytest

from sim.rules.share import growth_beyond, last_change, logit, next_change


def test_log_odds():
    assert logit(0.5) == 0.0
    assert logit(0.8) == pytest.approx(log(4))
    assert last_change(0.25, 0.4) == pytest.approx(log(0.4 / 0.6 * 3))
    assert last_change(0.4, 0.25) == pytest.approx(-last_change(0.25, 0.4))


def test_the_next_change_is_most_of_the_last_or_the_usual_one():
    assert next_change(None) == (-0.17, 0.07, 0.25)
    assert next_change(0.5) == pytest.approx((0.21, 0.35, 0.49))
    assert next_change(-1.0) == pytest.approx((-0.84, -0.7, -0.56))


@pytest.mark.parametrize("change", [-0.6, 0.0, 0.35])
def test_growth_beyond_that_of_others_makes_the_change(change):
    """Partners with 30 of 100 beside others that grow by 18%."""
    partners, others = 30 * 1.18 * (1 + growth_beyond(change)), 70 * 1.18
    assert last_change(0.3, partners / (partners + others)) == pytest.approx(change, abs=1e-12)
    assert growth_beyond(change) == pytest.approx(exp(change) - 1)
