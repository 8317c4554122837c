"""Additional or taken: each cause moves its own figure, on the same futures, and nothing else (R-53, R-144)."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiment.run import simulate
from sim.metrics.taken import taken_share
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parent.parent / "scenario" / "small.toml"
FIXED = (
    "months=24",
    "phases.scale.entry_sourced_share=0.0",
    "vendor.partner_opportunity_hours=30",
    "archetypes.referral.cannibalised_probability=0.4",
    "archetypes.reseller.cannibalised_probability=0.4",
)
"""No phase waits for a share of revenue; every future has cannibalised deals and hours that run short."""
RUNS = 12
MONEY = (
    "recruited_revenue", "taken_revenue", "overload_revenue", "additional_revenue", "gross_incremental_contribution",
    "taken_contribution", "avoided_acquisition_cost", "overload_contribution", "incremental_contribution",
)  # fmt: skip


def cannibalised(probability):
    return [f"archetypes.{name}.cannibalised_probability={probability}" for name in ("referral", "reseller")]


def monthly(*overrides, engine="compiled"):
    ensemble = simulate(load_scenario(SMALL, [*FIXED, *overrides]), runs=RUNS, seed=5, workers=1, engine=engine)
    assert ensemble.completed.all()
    return {name: ensemble.monthly[name] for name in MONEY}


@pytest.fixture(scope="module")
def base():
    return monthly()


def test_both_causes_are_at_work_and_both_engines_agree(base):
    reference = monthly(engine="reference")
    for name in MONEY:
        assert base[name].any(axis=1).all(), name
        np.testing.assert_array_equal(base[name], reference[name])


def test_more_cannibalised_deals_take_more_and_leave_the_gross_alone(base):
    more = monthly(*cannibalised(0.9))
    np.testing.assert_array_equal(more["recruited_revenue"], base["recruited_revenue"])
    np.testing.assert_array_equal(more["gross_incremental_contribution"], base["gross_incremental_contribution"])
    assert (np.abs(more["overload_revenue"] - base["overload_revenue"]) <= 2).all()  # cents: rates round on other ARR
    for name in ("taken_revenue", "taken_contribution", "avoided_acquisition_cost"):
        assert (more[name] >= base[name]).all(), name
        assert (more[name].sum(axis=1) > base[name].sum(axis=1)).all(), name
    assert (more["additional_revenue"].sum(axis=1) < base["additional_revenue"].sum(axis=1)).all()


def test_what_is_not_taken_is_exactly_nothing(base):
    """Without cannibalised deals not a cent is taken, without overload not a cent lost to it; else both are as much."""
    kept, rested = monthly(*cannibalised(0.0)), monthly("vendor.partner_opportunity_hours=0")
    for name in ("taken_revenue", "taken_contribution", "avoided_acquisition_cost"):
        assert not kept[name].any(), name
    for name in ("overload_revenue", "overload_contribution"):
        assert not rested[name].any(), name
        assert (np.abs(kept[name] - base[name]) <= 3).all(), name
    assert (np.abs(rested["taken_revenue"] - base["taken_revenue"]) <= 3).all()


def test_a_program_that_takes_nothing_is_gross_and_net_the_same():
    alone = monthly(*cannibalised(0.0), "vendor.partner_opportunity_hours=0")
    np.testing.assert_array_equal(alone["recruited_revenue"], alone["additional_revenue"])
    np.testing.assert_array_equal(alone["gross_incremental_contribution"], alone["incremental_contribution"])


def test_more_hours_an_opportunity_lose_more_to_overload_and_take_no_more(base):
    more = monthly("vendor.partner_opportunity_hours=60")
    assert (more["overload_revenue"].sum(axis=1) > 1.5 * base["overload_revenue"].sum(axis=1)).all()
    assert (np.abs(more["taken_revenue"] - base["taken_revenue"]) <= 3).all()
    np.testing.assert_array_equal(more["avoided_acquisition_cost"], base["avoided_acquisition_cost"])


def test_a_dearer_acquisition_avoids_more_in_proportion(base):
    """From 1.2 to 1.8 a unit of new ARR: half as much again, within the rounding of each month."""
    more = monthly("vendor.acquisition_cost_rate=1.8")
    avoided = base["avoided_acquisition_cost"]
    assert (np.abs(more["avoided_acquisition_cost"] - 1.5 * avoided) <= 3).all()
    gained = more["incremental_contribution"] - base["incremental_contribution"]
    np.testing.assert_array_equal(gained, more["avoided_acquisition_cost"] - avoided)
    for name in set(MONEY) - {"avoided_acquisition_cost", "incremental_contribution"}:
        np.testing.assert_array_equal(more[name], base[name])


def test_what_direct_would_have_won_later_is_taken_later(base):
    later = monthly("vendor.direct_delay_days=150")
    assert (later["taken_revenue"].cumsum(axis=1) <= base["taken_revenue"].cumsum(axis=1)).all()
    assert (later["taken_revenue"].sum(axis=1) < base["taken_revenue"].sum(axis=1)).any()


def test_a_higher_gross_margin_makes_the_taken_revenue_dearer(base):
    more = monthly("vendor.gross_margin_share=0.9")
    np.testing.assert_array_equal(more["taken_revenue"], base["taken_revenue"])
    np.testing.assert_allclose(more["taken_contribution"], 0.9 * more["taken_revenue"], atol=2)
    assert (more["taken_contribution"].sum(axis=1) > base["taken_contribution"].sum(axis=1)).all()


def test_share_of_each_cause_in_constructed_losses():
    """Overload takes 100 and a deal 300: 3/4 is taken, before and after a fifth of it is gone; then all comes back."""
    lost = np.array([[0, 100, 400, 320, 0, 50]])
    displaced = np.array([[0, 0, 300, 0, 0, 50]])
    overload = np.array([[0, 100, 0, 0, 0, 0]])
    np.testing.assert_array_equal(taken_share(lost, displaced, overload), [[0, 0, 0.75, 0.75, 0, 1]])


def test_share_of_one_cause_is_exact_for_amounts_beyond_the_precision_of_a_product():
    lost = np.array([[9_999_999_999_999_937, 9_876_543_210_987_654]])
    nothing = np.zeros_like(lost)
    first = np.where([[True, False]], lost, 0)
    np.testing.assert_array_equal(taken_share(lost, first, nothing), [[1, 1]])
    np.testing.assert_array_equal(taken_share(lost, nothing, first), [[0, 0]])


OF_PARTNERS = (
    *(f"archetypes.{name}.usage_ramp_months=9" for name in ("referral", "reseller")),
    *(f"archetypes.{name}.usage_start_share=0.2" for name in ("referral", "reseller")),
    "archetypes.reseller.distributor_rate=0.06", "archetypes.reseller.fee_per_year=900.0",
    "archetypes.reseller.terms.minimum_per_month=700.0", "archetypes.reseller.support_share=0.4",
    "archetypes.referral.services_share=0.5", "archetypes.referral.terms.services_rate=0.1",
)  # fmt: skip
THERE = tuple(
    f"archetypes.{name}.established={{partners=4, age_months=20, customers=2.0, arr_median=9_000.0}}"
    for name in ("referral", "reseller")
)


@pytest.mark.parametrize("booking", ["net", "gross"])
@pytest.mark.parametrize("there", [(), THERE])
def test_what_partners_pay_and_use_keeps_the_account(booking, there):
    """Additional or taken to the cent; program contribution is what is incremental without a loss of direct sales."""
    overrides = (*FIXED, *OF_PARTNERS, *there, f"vendor.resale_booking={booking}")
    ensemble = simulate(load_scenario(SMALL, overrides), runs=RUNS, seed=5, workers=1)
    found = {name: ensemble.kept(name) for name in (*MONEY, "program_contribution", "partner_fees", "shortfall")}
    orphan = {name: ensemble.kept(f"orphan_{name}") if there else 0 for name in ("revenue", "contribution")}
    left = found["recruited_revenue"] - orphan["revenue"] - found["taken_revenue"] - found["overload_revenue"]
    np.testing.assert_array_equal(left, found["additional_revenue"])
    gross = found["gross_incremental_contribution"]
    net = gross - orphan["contribution"] - found["taken_contribution"] - found["overload_contribution"]
    np.testing.assert_array_equal(net + found["avoided_acquisition_cost"], found["incremental_contribution"])
    assert (np.abs(found["program_contribution"] - gross) <= 2).all()
    assert found["partner_fees"].any()
    assert found["shortfall"].any()
