"""The examples of a kind of partner: a deal of each product line, won early, and again where its terms have changed."""

from dataclasses import dataclass

from sim.analysis.agreement.example import Example, example_of
from sim.rules.attribution import INFLUENCED, NONE, REGISTERED, UNREGISTERED
from sim.scenario.changes import Course, is_of_terms
from sim.scenario.parameters import NO_TIER, parameters_of
from sim.scenario.paths import split
from sim.scenario.schema import Attribution, Scenario
from sim.units import DAYS_PER_MONTH, to_cents

USUAL_MONTH = 3
"""In which the deal of an example is won, where nobody asks for another month."""
MIDDLE = 15
"""Day of the month on which it is won."""


@dataclass(frozen=True, slots=True)
class Worked:
    """An example, its product line and the tier of its partner; no names where there are none."""

    line: str
    tier: str
    deal_class: int
    """Of the example: registered, where a deal can be."""
    example: Example
    others: tuple[tuple[int, Example], ...]
    """The same deal in each class of lower standing that claims give it; none where they tell no deals apart."""


def examples(
    scenario: Scenario, archetype: str, value: float | None = None, month: int | None = None, day: int = MIDDLE
) -> list[Worked]:
    """Deals of a list value a year, in currency units, won in a month of the run; else of the median, as above."""
    parameters, kind = parameters_of(scenario), scenario.archetypes[archetype]
    arr = to_cents(kind.acv_median if value is None else value)
    place = sorted(scenario.archetypes).index(archetype)
    lines = sorted(kind.segments) if _tells_lines_apart(scenario, archetype) else [""]
    months = _months(scenario, archetype) if month is None else [month]
    best, *others = classes_told_apart(scenario)

    def worked(number: int, line: str, at: int, tier: str, won_day: int) -> Worked:
        found = [(one, example_of(parameters, place, number, at, arr, won_day, one)) for one in (best, *others)]
        return Worked(line, tier, best, found[0][1], tuple(found[1:]))

    return [
        worked(number, line, at, tier, DAYS_PER_MONTH * (won - 1) + day - 1)
        for won in months
        for number, line in enumerate(lines)
        for at, tier in tiers_told_apart(scenario, archetype)
    ]


def classes_told_apart(scenario: Scenario) -> list[int]:
    """The classes that a deal of a partner may have by what is stated of claims, that with the most pay first."""
    attribution = scenario.attribution or Attribution()
    if attribution.test == "rules":
        classes = [REGISTERED, UNREGISTERED, INFLUENCED, NONE]
        return classes if scenario.registration is not None else classes[1:]
    return [REGISTERED, UNREGISTERED] if scenario.registration is not None else [REGISTERED]


def tiers_told_apart(scenario: Scenario, archetype: str) -> list[tuple[int, str]]:
    """Positions and names of the tiers of a kind, where pay depends on them; else none, without a name."""
    kind = scenario.archetypes[archetype]
    of_bonuses = any(one.from_tier and one.is_for(archetype) for one in scenario.bonuses.values())
    if kind.ladder is None or not (of_bonuses or kind.terms.is_by_tier):
        return [(NO_TIER, "")]
    return [
        (position, tier)
        for position, tier in enumerate(scenario.ladders[kind.ladder].order)
        if kind.fixed_tier in (None, tier)
    ]


def _tells_lines_apart(scenario: Scenario, archetype: str) -> bool:
    """Whether terms or a bonus are of some product lines alone."""
    bonuses = scenario.bonuses.values()
    return bool(scenario.archetypes[archetype].terms.lines) or any(
        one.segments and one.is_for(archetype) for one in bonuses
    )


def _months(scenario: Scenario, archetype: str) -> list[int]:
    """An early month, and those from which a new deal has other terms."""
    course, months = Course(scenario), [USUAL_MONTH]
    for period, moves in zip(course.periods, course.moves, strict=True):
        felt = [one.path for its in moves.values() for one in its if one.before != one.after]
        if any(is_of_terms(path) and split(path)[1] == archetype for path in felt):
            months.append(period.month - course.over)
    return sorted({month for month in months if month >= USUAL_MONTH})
