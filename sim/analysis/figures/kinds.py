"""The kinds of partner that have an agreement: who is approached, or is there on day 0; and what they are not paid."""

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


def unstated_pay(scenario: Scenario) -> set[str]:
    """Of the metrics of pay that every scenario has, those of forms that no agreement has."""
    terms = [scenario.archetypes[name].terms for name in kinds_with_agreements(scenario)]
    has_sums = any(each.card(line, tier).flat_fee for each in terms for line, tier in each.combined())
    unstated = set() if has_sums or any(each.model != "resale" for each in terms) else {"commissions"}
    return unstated if any(each.model == "resale" for each in terms) else unstated | {"resale_margin"}


def _on_day_0(scenario: Scenario) -> list[StartedPartner | StartedCandidate]:
    if scenario.start is None:
        return []
    state = scenario.start.state
    return [*state.partners, *state.candidates]
