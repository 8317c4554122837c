"""What is wrong with ``[changes]``: what they set, when, and the scenario that they would leave."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from sim.scenario.absence import absence
from sim.scenario.changes import Period, assignments, is_locked, is_of_terms, months_over, periods_of
from sim.scenario.grammar import Spec
from sim.scenario.merging import Merged
from sim.scenario.paths import leaf_paths, spec_of, split, value_at
from sim.scenario.problems import Hint, Problem, meant, suggestion
from sim.scenario.schema import Root, Scenario
from sim.scenario.validation import schema_problems

CHANGES = "changes"


def change_problems(scenario: Root, merged: Merged) -> list[Problem]:
    """Every problem of the changes of a scenario that is valid without them."""
    if not isinstance(scenario, Scenario) or not scenario.changes:
        return []
    periods = periods_of(scenario)
    found = [*_of_months(scenario, merged), *_of_levers(scenario, merged), *_stated_twice(periods, merged)]
    return found or list(_of_results(periods, merged))


def _of_months(scenario: Scenario, merged: Merged) -> Iterator[Problem]:
    over = months_over(scenario)
    first, last = over + 1, over + scenario.months
    for name, change in scenario.changes.items():
        path = f"{CHANGES}.{name}.month"
        if change.month <= first:
            what = f"the run begins with month {first}: state the values in the scenario itself, or a later month"
            yield Problem(merged.place(path), path, what, "", str(change.month))
        elif change.month > last:
            longer = change.month - over
            what = f"{change.month} lies past the horizon, which ends with month {last}: set an earlier month or a "
            yield Problem(merged.place(path), path, f"{what}longer horizon (--months {longer})")


def _of_levers(scenario: Scenario, merged: Merged) -> Iterator[Problem]:
    known = leaf_paths(merged.data, merged.root)
    for name, change in scenario.changes.items():
        above = f"{CHANGES}.{name}.set"
        stated = dict(assignments(change.set))
        if not stated and not any(problem.path.startswith(above) for problem in merged.problems):
            yield Problem(merged.place(above), above, "sets nothing: name a lever by its path, and its other value")
        if change.retroactive and (what := _not_locked(stated, scenario)):
            where = f"{CHANGES}.{name}.retroactive"
            yield Problem(merged.place(where), where, f"{what}: leave it out")
        for path in stated:
            if change.retroactive and _is_locked_band(path, scenario):
                where = f"{CHANGES}.{name}.retroactive"
                what = f"deals keep the rate that bands gave them; {path} acts when it is read next: leave it out"
                yield Problem(merged.place(where), where, what)
            what, hint = _of_lever(path, scenario, merged, known)
            if what:
                yield Problem(merged.place(f"{above}.{path}"), f"{above}.{path}", what, hint)


def _not_locked(stated: Iterable[str], scenario: Scenario) -> str:
    """Why a change sets nothing that deals have locked; empty if it does."""
    of_terms = [path for path in stated if is_of_terms(path)]
    if not of_terms:
        return "acts on terms (archetypes.<name>.terms), and the change sets none"
    known = [path for path in of_terms if split(path)[1] in scenario.archetypes]
    if known and not any(is_locked(scenario, path) for path in known):
        return 'terms with read = "accrual" are read at each close, so that the change acts on all deals as it is'
    return ""


def _is_locked_band(path: str, scenario: Scenario) -> bool:
    """Whether a lever is of bands whose rate a deal keeps, from its win or its last renewal."""
    steps = split(path)
    if not is_of_terms(path) or steps[3:4] != ("bands",) or steps[1] not in scenario.archetypes:
        return False
    terms = scenario.archetypes[steps[1]].terms
    return terms.bands is not None and terms.bands.measure != "billed" and terms.read != "accrual"


def _of_lever(path: str, scenario: Scenario, merged: Merged, known: list[str]) -> tuple[str, Hint]:
    """Why a lever cannot have another value from a month on; empty if it can."""
    spec = spec_of(path, merged.root)
    if spec is None or path not in known:
        absent = absence(path, merged.data, merged.root)
        return absent or f"there is no field '{path}'", "" if absent else partial(_like, path, merged, known)
    if what := _unchangeable(path, spec):
        return what, ""
    if value_at(scenario, path) is None:
        return f"the scenario does not state {path}, so that nothing changes: state it ({path} = 0, if it is none)", ""
    return "", ""


def _unchangeable(path: str, spec: Spec) -> str:
    if spec.is_lasting:
        return "holds for the whole run: state it in the scenario itself"
    if spec.role == "uncertainty":
        return "is an uncertainty of the world and no lever: give it a range in [uncertainty]"
    if path.endswith("later_rates"):
        return "is a list: state the fees of later years by name (terms.later.year_2) and change those"
    return "" if spec.may_change else "is no number: only numbers take other values from a month on"


def _like(path: str, merged: Merged, known: list[str]) -> str:
    """The end of a sentence: the lever that is like ``path``."""
    return meant(suggestion(path, [one for one in known if (its := spec_of(one, merged.root)) and its.may_change]))


def _stated_twice(periods: tuple[Period, ...], merged: Merged) -> Iterator[Problem]:
    for month, changes in periods:
        by: dict[str, str] = {}
        for name, change in changes.items():
            for path, _ in assignments(change.set):
                other = by.setdefault(path, name)
                if other != name:
                    where = f"{CHANGES}.{name}.set.{path}"
                    what = f"{CHANGES}.{other} sets it at the opening of month {month} too: keep one of them"
                    yield Problem(merged.place(where), where, what)


def _of_results(periods: tuple[Period, ...], merged: Merged) -> Iterator[Problem]:
    """What is wrong with the scenario as it is after the changes of each month."""
    data = {key: value for key, value in merged.data.items() if key != CHANGES}
    stated: dict[str, str] = {}
    for month, changes in periods:
        for name, change in changes.items():
            data = _laid(data, change.set)
            stated |= {path: f"{CHANGES}.{name}" for path, _ in assignments(change.set)}
        try:
            merged.root.model_validate(data)
        except ValidationError as error:
            last = f"{CHANGES}.{next(reversed(changes))}"
            for problem in schema_problems(error, replace(merged, data=data)):
                yield _of_change(problem, month, stated, last, merged)
            return


def _of_change(problem: Problem, month: int, stated: dict[str, str], last: str, merged: Merged) -> Problem:
    """A problem of the changed scenario, where the change is stated that makes it."""
    by = stated.get(problem.path)
    if by is not None:
        path = f"{by}.set.{problem.path}"
        return replace(problem, place=merged.place(path), path=path)
    what = f"from month {month} on, {problem.path}: {problem.what}"
    return replace(problem, place=merged.place(f"{last}.set"), path=f"{last}.set", what=what)


def _laid(table: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """A table with other values, as merged layers have it; absent tables are added."""
    below = {key: _laid(table.get(key) or {}, value) for key, value in values.items() if isinstance(value, dict)}
    return table | values | below
