"""Effects: what a tier does to each driver, as if the kind's own number were another; and no trace without them."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.experiment.replication import ledger_of, world_parameters
from sim.experiment.verification import verify
from sim.ledger import Ledger
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.rules.effects import DRIVERS
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml
from sim.scenario.schema import DRIVERS as FIELDS_IN_ORDER
from sim.scenario.schema import Effects, Scenario

from ..engines.cases import FIELDS
from ..engines.test_frozen import go_on

SEED = 5
ENGINES = ("reference", "compiled")
KINDS = ("referrer", "reseller")
LADDER = (
    "ladders.one={ order=['only'], tiers={ only={} } }", "archetypes.referrer.ladder=one",
    "archetypes.reseller.ladder=one",
)  # fmt: skip
LIVELY = (
    "archetypes.referrer.cycle_median_days=20.0", "archetypes.referrer.opportunities_per_month=2.0",
    "archetypes.referrer.early_cancel_probability=0.3", "archetypes.referrer.conflict_probability=0.3",
    "archetypes.referrer.churn_per_year=0.3", "archetypes.referrer.departure_settled_per_year=0.3",
)  # fmt: skip
BY_MONTH = ("archetypes.referrer.churn_basis=month", "program.journey=['pilot', 'onboarding']")


def times(value: float, factor: float) -> float:
    return value * factor


def with_odds(probability: float, factor: float) -> float:
    """The probability whose odds are so many times as high."""
    return probability * factor / (1 - probability + probability * factor)


def with_hazard(chance: float, factor: float) -> float:
    """The chance to leave in a year at so many times the hazard."""
    return 1 - (1 - chance) ** factor


SAME_AS = {
    "opportunity_multiplier": (times, 2.0, "opportunities_per_month"),
    "activation_odds_multiplier": (with_odds, 0.4, "committed_reps_probability"),
    "onboarding_multiplier": (times, 2.0, "onboarding_median_days"),
    "win_odds_multiplier": (with_odds, 1.7, "win_probability"),
    "cycle_multiplier": (times, 2.0, "cycle_median_days"),
    "acv_multiplier": (times, 0.5, "acv_median"),
    "conflict_odds_multiplier": (with_odds, 3.0, "conflict_probability"),
    "early_cancel_odds_multiplier": (with_odds, 0.5, "early_cancel_probability"),
    "churn_odds_multiplier": (with_odds, 2.5, "churn_per_year"),
    "expansion_odds_multiplier": (with_odds, 0.3, "expansion_probability"),
    "departure_multiplier": (with_hazard, 1.5, "departure_new_per_year", "departure_settled_per_year"),
}
"""For each driver, in order: how a factor changes the kind's own number."""


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


@cache
def run_of(*overrides: str, engine: str = "compiled") -> Ledger:
    run, _, _ = ledger_of(scenario_of(*overrides), SEED, 0, 0, engine)
    return run


def of_tier(effects: dict[str, float], tier: str = "only") -> str:
    stated = ", ".join(f"{name}={value}" for name, value in effects.items())
    return f"ladders.one.tiers.{tier}.effects={{ {stated} }}"


def same_rows(one: Ledger, other: Ledger) -> bool:
    return bool(np.array_equal(one.array(), other.array()))


def test_there_is_a_field_a_driver_in_their_order() -> None:
    assert tuple(SAME_AS) == FIELDS_IN_ORDER
    assert set(Effects.model_fields) == set(SAME_AS)
    assert len(SAME_AS) == DRIVERS


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("given", [LIVELY, (*LIVELY, *BY_MONTH)], ids=["by renewal", "by month"])
@pytest.mark.parametrize("driver", SAME_AS)
def test_an_effect_is_as_if_the_kinds_own_number_were_another(driver: str, given: tuple[str, ...], engine: str) -> None:
    """To the row of a future, in both engines: of the one tier on which all partners stand."""
    change, factor, *fields = SAME_AS[driver]
    scenario, base = scenario_of(*given), (*given, *LADDER)
    own = tuple(
        f"archetypes.{kind}.{field}={change(getattr(scenario.archetypes[kind], field), factor)!r}"
        for kind in KINDS for field in fields
    )  # fmt: skip
    found = run_of(*base, of_tier({driver: factor}), engine=engine)
    assert not same_rows(found, run_of(*base, engine=engine)), "it acts"
    assert same_rows(found, run_of(*base, *own, engine=engine))


@pytest.mark.parametrize("driver", SAME_AS)
def test_a_factor_of_one_changes_no_bit(driver: str) -> None:
    assert same_rows(run_of(*LIVELY, *LADDER, of_tier({driver: 1.0})), run_of(*LIVELY, *LADDER))


UP = dict.fromkeys(SAME_AS, 2.0)
TWO = (
    "archetypes.referrer.ladder=one", "archetypes.referrer.departure_new_per_year=0.4",
    "ladders.one={ order=['low', 'high'], promotion_months=1, review_months=2, tiers={ low={}, "
    "high={ needs={ opportunities=3 } } }, windows={ opportunities=3 } }",
    "archetypes.referrer.established={ partners=9, age_months=30, customers=3.0, arr_median=12_000.0 }",
)  # fmt: skip
VARIANTS = {
    "one tier": (*LIVELY, *LADDER, of_tier(UP)),
    "tiers that change": (*LIVELY, *TWO, of_tier(UP, "low"), of_tier({"win_odds_multiplier": 0.3}, "high")),
    "there, by month, uncertain": (
        *LIVELY, *BY_MONTH, *TWO, of_tier(UP, "high"), "archetypes.referrer.established.tier=high",
        'uncertainty."ladders.one.tiers.high.effects.churn_odds_multiplier"={ low=0.2, high=0.9 }',
        "archetypes.reseller.ladder=one", "archetypes.reseller.fixed_tier=high",
    ),
    "sunset, and a change": (
        *LIVELY, *TWO, of_tier(UP, "high"), "sunset.month=17", "sunset.sourced_share=0.9",
        "changes.c={ month=8, set={ ladders.one.tiers.high.needs.opportunities=1 } }",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_an_engine_that_was_frozen_goes_on() -> None:
    parameters = world_parameters(scenario_of(*VARIANTS["sunset, and a change"]), SEED, 0)[1]
    tables = go_on(parameters, chance_key(SEED, 0, 0), (1, 9, 17, 18))
    assert set(tables[18].tables["effects"]) == {1.0, 2.0}


def test_a_partner_that_left_keeps_what_its_tier_did_last() -> None:
    """Its customers still churn by it."""
    given = (*VARIANTS["sunset, and a change"], "archetypes.referrer.churn_per_year=0.2")
    more = run_of(*given, "ladders.one.tiers.high.effects.churn_odds_multiplier=30.0")
    churned = {row[2:4] for row in more.rows if row[1] == 44 and row[0] > 30 * 18}
    assert churned - {row[2:4] for row in run_of(*given).rows if row[1] == 44}


def test_without_effects_nothing_of_them_is_there() -> None:
    stated = (*LADDER, of_tier({"win_odds_multiplier": 2.0}))
    assert resolved_toml(scenario_of(*stated, "ladders.one.tiers.only.effects=false")) == resolved_toml(
        scenario_of(*LADDER)
    )
    parameters: Any = world_parameters(scenario_of(*LADDER), SEED, 0)[1]
    assert parameters.effects.factors == ()


@pytest.mark.parametrize(
    ("stated", "message"),
    {
        "win_odds_multiplier = 0.001": "effects.win_odds_multiplier: must be at least 0.01",
        "churn_odds_multiplier = 101": "effects.churn_odds_multiplier: must be at most 100",
        "win_multiplier = 2": "effects.win_multiplier",
    }.items(),
)
def test_what_is_wrong_is_refused(stated: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=r"ladders\.one\.tiers\.only\.effects") as refused:
        scenario_of(*LADDER, f"ladders.one.tiers.only.effects={{ {stated} }}")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("table", "stated"),
    [
        ("ladders.one.tiers.high", "ladders.one={ order=['low', 'high'], tiers={ high={ needs={ deals=1 } } } }"),
        ("certificates.a", "certificates.a={ pass_probability=0.5 }"),
    ],
)
def test_no_change_moves_effects(table, stated):
    """They are made anew where tiers and certificates change, and so in no month for the parameters' sake."""
    effect = f"{table}.effects"
    given = (
        stated,
        f"{effect}.win_odds_multiplier=2.0",
        f"changes.x={{ month=7, set={{ {effect}.win_odds_multiplier=3.0 }} }}",
    )
    with pytest.raises(ScenarioError, match="is an uncertainty of the world and no lever"):
        load_scenario("coach_ready", list(given))
