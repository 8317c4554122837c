"""Chances of classes are judged once for worlds that are alike in all that they follow from (R-54).

What they follow from is told by what judging them reads, not by the list in the code.
"""

from dataclasses import is_dataclass, replace

import numpy as np
import pytest

from sim.compilation import plain
from sim.engine.class_chances import ClassChances, are_judged_alike, judge_classes
from sim.engine.compiled import simulate_worlds
from sim.experiment.verification import verify
from sim.randomness import chance_key
from sim.records import blank
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of

from .cases import SMALL

KIND = "archetypes.referral"
STATED = (
    "registration={ valid_days=60, approval_days=3 }", "attribution.test=rules", "attribution.within_days=7",
    "attribution.unregistered_pay_share=0.5", "attribution.influenced_pay_share=0.4",
    "attribution.none_pay_share=0.1", f"{KIND}.registration_probability=0.7",
    f"{KIND}.registration_delay_least_days=2", f"{KIND}.registration_delay_days=14", f"{KIND}.first_contact_days=10",
    f"{KIND}.direct_overlap_probability=0.4", f"{KIND}.support_probability=0.6", f"{KIND}.mention_probability=0.2",
)  # fmt: skip
CHANGE = "changes.shorter={ month=8, set={ registration.approval_days=90, attribution.unregistered_pay_share=0.0 } }"
alike, judge = plain(are_judged_alike), plain(judge_classes)


class Watched:
    """An object of parameters, and the paths of the numbers that are read of it."""

    def __init__(self, one, read, path=()):
        self.one, self.read, self.path = one, read, path

    def __getattr__(self, name):
        return self._found(getattr(self.one, name), (*self.path, name))

    def __getitem__(self, place):
        return self._found(self.one[place], (*self.path, place))

    def __len__(self):
        return len(self.one)

    def _found(self, value, path):
        if is_dataclass(value) or isinstance(value, tuple):
            return Watched(value, self.read, path)
        self.read.add(path)
        return value


def moved(one, path):
    """Parameters of which one number is another."""
    if not path:
        return not one if isinstance(one, bool) else one + 1
    if isinstance(one, tuple):
        return tuple(moved(value, path[1:]) if place == path[0] else value for place, value in enumerate(one))
    return replace(one, **{path[0]: moved(getattr(one, path[0]), path[1:])})


def world(*over):
    return parameters_of(load_scenario(SMALL, [*STATED, *over]))


IN_FULL = ("attribution.unregistered_pay_share=1.0", "attribution.influenced_pay_share=1.0")
"""Of a class that is paid in full the next one is looked at."""


@pytest.mark.parametrize("over", [(), IN_FULL])
def test_worlds_are_told_apart_by_all_that_judging_reads(over):
    parameters, read = world(*over), set()
    for place, archetype in enumerate(parameters.archetypes):
        chances = blank(ClassChances), blank(ClassChances)
        judge(Watched(parameters, read), Watched(archetype, read, ("archetypes", place)), *chances)
    assert len([path for path in read if path[0] == "claims"]) == 11
    assert alike(parameters, world(*over))
    for path in read:
        assert not alike(parameters, moved(parameters, path)), path
    assert not alike(parameters, replace(parameters, claims=()))


@pytest.mark.parametrize("lever", ["acv_median=9_000.0", "cycle_median_days=40", "mention_probability=0.9"])
def test_worlds_one_after_the_other_are_as_each_alone(lever):
    one, other = world(), world(f"{KIND}.{lever}")
    keys = np.array([[chance_key(7, place, 0)] for place in range(4)], dtype=np.int64)
    order = [one, other, other, one]
    together = simulate_worlds(order, keys)
    for place, parameters in enumerate(order):
        alone = simulate_worlds([parameters], keys[place : place + 1])
        assert np.array_equal(alone.run.sums[0], together.run.sums[place])


def test_worlds_with_changes_are_as_the_reference_engine_has_them():
    found = verify(load_scenario(SMALL, [*STATED, CHANGE, f"{KIND}.pay_elasticity=2.0"]), 3, 7)
    assert found.is_equal


def test_worlds_with_changes_are_judged_anew():
    """What a change left behind is not what the next world begins with."""
    order = [world(CHANGE)] * 2
    keys = np.array([[chance_key(7, place, 0)] for place in range(2)], dtype=np.int64)
    alone = simulate_worlds(order[1:], keys[1:])
    assert np.array_equal(alone.run.sums[0], simulate_worlds(order, keys).run.sums[1])
