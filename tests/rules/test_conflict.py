"""Conflict with direct sales: its odds, and what a split credit costs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.conflict import claim_odds, conflict_odds, credit_odds, protection_odds, split_credit_cents
from sim.rules.readiness import multiply_odds
from sim.units import to_cents

ODDS = st.floats(0.01, 100.0)


@pytest.mark.parametrize(
    ("share", "best", "factor"),
    [
        (0.5, 0.5, 1.0),
        (0.0, 0.5, 4.0),
        (1.0, 0.5, 4.0),
        (0.75, 0.5, 4.0**0.25),
        (0.0, 0.8, 4.0),
        (1.0, 0.8, 4.0 ** (1 / 16)),
        (0.0, 0.2, 4.0 ** (1 / 16)),
        (1.0, 0.2, 4.0),
    ],
)
def test_conflict_is_lowest_at_the_best_share_and_highest_at_the_end_far_from_it(share, best, factor):
    assert credit_odds(4.0, share, best) == pytest.approx(factor, rel=1e-14)


def test_each_protection_multiplies():
    assert [protection_odds(0.5, number) for number in range(4)] == [1.0, 0.5, 0.25, 0.125]


def test_a_claim_acts_where_direct_has_come():
    assert [claim_odds(False, protected, 0.3, 2.0) for protected in (True, False)] == [1.0, 1.0]
    assert [claim_odds(True, protected, 0.3, 2.0) for protected in (True, False)] == [0.3, 2.0]


def test_all_factors_multiply():
    assert conflict_odds(2.0, 3.0, 5.0, 7.0, 11.0) == 2 * 3 * 5 * 7 * 11


@given(ODDS, st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 3))
@settings(derandomize=True, deadline=None)
def test_without_anything_stated_no_bit_changes(readiness, share, best, protections):
    credit, protected = credit_odds(1.0, share, best), protection_odds(1.0, protections)
    for engaged in (True, False):
        odds = conflict_odds(readiness, credit, protected, claim_odds(engaged, True, 1.0, 1.0), 1.0)
        assert multiply_odds(0.07, odds) == multiply_odds(0.07, readiness)


def test_gitlab_5_credit_in_full_and_half():
    """48,000 · 8% · 1.0; half of it costs half."""
    assert split_credit_cents(to_cents(48_000), 800, 10_000) == to_cents(3_840)
    assert split_credit_cents(to_cents(48_000), 800, 5_000) == to_cents(1_920)
    assert split_credit_cents(1_999, 333, 5_001) == 34
