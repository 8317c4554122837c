"""Partners care for retention as far as renewals pay."""

import pytest

from sim.rules.indifference import indifference_odds, kept_pay_share


@pytest.mark.parametrize(
    ("later", "first", "kept"),
    [(0.0, 9.0, 0.0), (3.0, 12.0, 0.25), (12.0, 12.0, 1.0), (15.0, 12.0, 1.0), (5.0, 0.0, 1.0)],
)
def test_what_is_kept_of_the_first_years_pay(later, first, kept):
    assert kept_pay_share(later, first) == kept


def test_odds_rise_as_renewals_pay_less():
    assert indifference_odds(4.0, 1.0) == 1.0
    assert indifference_odds(4.0, 0.5) == pytest.approx(2.0)
    assert indifference_odds(4.0, 0.0) == pytest.approx(4.0)
    assert indifference_odds(1.0, 0.3) == 1.0
