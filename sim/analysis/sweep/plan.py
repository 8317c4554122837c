"""The scenarios that a sweep simulates: each point as stated, and with the pay elasticities held."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sim.analysis.sweep.lever import Lever, settings_of
from sim.analysis.sweep.levers import grid_of
from sim.analysis.sweep.variation import with_values
from sim.scenario.resolved import input_digest
from sim.scenario.schema import Scenario

STATED = "as stated"
"""The pay elasticities as in the scenario, in contrast to those held at p10 and p90."""

Plans = dict[str, list[Scenario]]
"""Label of the elasticities to the scenarios of the points, in the order of the grid."""


def plans_of(scenario: Scenario, levers: Sequence[Lever], held: Mapping[str, Mapping[str, float]]) -> Plans:
    """The scenarios of all points, first as stated. Raises ScenarioError where a point is no valid scenario."""
    typed = {path: lever.typed for lever in levers for path in lever.settings(lever.values[0])}
    return {
        label: [with_values(scenario, {**settings, **settings_of(levers, values)}, typed) for values in grid_of(levers)]
        for label, settings in {STATED: {}, **held}.items()
    }


def digest_of_points(digests: Sequence[str]) -> str:
    """SHA-256 over the input digests of all points, which identifies a sweep whatever its size."""
    return sha256("\n".join(digests).encode("ascii")).hexdigest()


def digest_of_plans(plans: Plans, futures: int, seed: int) -> str:
    """The same before anything is simulated."""
    variants = [variant for plan in plans.values() for variant in plan]
    return digest_of_points([input_digest(variant, seed, futures, variant.months) for variant in variants])
