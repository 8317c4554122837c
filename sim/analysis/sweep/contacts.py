"""Contacts a mix plans for, and how many of them found a name on the list of candidates.

A month's contacts are those of the phase times the capacity factor of readiness, whatever the mix: they are
shared out by it, and an archetype's contacts that find its list empty are lost (`sim/MODEL.md`, 7.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.experiment.ensemble import BoolArray, Ensemble, FloatArray
from sim.rules.readiness import readiness_multiplier, shortfall
from sim.scenario.parameters import Parameters, parameters_of
from sim.scenario.schema import Scenario
from sim.scenario.worlds import Worlds

_SIGNS = ("contacts", "manager_cost", "staff_cost", "owner_cost", "infrastructure_cost", "fixed_cost")
"""What only a program that has begun has."""
_READ = ("readiness.organisational_capacity", "readiness_effects.", "phases.")
"""Where an uncertain input can move the contacts of a month."""


@dataclass(frozen=True, slots=True)
class Outreach:
    """What the contacts of a month are made of, the same for every mix."""

    capacity: FloatArray
    """Capacity factor of readiness by world and month, (runs, months)."""
    contacts_per_month: FloatArray
    """By world and phase, (runs, phases)."""


@dataclass(frozen=True, slots=True)
class ShortList:
    """An archetype for which more contacts are planned than names ever come on its list."""

    archetype: str
    names: int
    """On the list over the whole horizon."""
    planned: float
    """Contacts of a future, on average."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts of a future over the horizon, on average over futures."""

    planned: float
    made: float
    short: tuple[ShortList, ...]

    @property
    def lost_share(self) -> float:
        """Share of the planned contacts that found no name on the list."""
        return max(0.0, 1 - self.made / self.planned) if self.planned > 0 else 0.0


def outreach_of(scenario: Scenario, drawn: Mapping[str, FloatArray], runs: int) -> Outreach:
    """The outreach of every world, from the values drawn for its uncertain inputs, each (runs,)."""
    moving = {path: values for path, values in drawn.items() if path.startswith(_READ)}
    if not moving:
        capacity, contacts = _of_world(parameters_of(scenario))
        return Outreach(np.tile(capacity, (runs, 1)), np.tile(contacts, (runs, 1)))
    source, worlds = Worlds(scenario, moving), []
    for world in range(runs):
        values = {path: float(array[world]) for path, array in moving.items()}
        known = all(np.isfinite(value) for value in values.values())  # not in a world that failed
        worlds.append(_of_world(parameters_of(source.scenario(values) if known else scenario)))
    return Outreach(np.stack([capacity for capacity, _ in worlds]), np.stack([contacts for _, contacts in worlds]))


def _of_world(parameters: Parameters) -> tuple[FloatArray, FloatArray]:
    effects = parameters.readiness_effects
    capacity = [
        readiness_multiplier(effects.capacity_multiplier, shortfall(score, effects.ready_score, effects.unready_score))
        for score in parameters.readiness.organisational_capacity[1 : parameters.months + 1]
    ]
    return np.array(capacity), np.array([phase.contacts_per_month for phase in parameters.phases])


def planned_contacts(ensemble: Ensemble, outreach: Outreach) -> FloatArray:
    """Contacts of each completed replication by month, (completed, months); none before the program or after it."""
    worlds = np.flatnonzero(ensemble.completed) // ensemble.futures
    at_close = ensemble.monthly["phase"][ensemble.completed]
    phases = outreach.contacts_per_month.shape[1]
    before = np.hstack([np.zeros_like(at_close[:, :1]), at_close[:, :-1]])
    phase = np.where(at_close == phases, before, at_close)  # the month that ends in a sunset had its contacts
    running = (phase < phases) & _begun(ensemble)
    contacts = outreach.contacts_per_month[worlds[:, None], np.minimum(phase, phases - 1)]
    return np.asarray(np.where(running, contacts * outreach.capacity[worlds], 0.0))


def _begun(ensemble: Ensemble) -> BoolArray:
    """Whether the first phase has begun, (completed, months): the phase metric is 0 before it too."""
    seen = sum(ensemble.monthly[name][ensemble.completed] for name in _SIGNS)
    return np.asarray(np.cumsum(seen, axis=1) > 0)


def contacts_of(ensemble: Ensemble, outreach: Outreach) -> Contacts:
    """Planned and made contacts of an ensemble, and the lists that are too short for its mix."""
    scenario = ensemble.scenario
    planned = float(planned_contacts(ensemble, outreach).sum(axis=1).mean())
    made = float(ensemble.monthly["contacts"][ensemble.completed].sum(axis=1).mean())
    short = []
    for name, share in sorted(scenario.mix.items()):
        archetype = scenario.archetypes[name]
        names = archetype.candidates + (scenario.months - 1) * archetype.candidates_per_month
        if share * planned > names:
            short.append(ShortList(name, names, share * planned))
    return Contacts(planned, made, tuple(short))
