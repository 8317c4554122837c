"""The kinds of partner that have an agreement: who is approached, or is there on day 0."""

from sim.scenario.changes import Course
from sim.scenario.schema import Scenario
from sim.scenario.start.records import StartedCandidate, StartedPartner


def kinds_with_agreements(scenario: Scenario) -> list[str]:
    """Names of archetypes with a part of the contacts in some month, or with partners or candidates on day 0."""
    there = {one.archetype for one in _on_day_0(scenario)}
    held = Course(scenario).in_force
    return [
        name
        for name, kind in sorted(scenario.archetypes.items())
        if name in there or kind.established is not None or any(one.mix.get(name, 0.0) > 0 for one in held)
    ]


def _on_day_0(scenario: Scenario) -> list[StartedPartner | StartedCandidate]:
    if scenario.start is None:
        return []
    state = scenario.start.state
    return [*state.partners, *state.candidates]
