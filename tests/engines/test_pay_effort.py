"""Effort follows the pay that terms promise over a horizon of contract years (R-77), worked out by hand."""

import pytest

from sim.engine.identity import roll_of
from sim.engine.prepared import prepared_of
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
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


# ---------------------------------------------------------------- What a partner will not be paid

SEGMENTS = (
    f"{KIND}.segments={{ a = 0.25, b = 0.75 }}", "archetypes.reseller.segments={ b = 1.0 }",
    "segments={ b = { sold_by = ['reseller'] } }",
)  # fmt: skip
LADDER = (
    f"{KIND}.ladder=metal", "ladders.metal={ order = ['a', 'b', 'c'], tiers = { a = {}, b = { may_register = true, "
    "needs = { deals = 1 } }, c = { may_register = false, needs = { deals = 2 } } } }",
    "registration={ valid_days = 720 }", f"{KIND}.registration_probability=0.5", f"{TERMS}.registered_rate=0.04",
)  # fmt: skip


def pays(*changes):
    return prepared_of(parameters_of(load_scenario(SMALL, [*PLAIN, *changes]))).pay


@pytest.mark.parametrize(
    ("changes", "pay"),
    [
        (SEGMENTS, 0.25 * 12 / 2),
        ((*SEGMENTS[:2], "segments={ b = { sold_by = [] } }"), 0.25 * 12 / 2),
        ((*SEGMENTS[:2], "segments={ b = { sold_by = ['referral'] } }"), 12 / 2),
        ((*SEGMENTS, f"{TERMS}.lines={{ a = {{ rate = 0.20 }} }}"), 0.25 * 20 / 2),
        ((*SEGMENTS, f"{TERMS}.lines={{ b = {{ rate = 0.20 }} }}"), 0.25 * 12 / 2),
        ((*SEGMENTS[1:], f"{KIND}.segments={{ b = 1.0 }}"), 0.0),
    ],
)
def test_pay_of_deals_that_are_routed_is_not_expected(changes, pay):
    """The market pays 10% once, on every deal."""
    assert effort(*changes) == pytest.approx(pay / 5, rel=1e-12)


def test_own_services_are_those_of_own_deals():
    """Half the ACV in services, of which the partner keeps 20%: 10% a deal, elsewhere too."""
    own = (f"{KIND}.services_share=0.5", f"{KIND}.services_margin_share=0.2")
    assert effort(*SEGMENTS, *own) == pytest.approx(0.25 * (12 + 10) / (10 + 10), rel=1e-12)


def test_points_are_expected_at_the_tiers_that_may_register():
    assert [one.effort for one in list(pays(*LADDER))[:3]] == pytest.approx(
        [12 / 10, (12 + 2) / 10, 12 / 10], rel=1e-12
    )
    by_certificate = "certificates.sales={ pass_probability = 0.5, may_register = true }"
    assert [one.effort for one in list(pays(*LADDER, by_certificate))[:1]] == pytest.approx([14 / 10], rel=1e-12)
    assert pays(*LADDER[2:], by_certificate.replace("true", "false"))[0].effort == pytest.approx(12 / 10, rel=1e-12)
    all_may = LADDER[1].replace("a = {}", "a = { may_register = true }").replace("false", "true")
    assert pays(LADDER[0], all_may, *LADDER[2:])[0].effort == pytest.approx(14 / 10, rel=1e-12)


def test_under_a_cap_the_fee_is_that_of_a_deal_of_their_own():
    """A median deal's fee of $2,880.00 counts against the cap, whatever part of the deals is routed."""
    capped = pays(*SEGMENTS, f"{TERMS}.cap_per_year=9_000.0")[0]
    plain = pays(f"{TERMS}.cap_per_year=9_000.0")[0]
    assert capped.first_year_fee_cents == plain.first_year_fee_cents == 288_000
    assert capped.first_year_pay == pytest.approx(plain.first_year_pay / 4)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_partners_at_a_tier_that_pays_nothing_bring_their_first_opportunity_alone(engine):
    """What ``validate`` says of such a tier, by the rows: nobody reaches the tier above."""
    held = ("ladders.metal={ order=['low', 'high'], tiers={ low={}, high={ needs={ deals=900 } } } }",)
    brought = {}
    for rate in ("0.0", "0.1"):
        terms = (f"{TERMS}.later_rates=[]", f"{TERMS}.by_tier={{ low={{ rate={rate} }} }}", f"{KIND}.ladder=metal")
        ledger, _, parameters = ledger_of(load_scenario(SMALL, [*held, *terms]), 3, 0, 0, engine)
        roll = roll_of(parameters)
        mine = [row[2] for row in ledger.rows if row[1] == Kind.QUALIFIED and roll.name(row[2]).startswith("referral/")]
        brought[rate] = max(map(mine.count, set(mine)))
    assert brought["0.0"] == 1
    assert brought["0.1"] > 2
