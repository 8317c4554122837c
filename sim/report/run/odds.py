"""The odds of the gate in words: both errors, the measure, the phases."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.figures.ignorance import Ignorance
from sim.report.run.cells import Sentence
from sim.report.run.growth import growth_sentences, known_words
from sim.report.words.counting import counted
from sim.report.words.rounding import percent, percent_in_interval, plain_percent, share_of_futures
from sim.scenario.calendar import calendar_in

MEASURES = {"sourced_share": "partner-sourced", "credited_share": "partner-credited"}
STOPS = {
    "precise": "the odds are known to ± {width}, as requested",
    "clear above": "the odds are clearly above the required probability, so more runs would not change the answer",
    "clear below": "the odds are clearly below the required probability, so more runs would not change the answer",
    "max runs": "--max-runs is reached",
}


def odds_facts(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The measure behind the odds, and the odds by the other measures."""
    gate = summary["gate"]
    window = gate["window_months"]
    first = max(1, gate["month"] - window + 1)
    months = f"({first}-{gate['month']})" if first < gate["month"] else f"({first})"
    span = f"{window}-month window {months}"
    label = calendar_in(summary).beside(first, gate["month"])
    yield "Measure", f"{MEASURES[gate['measure']]} share of revenue, {span}{label}"
    for measure, label in (("sourced", "Partner-sourced"), ("credited", "+ assisted deals")):
        yield label, f"{_odds(gate, measure)}: {gate[f'{measure}_verdict']}"
    threshold = plain_percent(gate["threshold"])
    yield f"Additional >= {threshold}", f"{_odds(gate, 'additional')} (revenue the company would not have otherwise)"


def _odds(gate: Mapping[str, Any], measure: str) -> str:
    low, high = gate[f"{measure}_ci_low"], gate[f"{measure}_ci_high"]
    return percent_in_interval(gate[f"{measure}_pass_probability"], low, high)


def error_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Both errors of the odds, and why there are no more runs."""
    gate = summary["gate"]
    futures = summary["runs"] * summary["futures"] - summary["failures"]["count"]
    stopped = stopped_line(summary)
    words = monte_carlo_words(gate, futures)
    yield Sentence("monte_carlo", f"{words[:-1]}; {stopped}." if stopped else words)
    ignorance = Ignorance(**summary["ignorance"])
    yield Sentence("ignorance", ignorance_words(ignorance, gate["required_probability"]), ignorance_in_short(ignorance))
    yield from share_sentences(summary)
    yield from growth_sentences(summary)


def share_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Of a running program, how much of the share's variance is ignorance and how much luck, where that can be told."""
    found = summary.get("share_variance")
    if found is not None and found["known_share"] is not None:
        text = (
            f"Of the share's variance at month {found['month']}, {known_words(found)} can be known; the rest is luck."
        )
        yield Sentence("share_variance", text, "")


def monte_carlo_words(gate: Mapping[str, Any], futures: int) -> str:
    """How well so many futures know the odds."""
    low, high = gate["ci_low"], gate["ci_high"]
    return (
        f"Monte Carlo error: {percent_in_interval(low, low, high)} to {percent_in_interval(high, low, high)} "
        f"(95%, {counted(futures, 'future')}); more runs narrow it."
    )


def ignorance_words(ignorance: Ignorance, required: float) -> str:
    """How much the odds vary over what nobody knows."""
    if ignorance.p10 is None or ignorance.p90 is None or ignorance.share_at_required is None:
        return f"Ignorance: {ignorance.text}."
    if ignorance.text:
        return f"Ignorance: none ({ignorance.text})."
    low, high = (percent(part) for part in (ignorance.p10, ignorance.p90))
    span = f"be {low}" if low == high else f"lie between {low} and {high}"
    return (
        f"Ignorance: if the inputs were known, the odds would {span}, 8 times in 10, and reach "
        f"{plain_percent(required)} in {share_of_futures(ignorance.share_at_required)} of cases; only knowledge "
        "narrows it."
    )


def ignorance_in_short(ignorance: Ignorance) -> str | None:
    """The range alone; None where there is none."""
    if ignorance.p10 is None or ignorance.p90 is None or ignorance.text or ignorance.p10 == ignorance.p90:
        return None
    low, high = percent(ignorance.p10), percent(ignorance.p90)
    return f"Ignorance: with known inputs the odds lie between {low} and {high}, 8 times in 10."


def stopped_line(summary: Mapping[str, Any]) -> str:
    """Why there are no more runs, where a precision was asked for or ``--max-runs`` is the bound."""
    precision = summary.get("precision")
    if precision is None or precision["stopped"] is None:
        return ""
    gate = summary["gate"]
    half = (gate["ci_high"] - gate["ci_low"]) / 2
    reason = STOPS[precision["stopped"]].format(width=plain_percent(precision["half_width"] or half))
    return f"stopped at {counted(summary['runs'], 'run')}: {reason}"


def phase_facts(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Phases at the gate, and how often a future that misses there passes later."""
    gate = summary["gate"]
    phases = summary["phase_at_gate"]
    shares = [f"{name} {percent(share)}" for name, share in phases.items() if share > 0]
    stalled = summary["stalled_share"]
    beside = "" if stalled is None else f" (stalled in {next(iter(phases))}: {percent(stalled)})"
    calendar = calendar_in(summary)
    at = f"Phase at month {gate['month']}{calendar.beside(gate['month'])}"
    yield at, f"{', '.join(shares)}{beside}"
    later = summary["later"]
    if later and later["pass_probability"] is not None:
        odds = percent_in_interval(later["pass_probability"], later["ci_low"], later["ci_high"])
        label = calendar.beside(later["month"])
        text = f"{odds} of futures that miss at {gate['month']} pass at {later['month']}{label} (R-182)"
        yield "False alarm?", text
    left_out = summary["metrics"]["new_arr_share"]["left_out"][-1]
    if left_out > 0:
        where = f"in {share_of_futures(left_out)} of futures the last 12 months have some without any"
        yield "Own new ARR", f"{where}; new_arr_share leaves them out"
