"""What is wrong with ``[changes]``: what they set, and when."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from sim.scenario.absence import absence
from sim.scenario.change_results import CHANGES, Stated, result_problems
from sim.scenario.changes import assignments, is_locked, is_of_class_pay, is_of_terms, may_be_locked, months_over
from sim.scenario.draft import paths_of
from sim.scenario.grammar import Spec
from sim.scenario.merging import Merged
from sim.scenario.paths import leaf_paths, spec_of, split, value_at
from sim.scenario.problems import Hint, Problem, meant, suggestion
from sim.scenario.schema import LeverChange, Root, Scenario
from sim.scenario.schema.check import UnreadError, entries, known, readable


def change_problems(scenario: Root, merged: Merged, told: Collection[str]) -> list[Problem]:
    """Every problem of the changes of a scenario, or of a draft; ``told`` are the paths that have one without them."""
    if not isinstance(scenario, Scenario):
        return []
    changes = dict(next(readable(lambda: entries(scenario.changes)), ()))
    if not changes:
        return []
    paths = leaf_paths(merged.data, merged.root)
    found: list[Problem] = []
    stated: list[Stated] = []
    for name, change in changes.items():
        months = list(known(_of_month(name, change, scenario, merged)))
        levers = list(known(_of_levers(name, change, scenario, merged, paths)))
        found += [*months, *levers, *known(_of_retroactive(name, change, scenario, merged))]
        stated.append(_stated(name, change, levers, is_dated=not months))
    found += _stated_twice(stated, merged)
    return [*found, *result_problems(stated, merged, {*told, *(problem.path for problem in found)})]


def _stated(name: str, change: LeverChange, refused: Collection[Problem], *, is_dated: bool) -> Stated:
    """A change as far as it can be read, without what is refused of it."""
    above = f"{CHANGES}.{name}.set."
    month = next(readable(lambda: change.month), None) if is_dated else None
    values = dict(next(readable(lambda: list(assignments(change.set))), ()))
    unread = [path.removeprefix(above) for path in paths_of(refused)]
    return Stated(
        name,
        month,
        {path: value for path, value in values.items() if f"{above}{path}" not in {one.path for one in refused}},
        next(readable(lambda: change.retroactive), None),
        tuple(path for path in unread if path not in values),
    )


def _of_month(name: str, change: LeverChange, scenario: Scenario, merged: Merged) -> Iterator[Problem]:
    over = months_over(scenario)
    first, last = over + 1, over + scenario.months
    path = f"{CHANGES}.{name}.month"
    if change.month <= first:
        what = f"the run begins with month {first}: state the values in the scenario itself, or a later month"
        yield Problem(merged.place(path), path, what, "", str(change.month))
    elif change.month > last:
        longer = change.month - over
        what = f"{change.month} lies past the horizon, which ends with month {last}: set an earlier month or a "
        yield Problem(merged.place(path), path, f"{what}longer horizon (--months {longer})")


def _of_levers(
    name: str, change: LeverChange, scenario: Scenario, merged: Merged, paths: list[str]
) -> Iterator[Problem]:
    above = f"{CHANGES}.{name}.set"
    stated = dict(assignments(change.set))
    if not stated and not any(problem.path.startswith(above) for problem in merged.problems):
        yield Problem(merged.place(above), above, "sets nothing: name a lever by its path, and its other value")
    for path in stated:
        what, hint = _of_lever(path, scenario, merged, paths)
        if what:
            yield Problem(merged.place(f"{above}.{path}"), f"{above}.{path}", what, hint)


def _of_retroactive(name: str, change: LeverChange, scenario: Scenario, merged: Merged) -> Iterator[Problem]:
    where = f"{CHANGES}.{name}.retroactive"
    stated = dict(assignments(change.set))
    if change.retroactive and (what := _not_locked(stated, scenario)):
        yield Problem(merged.place(where), where, f"{what}: leave it out")
    for path in stated:
        if change.retroactive and _is_locked_band(path, scenario):
            what = f"deals keep the rate that bands gave them; {path} acts when it is read next: leave it out"
            yield Problem(merged.place(where), where, what)


def _not_locked(stated: Iterable[str], scenario: Scenario) -> str:
    """Why a change sets nothing that deals have locked; empty if it does."""
    of_deals = [path for path in stated if may_be_locked(path)]
    if not of_deals:
        return "acts on terms (archetypes.<name>.terms, attribution.*_pay_share), and the change sets none"
    there = [path for path in of_deals if is_of_class_pay(path) or split(path)[1] in scenario.archetypes]
    if there and not any(is_locked(scenario, path) for path in there):
        return 'terms with read = "accrual" are read at each close, so that the change acts on all deals as it is'
    return ""


def _is_locked_band(path: str, scenario: Scenario) -> bool:
    """Whether a lever is of bands whose rate a deal keeps, from its win or its last renewal."""
    steps = split(path)
    if not is_of_terms(path) or steps[3:4] != ("bands",) or steps[1] not in scenario.archetypes:
        return False
    terms = scenario.archetypes[steps[1]].terms
    return terms.bands is not None and terms.bands.measure != "billed" and terms.read != "accrual"


def _of_lever(path: str, scenario: Scenario, merged: Merged, paths: list[str]) -> tuple[str, Hint]:
    """Why a lever cannot have another value from a month on; empty if it can."""
    spec = spec_of(path, merged.root)
    if spec is None or path not in paths:
        absent = absence(path, merged.data, merged.root)
        return absent or f"there is no field '{path}'", "" if absent else partial(_like, path, merged, paths)
    if what := _unchangeable(path, spec):
        return what, ""
    if _is_absent(path, scenario):
        return f"the scenario does not state {path}, so that nothing changes: state it ({path} = 0, if it is none)", ""
    return "", ""


def _is_absent(path: str, scenario: Scenario) -> bool:
    try:
        return value_at(scenario, path) is None
    except UnreadError:
        return False


def _unchangeable(path: str, spec: Spec) -> str:
    if spec.is_lasting:
        return "holds for the whole run: state it in the scenario itself"
    if spec.role == "uncertainty":
        return "is an uncertainty of the world and no lever: give it a range in [uncertainty]"
    if path.endswith("later_rates"):
        return "is a list: state the fees of later years by name (terms.later.year_2) and change those"
    return "" if spec.may_change else "is no number: only numbers take other values from a month on"


def _like(path: str, merged: Merged, paths: list[str]) -> str:
    """The end of a sentence: the lever that is like ``path``."""
    return meant(suggestion(path, [one for one in paths if (its := spec_of(one, merged.root)) and its.may_change]))


def _stated_twice(stated: Collection[Stated], merged: Merged) -> Iterator[Problem]:
    by: dict[tuple[int | None, str], str] = {}
    for name, month, values, *_ in sorted(stated, key=lambda one: one.name):
        for path in values if month is not None else ():
            other = by.setdefault((month, path), name)
            if other != name:
                where = f"{CHANGES}.{name}.set.{path}"
                what = f"{CHANGES}.{other} sets it at the opening of month {month} too: keep one of them"
                yield Problem(merged.place(where), where, what)
