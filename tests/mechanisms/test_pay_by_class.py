"""Partners feel what their deals' classes leave of their pay: fewer or later registrations bring less (R-54, R-77)."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.engine.prepared import prepared_of
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of

from ..engines.cases import FIELDS, both
from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, SETTLED, go_on
from .test_changes import change
from .test_claim import HAND, OWN, ROWS, reading_of

SEED, RUNS = 3, 16
NAMES = ("referrer", "reseller")
CLASSES = ("registered", "unregistered", "influenced", "none")


def of_both(*settings: str) -> tuple[str, ...]:
    return tuple(f"archetypes.{name}.{setting}" for name in NAMES for setting in settings)


REGISTERING = ("registration={ valid_days=180 }", *of_both("registration_probability=0.9", "pay_elasticity=1.0"))
HALF = "attribution={ unregistered_pay_share=0.5 }"
RULED = (
    "attribution={ test='rules', unregistered_pay_share=0.6, influenced_pay_share=0.4, none_pay_share=0.2 }",
    *of_both("direct_overlap_probability=0.4", "support_probability=0.5", "mention_probability=0.1"),
)
LADDER = (
    "ladders.metal={ order=['a', 'b'], tiers={ a={}, b={ may_register=true, needs={ opportunities=2 } } } }",
    "archetypes.referrer.ladder=metal",
)
CLOSED = "phases.pilot.opens=[]"
VARIANTS = {
    "rules, a ladder, a closed phase, a change": (
        *REGISTERING, *RULED, *LADDER, CLOSED, change(9, "attribution.unregistered_pay_share=0.1",
        "registration.approval_days=30"), *of_both("registration_delay_days=20", "terms.registered_rate=0.05"),
    ),
    "a cap, renewals, least and most": (
        *REGISTERING, HALF, CLOSED, "archetypes.referrer.terms.cap_per_year=9_000.0", "registration.least_acv=9_000.0",
        *of_both("indifference_odds_multiplier=4.0", "terms.fee_least=500.0", "terms.fee_most=2_500.0"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(load_scenario(FIELDS, VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    there = state_of(
        [partner("a", last_won_day=-70), partner("b")],
        [customer(0, 0, 90_000, -20, -20), customer(1, 2, 70_000, -300, -300)], [opportunity(0, 3)],
    )  # fmt: skip
    given = ("registration={ valid_days=60 }", *both("registration_probability=0.6"), HALF)
    go_on(parameters_with(there, *LIVELY, *SETTLED, *given, "months=26"), chance_key(SEED, 0, 1), (1, 5))


@pytest.mark.parametrize(("claim", "direct", "support", "reading", "class_"), ROWS)
def test_a_deal_of_which_all_is_sure_is_expected_as_it_is(
    claim: str, direct: str, support: str, reading: str, class_: int
) -> None:
    """Each row of the table, exactly; points of registration ask for it."""
    over = (*reading_of(claim, direct, support, reading), f"{OWN}.terms.registered_rate=0.05")
    parameters = parameters_of(load_scenario(HAND, over))
    plans, names = prepared_of(parameters), [one.name for one in parameters.archetypes]
    found = plans.pay[plans.archetypes[names.index("referral")].first_pay].chances
    assert [getattr(found, name) for name in CLASSES] == [float(class_ == place) for place in range(4)]


# ---------------------------------------------------------------- What it does to partners, in the same futures


@cache
def series(metric: str, *over: str) -> Any:
    ensemble = simulate(load_scenario(FIELDS, over), runs=RUNS, seed=SEED, engine="compiled", workers=1)
    assert not ensemble.failures
    return ensemble.values(metric)


def falls(metric: str, before: tuple[str, ...], after: tuple[str, ...], months: slice = slice(None)) -> bool:
    """Whether a metric falls by more than two standard errors of the paired differences."""
    change_ = (series(metric, *after) - series(metric, *before))[:, months].sum(axis=1)
    return bool(change_.mean() < -2 * change_.std(ddof=1) / np.sqrt(RUNS))


SLOW = of_both("registration_delay_least_days=80", "registration_delay_days=90")
RARE = of_both("registration_probability=0.1")
CALM = of_both("pay_elasticity=0.0")


@pytest.mark.parametrize("worse", [SLOW, RARE, ("registration.valid_days=10",), ("registration.approval_days=90",)])
def test_who_registers_less_or_later_brings_less(worse: tuple[str, ...]) -> None:
    given = (*REGISTERING, HALF)
    assert falls("qualified_opportunities", given, (*given, *worse))
    # Paid in full, or where pay moves nobody, it moves no partner.
    full = (*REGISTERING, "attribution={ unregistered_pay_share=1.0 }")
    for same in (full, (*given, *CALM)):
        assert np.array_equal(
            series("raw_opportunities", *same), series("raw_opportunities", *same, *worse)
        )  # fmt: skip


@pytest.mark.parametrize(
    "less", ["attribution.unregistered_pay_share", "attribution.influenced_pay_share", "attribution.none_pay_share"]
)
def test_each_part_of_pay_moves_partners(less: str) -> None:
    given = (*REGISTERING, *RULED, *of_both("registration_probability=0.5", "support_probability=0.6"))
    assert falls("qualified_opportunities", (*given, f"{less}=0.9"), (*given, f"{less}=0.0"))


def test_a_part_that_falls_in_a_month_moves_partners_from_then_on() -> None:
    given = (*REGISTERING, *RARE, "attribution={ unregistered_pay_share=1.0 }")
    cut = (*given, change(9, "attribution.unregistered_pay_share=0.3"))
    before, after = (series("raw_opportunities", *over) for over in (given, cut))
    assert np.array_equal(before[:, :8], after[:, :8])
    assert falls("raw_opportunities", given, cut, slice(8, None))


def test_in_a_phase_without_registration_partners_expect_none() -> None:
    """The first months are its own; then registration opens as without it."""
    given = (*REGISTERING, HALF, "phases.launch.earliest_month=7", "phases.pilot.contacts_per_month=40.0")
    closed = (*given, CLOSED)
    assert falls("raw_opportunities", given, closed, slice(0, 6))
    plans = prepared_of(parameters_of(load_scenario(FIELDS, closed)))
    plan = plans.archetypes[0]
    found = [plans.pay[place].chances.registered for place in (plan.first_pay, plan.first_closed)]
    assert found[0] > 0.5
    assert found[1] == 0.0
    assert plans.pay[plan.first_closed].effort < plans.pay[plan.first_pay].effort


def test_where_no_claims_are_stated_there_is_one_plan() -> None:
    plans = prepared_of(parameters_of(load_scenario(FIELDS, ())))
    assert [plan.first_closed for plan in plans.archetypes] == [plan.first_pay for plan in plans.archetypes] == [0, 1]
