"""How much the answer of a sweep depends on the assumed pay elasticity, in a sentence."""

from collections.abc import Iterable

from sim.analysis.figures.outcomes import PROGRAM_CONTRIBUTION
from sim.analysis.sweep.answer import Answer
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import between_points, values_text
from sim.report.words.rounding import plain_percent


def elasticity_sentence(sweep: Sweep) -> str:
    """How much the answer depends on the assumed pay elasticity."""
    if sweep.elasticity is None:
        if any("pay_elasticity" in lever.path for lever in sweep.levers):
            return "The pay elasticity is itself swept: the table shows its effect."
        if any(path.endswith("pay_elasticity") for path in sweep.scenario.uncertainty):
            return "The effect of the uncertain pay elasticity was not examined (not held at its p10 and p90)."
        return "No pay elasticity is uncertain in this scenario: no result depends on its range."
    low, high = (sweep.elasticity.answers[level] for level in ("p10", "p90"))
    if all(answer.best[PROGRAM_CONTRIBUTION.name] is None for answer in (sweep.answer, low, high)):
        return "With the pay elasticity of every archetype at its p10 or p90 it is the same at every point too."
    small, large = (_range_of(sweep.elasticity.settings[level].values()) for level in ("p10", "p90"))
    return (
        f"With the pay elasticity of every archetype at its p10 ({small}) program contribution is greatest at "
        f"{_best_values(sweep, low)}, odds {_odds_range(sweep, low)}; at its p90 ({large}) at "
        f"{_best_values(sweep, high)}, odds {_odds_range(sweep, high)}: {_weight(sweep, low, high)}."
    )


def _range_of(values: Iterable[float]) -> str:
    numbers = sorted(set(values))
    return f"{numbers[0]:g}" if len(numbers) == 1 else f"{numbers[0]:g} to {numbers[-1]:g}"


def _best_values(sweep: Sweep, answer: Answer) -> str:
    best = answer.best[PROGRAM_CONTRIBUTION.name]
    return "every point alike" if best is None else values_text(sweep.levers, best.values)


def _odds_range(sweep: Sweep, answer: Answer) -> str:
    """Lowest and highest odds, and over one lever where they cross the required probability."""
    odds = [point.gate["pass_probability"] for point in answer.points]
    low, high = f"{100 * min(odds):.0f}%", f"{100 * max(odds):.0f}%"
    text = f"{low} throughout" if low == high else f"{low} to {high}"
    if len(sweep.levers) > 1 or not answer.crossings:
        return text
    places = " and ".join(between_points(sweep.levers[0], crossing.value) for crossing in answer.crossings)
    return f"{text} (crossing {plain_percent(sweep.scenario.gate.required_probability)} at {places})"


def _weight(sweep: Sweep, low: Answer, high: Answer) -> str:
    """Whether the best value moves by more than its own sampling interval as the assumption changes."""
    stated, lowest, highest = (answer.best[PROGRAM_CONTRIBUTION.name] for answer in (sweep.answer, low, high))
    if stated is None or lowest is None or highest is None:
        return "the levers do not affect program contribution in one of the cases"
    if lowest.values == highest.values and (sweep.levers[0].is_ordered or stated.values == lowest.values):
        return f"so the best {'value' if sweep.levers[0].is_ordered else 'mix'} does not depend on this assumption"
    if not sweep.levers[0].is_ordered:
        return "so which mix is best depends on this assumption (or on the number of runs, where mixes are close)"
    outside = any(
        not left <= value <= right
        for best in (lowest, highest)
        for value, left, right in zip(best.values, stated.ci_low, stated.ci_high, strict=True)
    )
    if outside:
        return "so the best value depends on this assumption more than on the number of runs"
    return "so the best value changes with this assumption, but by no more than its interval"
