"""The scenarios that a sweep simulates: each point as stated, and with the pay elasticities held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from sim.analysis.sweep.lever import Lever, said_of, settings_of
from sim.analysis.sweep.levers import grid_of
from sim.analysis.sweep.variation import with_values
from sim.scenario.load import ScenarioError
from sim.scenario.problems import Problem
from sim.scenario.resolved import input_digest
from sim.scenario.schema import Scenario

STATED = "as stated"
"""The pay elasticities as in the scenario, in contrast to those held at p10 and p90."""

Plans = dict[str, list[Scenario]]
"""Label of the elasticities to the scenarios of the points, in the order of the grid."""


def plans_of(scenario: Scenario, levers: Sequence[Lever], held: Mapping[str, Mapping[str, float]]) -> Plans:
    """The scenarios of all points, first as stated.

    Raises ScenarioError where points are no valid scenarios: with each problem once, at the first point that has it.
    """
    problems: dict[tuple[str, str], Problem] = {}
    plans: Plans = {label: [] for label in (STATED, *held)}
    for label, plan in plans.items():
        for values in grid_of(levers):
            try:
                plan.append(_at_point(scenario, levers, values, held.get(label, {})))
            except ScenarioError as error:
                for problem in _placed(error, scenario, levers, values):
                    problems.setdefault((problem.path, problem.what.split(":")[0]), problem)
    if problems:
        raise ScenarioError(list(problems.values()))
    return plans


def _at_point(
    scenario: Scenario, levers: Sequence[Lever], values: Sequence[float], held: Mapping[str, float]
) -> Scenario:
    typed = {path: lever.typed for lever in levers for path in lever.settings(lever.values[0])}
    return with_values(scenario, {**held, **settings_of(levers, values)}, typed)


def _placed(
    error: ScenarioError, scenario: Scenario, levers: Sequence[Lever], values: Sequence[float]
) -> Iterator[Problem]:
    """The problems of a point; one that a value makes of what the scenario states is placed at that point."""
    said = said_of(levers, values).values()
    point = " ".join(f"{lever.typed} at {one}" for lever, one in zip(levers, said, strict=True))
    for problem in error.problems:
        yield replace(problem, place=point) if problem.place == scenario.name else problem


def digest_of_points(digests: Sequence[str]) -> str:
    """SHA-256 over the input digests of all points, which identifies a sweep whatever its size."""
    return sha256("\n".join(digests).encode("ascii")).hexdigest()


def digest_of_plans(plans: Plans, futures: int, seed: int) -> str:
    """The same before anything is simulated."""
    variants = [variant for plan in plans.values() for variant in plan]
    return digest_of_points([input_digest(variant, seed, futures, variant.months) for variant in variants])
