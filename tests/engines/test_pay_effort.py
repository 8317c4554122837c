"""Effort follows the pay that terms promise over a horizon of contract years (R-77), worked out by hand."""

import pytest

from sim.engine.prepared import prepared_of
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of

from .cases import SMALL

KIND = "archetypes.referral"
TERMS, MARKET = f"{KIND}.terms", f"{KIND}.market_terms"
PLAIN = (
    f"{TERMS}.later_rates=[]", f"{MARKET}.later_rates=[]", f"{KIND}.pay_elasticity=1.0", "program.effort_cap=5.0",
    f"{KIND}.acv_median=24_000.0", f"{TERMS}.rate=0.12", f"{MARKET}.rate=0.10",
)  # fmt: skip
SHARE = (f"{TERMS}.model=share",)
LINES = (f"{KIND}.segments={{ a = 0.25, b = 0.75 }}", f"{TERMS}.lines={{ a = {{ rate = 0.20 }} }}")


def effort(*changes):
    return prepared_of(parameters_of(load_scenario(SMALL, [*PLAIN, *changes]))).pay[0].effort


@pytest.mark.parametrize(
    ("changes", "pay"),
    [
        ((), 12 / 2),
        ((f"{TERMS}.renewal_rate=0.06",), (12 + 6) / 2),
        ((f"{TERMS}.renewal_rate=0.06", f"{TERMS}.later.year_2=0.09"), (12 + 9) / 2),
        ((f"{TERMS}.registered_rate=0.03",), (12 + 3) / 2),
        ((f"{TERMS}.registered_rate=0.03", f"{TERMS}.renewal_rate=0.06"), (12 + 3 + 6 + 3) / 2),
        ((f"{TERMS}.flat_fee=240",), (12 + 1) / 2),
        ((f"{TERMS}.fee_most=1_200",), 5 / 2),
        ((f"{TERMS}.fee_least=4_800",), 20 / 2),
        ((f"{TERMS}.flat_fee=240", f"{TERMS}.fee_most=2_400"), 10 / 2),
        ((f"{TERMS}.expansion_rate=0.5",), 12 / 2),
        (("program.pay_horizon_years=4", f"{TERMS}.renewal_rate=0.02"), 2 * (12 + 3 * 2) / 4),
        (SHARE, 12),
        ((*SHARE, f"{TERMS}.share_months=18"), 9),
        ((*SHARE, f"{TERMS}.renewal_rate=0.06"), 9),
        ((*SHARE, f"{TERMS}.flat_fee=240"), 12 + 1 / 2),
        ((*SHARE, f"{TERMS}.fee_least=300"), 15),
        ((f"{TERMS}.model=resale", f"{TERMS}.renewal_rate=0.06", f"{TERMS}.registered_rate=0.02"), (14 + 8) / 2),
        (LINES, (0.25 * 20 + 0.75 * 12) / 2),
    ],
)
def test_pay_beside_that_of_the_market(changes, pay):
    """The market pays 10% once: 5% of what is billed over two years (2.5% over four)."""
    assert effort(*changes) == pytest.approx(pay / 5, rel=1e-12)


@pytest.mark.parametrize(
    ("changes", "market"),
    [
        ((f"{MARKET}.renewal_rate=0.05",), (10 + 5) / 2),
        ((f"{MARKET}.model=share",), 10),
        ((f"{MARKET}.model=share", f"{MARKET}.share_months=6"), 2.5),
        ((f"{MARKET}.model=resale", f"{MARKET}.later.year_2=0.02"), (10 + 2) / 2),
    ],
)
def test_pay_of_the_market(changes, market):
    assert effort(*changes) == pytest.approx(12 / 2 / market, rel=1e-12)


def test_a_share_cut_after_two_years_is_seen_by_a_horizon_of_four():
    """Proof of issue 21: 24 and 48 months are the same over two years, and are not over four."""
    months = [(*SHARE, f"{TERMS}.share_months={months}") for months in (24, 48)]
    assert effort(*months[0]) == effort(*months[1])
    four = [effort(*one, "program.pay_horizon_years=4") for one in months]
    assert four[1] == pytest.approx(2 * four[0])
