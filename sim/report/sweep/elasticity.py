"""How much the answer of a sweep depends on the assumed pay elasticity, in a sentence."""

from collections.abc import Iterable

from sim.analysis.sweep.answer import Answer
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.elasticity import Elasticity, is_of_pay
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.alike import mean_text, others_alike
from sim.report.sweep.levers import between_points, values_text
from sim.report.sweep.required import estimate_text
from sim.report.words.outcomes import label_in_sentence, with_interval
from sim.report.words.rounding import percent, plain_percent, significant


def elasticity_sentence(sweep: Sweep) -> str:
    """How much the answer depends on the assumed pay elasticity, and what is at stake, in money."""
    if sweep.elasticity is None:
        if any("pay_elasticity" in lever.path for lever in sweep.levers):
            return "The pay elasticity is itself swept: the table shows its effect."
        if not any(path.endswith("pay_elasticity") for path in sweep.scenario.uncertainty):
            return "No pay elasticity is uncertain in this scenario: no result depends on its range."
        if not any(map(is_of_pay, sweep.levers)):
            return "No lever swept is of pay: the answer was not repeated for the pay elasticity."
        return "The effect of the uncertain pay elasticity was not examined (not held at its p10 and p90)."
    held = sweep.elasticity
    low, high = (held.answers[level] for level in ("p10", "p90"))
    if all(_best_of(sweep, answer) is None for answer in (sweep.answer, low, high)):
        return "With the pay elasticity of every archetype at its p10 or p90 it is the same at every point too."
    told = "; ".join(_level(sweep, held, level) for level in ("p10", "p90"))
    return f"With the pay elasticity of every archetype {told}: {_weight(sweep, low, high)}."


def _level(sweep: Sweep, held: Elasticity, level: str) -> str:
    """Where the objective is greatest at a level, how much it is, and what the values best as stated would lose."""
    answer, name = held.answers[level], label_in_sentence(sweep.objective)
    best = _best_of(sweep, answer)
    head = f"at its {level} ({_range_of(held.settings[level].values())})"
    if best is None:
        return f"{head} {name} is the same at every point, odds {_odds_range(sweep, answer)}"
    point = answer.at(best.values)
    same = others_alike(sweep, point, sweep.objective, answer.points, best.share)
    if len(same) == len(answer.points) - 1:
        amount = mean_text(sweep, point, sweep.objective)
        return f"{head} {name} does not differ as printed ({amount}), odds {_odds_range(sweep, answer)}"
    amount = estimate_text(sweep, point, sweep.objective)
    said = (
        f"{head} {name} is greatest at {values_text(sweep.levers, best.values)} ({amount}), odds "
        f"{_odds_range(sweep, answer)}"
    )
    return f"{said}{_stake(sweep, held, level)}"


def _stake(sweep: Sweep, held: Elasticity, level: str) -> str:
    stated, paired = _best_of(sweep, sweep.answer), held.at_stake.get(level)
    if stated is None or paired is None or paired.difference is None:
        return ""
    where = values_text(sweep.levers, stated.values)
    if paired.difference == 0:
        return f", and {where} loses nothing"
    currency, outcome = sweep.scenario.currency, sweep.objective
    if paired.ci_low is None or paired.ci_high is None:
        return f", and {where} would give up {with_interval(-paired.difference, None, None, outcome, currency)}"
    lost = with_interval(-paired.difference, -paired.ci_high, -paired.ci_low, outcome, currency)
    return f", and {where} would give up {lost}"


def _best_of(sweep: Sweep, answer: Answer) -> Best | None:
    return answer.best[sweep.objective.name]


def _range_of(values: Iterable[float]) -> str:
    numbers = sorted(set(values))
    return " to ".join(significant(number, 6) for number in dict.fromkeys((numbers[0], numbers[-1])))


def _odds_range(sweep: Sweep, answer: Answer) -> str:
    """Lowest and highest odds, and over one lever where they cross the required probability."""
    odds = [point.gate["pass_probability"] for point in answer.points]
    low, high = percent(min(odds)), percent(max(odds))
    text = f"{low} throughout" if low == high else f"{low} to {high}"
    if len(sweep.levers) > 1 or not answer.crossings:
        return text
    places = " and ".join(between_points(sweep.levers[0], crossing.value) for crossing in answer.crossings)
    return f"{text} (crossing {plain_percent(sweep.scenario.gate.required_probability)} at {places})"


def _weight(sweep: Sweep, low: Answer, high: Answer) -> str:
    """Whether the best value moves by more than its own sampling interval as the assumption changes."""
    stated, lowest, highest = (_best_of(sweep, answer) for answer in (sweep.answer, low, high))
    if stated is None or lowest is None or highest is None:
        return f"the levers do not affect {label_in_sentence(sweep.objective)} in one of the cases"
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
