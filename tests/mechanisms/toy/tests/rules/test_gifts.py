"""Whether a partner accepts a gift."""

import pytest

from sim.rules.gifts import gifts_so_far, is_accepted


@pytest.mark.parametrize(
    ("u", "odds_multiplier", "given", "accepted"),
    [
        (0.19, 1.0, 0, True),
        (0.21, 1.0, 0, False),
        (0.49, 4.0, 0, True),
        (0.51, 4.0, 0, False),
        (0.19, 1.0, 2, True),
        (0.19, 1.0, 3, False),
    ],
)
def test_chance_odds_and_the_most_that_a_partner_gets(
    u: float, odds_multiplier: float, given: int, accepted: bool
) -> None:
    assert is_accepted(u, 0.2, odds_multiplier, given, 3) == accepted


@pytest.mark.parametrize(("age_days", "most", "given"), [(0, 9, 0), (359, 9, 6), (360, 9, 6), (3600, 9, 9)])
def test_a_partner_of_an_age_has_had_what_it_accepts_on_average(age_days: int, most: int, given: int) -> None:
    assert gifts_so_far(age_days, 0.2, 4.0, most) == given
