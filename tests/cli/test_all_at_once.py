"""Commands that read several scenarios tell the faults of all of them at once, and where a sweep has each."""

from pathlib import Path

import pytest

from sim import compare
from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.plan import plans_of
from sim.scenario.load import ScenarioError, load_scenario

from .conftest import Run

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"
CREDIT, COMMISSION = "conflict.direct_credit_share", "conflict.direct_commission_rate"


def test_compare_tells_the_faults_of_every_scenario(invoke: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('extends = "coach"\n"archetypes.reseller.terms.rate" = 15\n[gate]\nmonth = 900\n')
    result = invoke(
        "compare", "coach", wrong.name, "coach:mix.reseller=0.9", "no_such", "coach:0.3", "--set", "gate.threshold=15"
    )
    assert (result.exit_code, result.stdout) == (2, "")
    told = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in told] == [
        "--set gate.threshold",
        "wrong.toml:2",
        "wrong.toml:4",
        "coach:mix.reseller=0.9",
        "no_such",
        "coach:0.3",
    ]
    assert not (tmp_path / "reports").exists()


def test_python_tells_the_faults_of_every_scenario(tmp_path: Path) -> None:
    names = ("one", "two")
    for name in names:
        (tmp_path / f"{name}.toml").write_text('extends = "coach"\n[gate]\nmonth = 900\n')
    with pytest.raises(ScenarioError) as caught:
        compare([str(tmp_path / f"{name}.toml") for name in names])
    assert [(one.place, one.path) for one in caught.value.problems] == [
        (f"{tmp_path / f'{name}.toml'}:3", "gate.month") for name in names
    ]


def told(*over: str) -> list[str]:
    scenario = load_scenario(
        SMALL,
        [
            "registration={ valid_days=90 }", "archetypes.reseller.registration_probability=0.5",
            "conflict={ direct_credit_share=0.5, direct_commission_rate=0.1, protections=['escalation'], "
            "protection_odds_multiplier=0.5 }",
        ],
    )  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        plans_of(scenario, levers_of(over, scenario), {})
    return [str(one) for one in caught.value.problems]


def test_a_sweep_says_at_which_point_a_fault_is() -> None:
    (found,) = told("conflict.protection_odds_multiplier=0.5:1:2")
    assert found.startswith(
        "--over conflict.protection_odds_multiplier=0.5:1:2 at 1.0: conflict.protections: they change nothing"
    )


def test_a_sweep_tells_the_faults_of_all_points() -> None:
    """Each once, at the first point that has it: the second lever is wrong at its end, the first beyond its start."""
    over = ("archetypes.reseller.terms.rate=0.5:15:3", "conflict.protection_odds_multiplier=0.5:1:2")
    assert [line.partition(": ")[0] for line in told(*over)] == [
        "--over archetypes.reseller.terms.rate=0.5:15:3 at 0.5 --over conflict.protection_odds_multiplier=0.5:1:2 at "
        "1.0",
        "--over archetypes.reseller.terms.rate=0.5:15:3",
    ]


def test_nothing_half_and_all_of_a_commission_can_be_swept() -> None:
    scenario = load_scenario(SMALL, ["conflict={ direct_credit_share=0.5, direct_commission_rate=0.1 }"])
    (points,) = plans_of(scenario, levers_of([f"{CREDIT}=0:1:3"], scenario), {}).values()
    assert [one.conflict and one.conflict.direct_credit_share for one in points] == [0.0, 0.5, 1.0]
    assert load_scenario(SMALL, [f"{COMMISSION}=0.1", f"{CREDIT}=0"]).conflict is not None
