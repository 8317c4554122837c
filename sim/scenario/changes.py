"""Changes of levers: the months from which they hold, and the scenario as it is from such a month on."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from sim.scenario.paths import child_of, split, value_at
from sim.scenario.schema import Attribution, LeverChange, Scenario, Terms

T = TypeVar("T")


class Period(NamedTuple):
    """The changes of one month, by name."""

    month: int
    """Of the program."""
    changes: dict[str, LeverChange]


class Locked(NamedTuple):
    """What a deal has locked."""

    terms: Terms
    attribution: Attribution | None
    """Whose parts of pay by class it has."""


class Move(NamedTuple):
    """A lever that a change sets."""

    path: str
    before: Any
    after: Any
    is_felt: bool
    """Whether the lever, or what deals have locked of it where it is retroactive, takes another value."""


def is_of_terms(path: str) -> bool:
    """Whether the lever is of terms, which deals may lock."""
    first, *rest = split(path)
    return first == "archetypes" and rest[1:2] == ["terms"]


def is_of_class_pay(path: str) -> bool:
    """Whether the lever is a part of their pay that deals of a class earn, which they lock with their terms."""
    steps = split(path)
    return steps[0] == "attribution" and steps[-1].endswith("_pay_share")


def may_be_locked(path: str) -> bool:
    """Whether the lever is of what deals may lock."""
    return is_of_terms(path) or is_of_class_pay(path)


def is_locked(scenario: Scenario, path: str) -> bool:
    """Whether deals lock the lever when they read their terms, as they do unless each close reads them."""
    if is_of_class_pay(path):
        return any(kind.terms.read != "accrual" for kind in scenario.archetypes.values())
    return is_of_terms(path) and scenario.archetypes[split(path)[1]].terms.read != "accrual"


def periods_of(scenario: Scenario) -> tuple[Period, ...]:
    """The months with changes, in order; those of one month in the order of their names."""
    ordered = sorted(scenario.changes.items(), key=lambda item: (item[1].month, item[0]))
    return tuple(Period(month, dict(group)) for month, group in groupby(ordered, key=lambda item: item[1].month))


def months_over(scenario: Scenario) -> int:
    """Months of the program that are over on day 0."""
    return 0 if scenario.start is None else scenario.start.month


def assignments(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The path and the value of each lever in ``set`` of a change."""
    for key, value in values.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from assignments(value, f"{path}.")
        else:
            yield path, value


def with_values(table: T, values: Mapping[str, Any]) -> T:
    """A copy of a table of the scenario with other values, not validated; unchanged parts are the same objects."""
    update: dict[str, Any] = {}
    for key, value in values.items():
        held = child_of(table, key)
        update[key] = with_values(held, value) if isinstance(value, Mapping) else type(held)(value)
    held_table: Any = table
    changed: T = held_table.model_copy(update=update) if isinstance(table, BaseModel) else held_table | update
    return changed


class Course:
    """What is in force in each period of months of a scenario, and the terms that deals have locked."""

    def __init__(self, scenario: Scenario) -> None:
        self.periods = periods_of(scenario)
        self.over = months_over(scenario)
        self.in_force = [scenario.model_copy(update={"changes": {}})]
        """By number of the months with changes that are over."""
        self.moves: list[dict[str, list[Move]]] = []
        """By period: what each change sets, by its name."""
        self._held: dict[str, set[Any]] = {}
        """By path of terms that change: the values that deals may have locked."""
        for period in self.periods:
            changed, moves = self.in_force[-1], dict[str, list[Move]]()
            for name, change in period.changes.items():
                before, changed = changed, with_values(changed, change.set)
                moves[name] = list(self._moved(change, before, changed))
            self.in_force.append(changed)
            self.moves.append(moves)

    def _moved(self, change: LeverChange, before: Scenario, changed: Scenario) -> Iterator[Move]:
        for path in sorted(path for path, _ in assignments(change.set)):
            old, new = value_at(before, path), value_at(changed, path)
            held = self._held.setdefault(path, {old}) if is_locked(changed, path) else {old}
            yield Move(path, old, new, held != {new} if change.retroactive else old != new)
            self._held[path] = {new} if change.retroactive else held | {new}

    @property
    def spans(self) -> list[tuple[slice, Scenario]]:
        """What is in force, with the positions of its months in a table from month 1 of the run on."""
        firsts = [0, *(period.month - self.over - 1 for period in self.periods)]
        ends = [*firsts[1:], self.in_force[0].months]
        return [(slice(first, end), held) for first, end, held in zip(firsts, ends, self.in_force, strict=True)]

    def locked_terms(self, number: int) -> dict[str, list[Locked]]:
        """The terms, by archetype, of deals that read them before each of the first ``number`` months with changes.

        They are the terms of that day, and of later changes only what is retroactive; none are kept where each close
        reads what is in force.
        """
        kinds = self.in_force[0].archetypes
        return {
            name: [self._locked(name, won, number) for won in range(number)]
            for name, kind in kinds.items()
            if kind.terms.read != "accrual"
        }

    def _locked(self, archetype: str, won: int, number: int) -> Locked:
        terms, attribution = self.in_force[won].archetypes[archetype].terms, self.in_force[won].attribution
        for period in self.periods[won:number]:
            for change in period.changes.values():
                if change.retroactive:
                    terms = _with(terms, change.set, "archetypes", archetype, "terms")
                    attribution = _with(attribution, change.set, "attribution")
        return Locked(terms, attribution)


def _with(table: T, values: Mapping[str, Any], *steps: str) -> T:
    """A table with what a change sets in it; the same object, if it sets nothing there."""
    for step in steps:
        values = values.get(step, {})
    return with_values(table, values) if values else table
