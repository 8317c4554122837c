"""The detail of a row of revenue: class of the deal and tier of the partner."""

import pytest

from sim.rules.attribution import class_of_revenue
from sim.rules.revenue import revenue_detail, tier_of_revenue


def test_without_a_ladder_it_is_the_class_alone():
    assert [revenue_detail(one, -1) for one in range(5)] == [0, 1, 2, 3, 4]
    assert [tier_of_revenue(one) for one in range(5)] == [-1] * 5


@pytest.mark.parametrize("tier", range(8))
def test_with_one_it_has_the_tier_too(tier):
    """A registered deal of a partner at the lowest tier has 8, a routed one at the next 20."""
    details = [revenue_detail(one, tier) for one in range(5)]
    assert details == [8 + 8 * tier + one for one in range(5)]
    assert [class_of_revenue(one) for one in details] == [0, 1, 2, 3, 4]
    assert [tier_of_revenue(one) for one in details] == [tier] * 5
