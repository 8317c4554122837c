"""Changes of levers: when they come, and the scenario in force after each, as parameters of the engines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.changes import assignments, periods_of, with_values
from sim.scenario.paths import value_at
from sim.scenario.schema import Scenario, Terms


@dataclass(frozen=True, slots=True)
class ChangeParameters:
    month: int
    """At whose opening it comes, counted from day 0."""
    number: int
    """Of what is in force from that month on: 1 after the first month with changes."""
    position: int
    """Among all changes, in the order of their names."""
    moved: int
    """How many levers take another value than before."""


class Course:
    """A scenario with changes: what is in force in each period of months."""

    def __init__(self, scenario: Scenario) -> None:
        self.periods = periods_of(scenario)
        self._in_force = [scenario.model_copy(update={"changes": {}})]
        """By number of the months with changes that are over."""
        self._moved: list[list[int]] = []
        for period in self.periods:
            changed, moved = self._in_force[-1], list[int]()
            for change in period.changes.values():
                before, changed = changed, with_values(changed, change.set)
                paths = (path for path, _ in assignments(change.set))
                moved.append(sum(value_at(before, path) != value_at(changed, path) for path in paths))
            self._in_force.append(changed)
            self._moved.append(moved)

    @property
    def later(self) -> list[tuple[int, Scenario]]:
        """What is in force after each month with changes, by their number from 1."""
        return list(enumerate(self._in_force))[1:]

    def locked_terms(self, number: int) -> dict[str, list[Terms]]:
        """The terms, by archetype, of deals won before each of the first ``number`` months with changes.

        They are the terms of the win, and of later changes only what is retroactive.
        """
        return {
            name: [self._locked(name, won, number) for won in range(number)] for name in self._in_force[0].archetypes
        }

    def _locked(self, archetype: str, won: int, number: int) -> Terms:
        terms = self._in_force[won].archetypes[archetype].terms
        for period in self.periods[won:number]:
            for change in period.changes.values():
                if change.retroactive:
                    terms = with_values(terms, _terms_of(change.set, archetype))
        return terms

    def changes(self, over: int) -> tuple[ChangeParameters, ...]:
        """All changes; ``over`` months of the program are over on day 0."""
        names = sorted(name for period in self.periods for name in period.changes)
        return tuple(
            ChangeParameters(period.month - over, number, names.index(name), moved)
            for number, (period, all_moved) in enumerate(zip(self.periods, self._moved, strict=True), start=1)
            for name, moved in zip(period.changes, all_moved, strict=True)
        )


def _terms_of(values: Mapping[str, Any], archetype: str) -> Mapping[str, Any]:
    """What a change sets in the terms of an archetype."""
    found: Mapping[str, Any] = values
    for step in ("archetypes", archetype, "terms"):
        found = found.get(step, {})
    return found
