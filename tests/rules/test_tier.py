"""The tier by which a partner is paid, and from which on it has something."""

from sim.rules.tier import LOWEST_TIER, NO_TIER, paid_tier, reaches_tier


def test_a_partner_is_paid_by_where_it_stands_or_as_the_lowest() -> None:
    assert [paid_tier(tier) for tier in (NO_TIER, LOWEST_TIER, 1, 7)] == [0, 0, 1, 7]


def test_what_is_had_from_a_tier_on() -> None:
    assert [reaches_tier(tier, 1) for tier in (NO_TIER, 0, 1, 2)] == [False, False, True, True]
    assert all(reaches_tier(tier, NO_TIER) for tier in (NO_TIER, 0, 7))
