"""The question of a sweep in words: the greatest objective with the required odds, and revenue given up for odds."""

from collections.abc import Iterator, Sequence

from sim.analysis.figures.outcomes import CASH_TROUGH, NPV_OF_RUNOFF, NPV_WITH_RUNOFF, ODDS, TOTAL_REVENUE, Outcome
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.lost_revenue import LostRevenue
from sim.analysis.sweep.meeting import Meeting
from sim.analysis.sweep.objective import of_gate_month
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.alike import mean_text, named, others_alike
from sim.report.sweep.grid_words import grid_words
from sim.report.sweep.levers import short_name, values_text
from sim.report.words.counting import counted
from sim.report.words.outcomes import label_in_sentence, with_interval
from sim.report.words.rounding import money, money_ends, percent_in_interval, plain_percent

REVENUE = {"total_revenue": "all revenue", "additional_revenue": "additional revenue"}


def required_lines(sweep: Sweep) -> Iterator[str]:
    """The best point with the required odds or that there is none, and the highest odds with what they cost."""
    meeting = sweep.answer.meeting
    if meeting is None:
        yield "No replication completed at every point: there is no answer."
        return
    yield _answer(sweep, meeting)
    highest = sweep.points[meeting.highest]
    if meeting.best is None or highest.values != meeting.best.values:
        yield f"{_highest(sweep, highest)}{_given_up(sweep, meeting.given_up[meeting.highest])}."


def _highest(sweep: Sweep, point: Point) -> str:
    """Where the odds are highest, and where they print alike."""
    same = others_alike(sweep, point, ODDS, sweep.points)
    there = f"{odds_text(point)}, with {_revenue(sweep, point)}"
    if len(same) == len(sweep.points) - 1:
        alike = f"{mean_text(sweep, point, ODDS)} at every point"
        return f"The odds do not differ as printed: {alike}; {_at(sweep, point)} {there}"
    if same:
        return f"The odds are highest {named(sweep, [point, *same])}, alike as printed; {_at(sweep, point)} {there}"
    return f"The odds are highest {_at(sweep, point)}: {there}"


def _answer(sweep: Sweep, meeting: Meeting) -> str:
    required, name = required_text(sweep), objective_name(sweep)
    best, close = meeting.best, [sweep.points[position] for position in meeting.close]
    if best is None:
        chances = [point.gate["pass_probability"] for point in sweep.points]
        ends = [sweep.points[chances.index(chosen(chances))] for chosen in (min, max)]
        texts = [odds_text(point) for point in ends]
        span = f"are {texts[0]}" if texts[0] == texts[1] else f"go from {texts[0]} to {texts[1]}"
        return f"No point has the required odds of {required}: they {span}, clearly below it at every point."
    point = sweep.answer.at(best.values)
    given_up = _given_up(sweep, meeting.given_up[sweep.points.index(point)])
    allowed = [sweep.points[position] for position in meeting.clear or meeting.close]
    same = others_alike(sweep, point, sweep.objective, allowed, best.share)
    are_all_alike = bool(same) and len(same) == len(allowed) - 1
    alike = f"; alike as printed {named(sweep, same)}" if same and not are_all_alike else ""
    told = f"{_best_values(sweep, best)}: {_what(sweep, point)}{alike}{edge_text(sweep, best)}{given_up}"
    if meeting.status == "met":
        doubt = f" {_named(sweep, close)} the odds cannot be distinguished from {required}." if close else ""
        head = f"Greatest {name} with odds of at least the required {required}"
        if are_all_alike:
            head = (
                f"With odds of at least the required {required}, {named(sweep, allowed)}, {name} does not differ as "
                "printed; one of them"
            )
        return f"{head}: {told}.{doubt}"
    head = f"{name} of these does not differ as printed; one" if are_all_alike else f"the greatest {name} of these"
    return (
        f"No point clearly has the required odds of {required}. {_named(sweep, close)} they cannot be "
        f"distinguished from it with {counted(sweep.runs, 'run')}; {head} is at {told}."
    )


def _best_values(sweep: Sweep, best: Best) -> str:
    """The values of the levers, and what the grid can tell of them."""
    if not all(lever.is_ordered for lever in sweep.levers):
        return values_text(sweep.levers, best.values)
    return f"{values_text(sweep.levers, best.values)} ({grid_words(sweep, best)})"


def _what(sweep: Sweep, point: Point) -> str:
    """Objective, odds and all revenue of a point, each with its interval."""
    parts = [f"{estimate_text(sweep, point, sweep.objective)}{_tail(sweep, point)}"]
    if sweep.objective.name != "odds":
        parts.append(f"odds {odds_text(point)}")
    if sweep.objective != TOTAL_REVENUE:
        parts.append(_revenue(sweep, point))
    return "; ".join(parts)


def _tail(sweep: Sweep, point: Point) -> str:
    """How much of a value with run-off was never simulated."""
    if sweep.objective != NPV_WITH_RUNOFF:
        return ""
    tail = estimate_text(sweep, point, NPV_OF_RUNOFF)
    return f", of which {tail} of run-off after month {sweep.scenario.months}"


def _revenue(sweep: Sweep, point: Point) -> str:
    return f"all revenue {estimate_text(sweep, point, TOTAL_REVENUE)} over {counted(sweep.scenario.months, 'month')}"


def _given_up(sweep: Sweep, lost: Sequence[LostRevenue]) -> str:
    """What is given up for the odds, with where revenue is greatest."""
    if not lost:
        return ""
    told = " and ".join(_less(sweep, each) for each in lost)
    return f". Its odds are a share of less revenue: {told}"


def _less(sweep: Sweep, lost: LostRevenue) -> str:
    paired, currency = lost.revenue, sweep.scenario.currency
    less, most = sorted((abs(paired.ci_low or 0.0), abs(paired.ci_high or 0.0)))
    half = paired.half_interval
    amount = money(abs(paired.difference or 0.0), currency, half)
    span = money_ends(amount, less, most, currency)
    there = sweep.answer.at(lost.most_at)
    return (
        f"{REVENUE[lost.name]} is {amount} ({span}) lower than at {_where(sweep, there)}, where it is greatest and the "
        f"odds are {odds_text(there)}"
    )


def _named(sweep: Sweep, points: Sequence[Point]) -> str:
    """``At``, and the points, or how many there are."""
    text = named(sweep, points)
    return f"{text[0].upper()}{text[1:]}"


def _at(sweep: Sweep, point: Point) -> str:
    return named(sweep, [point])


def _where(sweep: Sweep, point: Point) -> str:
    return values_text(sweep.levers, point.values)


def required_text(sweep: Sweep) -> str:
    """The required odds: those of the points where a lever changes them."""
    asked = sorted({float(point.gate["required_probability"]) for point in sweep.points})
    return plain_percent(asked[0]) if len(asked) == 1 else f"{plain_percent(asked[0])} to {plain_percent(asked[-1])}"


def gate_text(sweep: Sweep) -> str:
    """What the gate asks, and when: that of the points where a lever changes it: ``8% to 12% at month 24``."""
    asked = sorted({float(point.gate["threshold"]) for point in sweep.points})
    threshold = " to ".join(map(plain_percent, dict.fromkeys((asked[0], asked[-1]))))
    return f"{threshold} at {gate_months(sweep)}"


def odds_heading(sweep: Sweep) -> str:
    """The odds as the heading of a panel, the labels of their months on a line of their own."""
    return f"Odds of {gate_text(sweep)}".replace(" (", "\n(")


def gate_months(sweep: Sweep) -> str:
    """The month of the gate, or its first and last among the points."""
    months = sorted({int(point.gate["month"]) for point in sweep.points})
    if len(months) == 1:
        return f"month {months[0]}{sweep.calendar.beside(months[0])}"
    labels = f" ({sweep.calendar.label(months[0])} to {sweep.calendar.label(months[-1])})"
    return f"months {months[0]} to {months[-1]}{labels if sweep.calendar.is_stated else ''}"


def objective_name(sweep: Sweep) -> str:
    """The objective in a sentence, with its month or its sense where it is not plain."""
    objective = sweep.objective
    name = label_in_sentence(objective)
    if of_gate_month(objective.name, sweep.scenario) and objective.name != "active_partners":
        name = f"{name} at {gate_months(sweep)}"
    if objective == CASH_TROUGH:
        return f"{name} (the least deep)"
    return name if objective.higher_is_better else f"{name} (of which less is better)"


def odds_text(point: Point) -> str:
    """The odds of a point with their interval: ``57% (54% to 60%)``."""
    odds, low, high = (point.gate[name] for name in ("pass_probability", "ci_low", "ci_high"))
    ends = " to ".join(percent_in_interval(end, low, high) for end in (low, high))
    return f"{percent_in_interval(odds, low, high)} ({ends})"


def estimate_text(sweep: Sweep, point: Point, outcome: Outcome) -> str:
    """A mean of a point with its interval."""
    if outcome.name == "odds":
        return odds_text(point)
    estimate = point.estimates[outcome.name]
    return with_interval(estimate.mean, estimate.ci_low, estimate.ci_high, outcome, sweep.scenario.currency)


def edge_text(sweep: Sweep, best: Best) -> str:
    """That a better value may lie beyond the range tried; empty where the best value is inside it."""
    edge = [
        short_name(lever)
        for lever, at_edge in zip(sweep.levers, best.at_edge, strict=True)
        if at_edge and lever.is_ordered
    ]
    if not edge:
        return ""
    return f"; that is the end of the range tried for {' and '.join(edge)}: a better value may lie beyond it"
