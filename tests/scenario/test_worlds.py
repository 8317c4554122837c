"""Worlds: values of uncertain inputs, their correlation, and their place in a scenario."""

import random
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

import pytest
from pydantic import BaseModel
from scipy import stats

import sim.scenario.drawing as drawing_module
import sim.scenario.worlds as worlds_module
from sim.scenario.correlation import cholesky
from sim.scenario.drawing import Drawing
from sim.scenario.load import load_scenario
from sim.scenario.parameters import blocks_of, parameters_of
from sim.scenario.schema import Scenario
from sim.scenario.worlds import Worlds

SMALL = Path(__file__).parent / "small.toml"
WORLDS = 4000


def uniform_of(world: int) -> Callable[[str], float]:
    return lambda name: random.Random(f"{world} {name}").random()


def world_of(scenario: Scenario, values: dict[str, float]) -> Scenario:
    return Worlds(scenario, values).scenario(values)


@pytest.fixture(scope="module")
def worlds() -> dict[str, list[float]]:
    scenario = load_scenario(SMALL)
    drawing = Drawing(scenario)
    drawn = [drawing.draw(uniform_of(world)) for world in range(WORLDS)]
    return {path: [values[path] for values in drawn] for path in drawn[0]}


def test_one_value_a_path_in_order_of_paths() -> None:
    scenario = load_scenario(SMALL)
    assert list(Drawing(scenario).draw(uniform_of(1))) == sorted(scenario.uncertainty)


def test_an_independent_input_is_its_quantile() -> None:
    values = Drawing(load_scenario(SMALL)).draw(lambda _: 0.25)
    assert values["readiness.positioning"] == 0.525
    assert values["archetypes.reseller.candidates"] == 125
    assert isinstance(values["archetypes.reseller.candidates"], int)
    assert values["archetypes.reseller.terms.rate"] == 0.225


@pytest.mark.parametrize("u", [0.0, 2.0**-60, 1 - 2**-53])
def test_extreme_draws_stay_in_bounds(u: float) -> None:
    scenario = load_scenario(SMALL)
    world = world_of(scenario, Drawing(scenario).draw(lambda _: u))
    assert Scenario.model_validate(world.model_dump()) == world


def test_rounding_to_nine_digits_basis_points_and_whole_numbers(worlds: dict[str, list[float]]) -> None:
    for value in worlds["archetypes.reseller.acv_median"][:200]:
        assert value == float(f"{value:.9g}")
    for rate in worlds["archetypes.reseller.terms.rate"][:200]:
        assert rate == round(rate * 10_000) / 10_000
        assert 0.2 <= rate <= 0.3


def test_correlations_are_reached(worlds: dict[str, list[float]]) -> None:
    def rank(first: str, second: str) -> float:
        return float(stats.spearmanr(worlds[first], worlds[second]).statistic)

    win, other, acv = (
        "archetypes.reseller.win_probability",
        "archetypes.referral.win_probability",
        "archetypes.reseller.acv_median",
    )
    assert rank(win, other) == pytest.approx(0.6, abs=0.04)
    assert rank(win, acv) == pytest.approx(-0.3, abs=0.04)
    assert rank(other, acv) == pytest.approx(0.0, abs=0.05)
    assert rank("readiness.product_maturity", "readiness.sales_clarity") == pytest.approx(0.62, abs=0.04)
    assert rank("readiness.product_maturity", "readiness.positioning") == pytest.approx(0.0, abs=0.05)


def test_correlation_leaves_each_distribution_as_it_is(worlds: dict[str, list[float]]) -> None:
    for path, points in (
        ("readiness.product_maturity", (0.4, 0.65, 0.9)),
        ("archetypes.reseller.acv_median", (23_148, 34_000, 49_940)),
    ):
        below = [sum(value <= point for value in worlds[path]) / WORLDS for point in points]
        assert below == pytest.approx([0.1, 0.5, 0.9], abs=0.03)


def test_one_more_uncertain_input_moves_no_other() -> None:
    more = load_scenario(SMALL, ["uncertainty.vendor.noise_sigma={low=0.0, high=0.2}"])
    before = Drawing(load_scenario(SMALL)).draw(uniform_of(7))
    after = Drawing(more).draw(uniform_of(7))
    assert {path: after[path] for path in before} == before


def test_apply_sets_the_values_and_nothing_else() -> None:
    scenario = load_scenario(SMALL)
    values = Drawing(scenario).draw(uniform_of(3))
    world = world_of(scenario, values)
    reseller = world.archetypes["reseller"]
    assert reseller.win_probability == values["archetypes.reseller.win_probability"]
    assert reseller.terms.rate == values["archetypes.reseller.terms.rate"]
    assert reseller.candidates == values["archetypes.reseller.candidates"]
    assert world.readiness.product_maturity == values["readiness.product_maturity"]
    assert world.archetypes["referral"].funnel is scenario.archetypes["referral"].funnel
    assert world.vendor is scenario.vendor
    assert scenario == load_scenario(SMALL)
    assert Scenario.model_validate(world.model_dump()) == world


def test_draws_that_contradict_each_other_are_settled() -> None:
    scenario = load_scenario(SMALL)
    values = {
        "archetypes.referral.departure_new_per_year": 0.1,
        "program.pilot_days": 200,
        "readiness_effects.ready_score": 0.2,
        "phases.pilot.earliest_month": 12,
    }
    world = world_of(scenario, values)
    assert world.archetypes["referral"].departure_settled_per_year == 0.1
    assert world.program.pilot_extended_days == 201
    assert world.readiness_effects.unready_score == 0.19
    assert world.phases["scale"].earliest_month == 12
    assert Scenario.model_validate(world.model_dump()) == world
    assert Worlds(scenario, []).settled({}) == {}


def test_cholesky_is_the_root_of_its_matrix() -> None:
    matrix = [[1.0, 0.5, 0.2], [0.5, 1.0, -0.3], [0.2, -0.3, 1.0]]
    lower = cholesky(matrix)
    for row in range(3):
        for column in range(3):
            product = sum(lower[row][k] * lower[column][k] for k in range(3))
            assert product == pytest.approx(matrix[row][column], abs=1e-15)
    with pytest.raises(ValueError, match="not positive definite"):
        cholesky([[1.0, 1.0], [1.0, 1.0]])


def test_what_worlds_have_in_common_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing a world and setting its values works out no distribution and no correlation, looks no field up, and
    validates no table."""
    scenario = load_scenario(SMALL)
    drawing = Drawing(scenario)
    first = drawing.worlds.scenario(drawing.draw(uniform_of(0)))

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("this is the same in every world")

    for name in ("spec_of", "cholesky", "pair_matrix", "paired_paths", "_value_of", "values_of"):
        monkeypatch.setattr(drawing_module, name, refuse)
    for name in ("spec_of", "node_at", "value_at", "child_of", "split", "_pairs", "_is_whole"):
        monkeypatch.setattr(worlds_module, name, refuse)
    for name in ("__init__", "model_validate"):
        monkeypatch.setattr(BaseModel, name, refuse)
    assert drawing.worlds.scenario(drawing.draw(uniform_of(0))) == first
    assert drawing.worlds.scenario(drawing.draw(uniform_of(1))) != first


@pytest.mark.parametrize("name", [SMALL, "coach", "coach_ready", "even"])
def test_what_a_world_shares_is_reused_and_the_rest_is_its_own(name: str | Path) -> None:
    scenario = load_scenario(name) if name != "even" else load_scenario("coach", ["program.arrivals='even'"])
    blocks = blocks_of(scenario)
    base = parameters_of(scenario, blocks)
    drawing = Drawing(scenario)
    for number in range(20):
        values = drawing.draw(uniform_of(number))
        world = world_of(scenario, values)
        near = parameters_of(world, blocks)
        assert near == parameters_of(world)
        assert near != base
        for table in ("vendor", "readiness", "phases", "gate"):
            assert (getattr(near, table) is getattr(base, table)) == (
                not any(path.startswith(table) for path in values)
            )
    again = parameters_of(scenario, blocks)
    kept = [field.name for field in fields(base) if field.name not in ("months", "archetypes")]
    assert all(getattr(again, name) is getattr(base, name) for name in kept)
    assert all(one is other for one, other in zip(again.archetypes, base.archetypes, strict=True))
