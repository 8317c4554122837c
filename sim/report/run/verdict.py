"""The verdict in one plain sentence, with whatever questions it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.figures.intervals import half_width
from sim.report.words.counting import counted
from sim.report.words.rounding import money, odds_with_interval, percent_in_interval, plain_percent
from sim.scenario.calendar import NO_CALENDAR, Calendar

HEADS = {"on track": "ON TRACK", "redesign": "REDESIGN", "too close to call": "TOO CLOSE TO CALL"}
ADDS_TOO_LITTLE = "THE PROGRAM ADDS TOO LITTLE, by the board's rule "
"""What leads a page whose verdict is met by revenue that would be there without the program."""
SUBJECTS = {
    "sourced_share": "partners bring at least {threshold} of revenue",
    "credited_share": "partners bring or assist at least {threshold} of revenue",
}
BOARD = {
    "on track": ", and the board wants {required}",
    "redesign": ", and the board wants {required}",
    "too close to call": ", and the {required} that the board wants lies inside this margin",
}


def sentence(gate: Mapping[str, Any], currency: str, calendar: Calendar = NO_CALENDAR) -> str:
    """Verdict, odds, what the board wants, the odds of additional revenue, and what questions the verdict."""
    doubts = list(_doubts(gate, currency, calendar))
    if not gate["revenue"]["has_own"]:
        first = max(1, gate["month"] - gate["window_months"] + 1)
        months = f"{months_text(first, gate['month'])}{calendar.beside(first, gate['month'])}"
        what = f"the company has no revenue of its own in {months}"
        return f"NO SHARE: {'; '.join([f'{what}, so there is no share and there are no odds', *doubts])}."
    threshold, required = plain_percent(gate["threshold"]), plain_percent(gate["required_probability"])
    subject = SUBJECTS[gate["measure"]].format(threshold=threshold)
    odds = odds_with_interval(gate["pass_probability"], gate["ci_low"], gate["ci_high"])
    board = BOARD[gate["verdict"]].format(required=required)
    additional = odds_with_interval(
        gate["additional_pass_probability"], gate["additional_ci_low"], gate["additional_ci_high"]
    )
    adds = "but in only {} do they add" if not_additional(gate) else "in {} they add"
    when = f"{gate['month']}{calendar.beside(gate['month'])}"
    head = f"{ADDS_TOO_LITTLE}{HEADS[gate['verdict']]}" if adds_too_little(gate) else HEADS[gate["verdict"]]
    parts = [
        f"{head}: at month {when} {subject} in {odds} of futures{board}",
        f"{adds.format(additional)} at least {threshold} that the company would not have had without the program",
    ]
    text = "; ".join(parts)
    return f"{text} - but {', and '.join(doubts)}." if doubts else f"{text}."


def not_additional(gate: Mapping[str, Any]) -> bool:
    """True where the program is on track by its own rule, and likely not by what it adds."""
    additional: float = gate["additional_pass_probability"]
    return bool(gate["verdict"] == "on track" and additional < gate["required_probability"])


def adds_too_little(gate: Mapping[str, Any]) -> bool:
    """True where that is clear of chance: the interval of what it adds lies below what the board wants."""
    return bool(not_additional(gate) and gate["additional_ci_high"] < gate["required_probability"])


def style_of(gate: Mapping[str, Any]) -> str:
    """The verdict, or the word for one that is met by what would be there without the program."""
    return "adds too little" if adds_too_little(gate) else f"{gate['verdict']}"


def months_text(first: int, last: int) -> str:
    """``months 13-24``, or ``month 1``."""
    return f"months {first}-{last}" if first < last else f"month {last}"


def _doubts(gate: Mapping[str, Any], currency: str, calendar: Calendar) -> Iterator[str]:
    """Revenue that falls where a share may rise, each by its interval; then red flags that question the verdict."""
    revenue = gate["revenue"]
    change, additional = revenue["change"], revenue["additional"]
    if change is not None and change["ci_high"] is not None and change["ci_high"] < 0:
        fall = percent_in_interval(-change["change"], -change["ci_high"], -change["ci_low"])
        before, after = (
            months_text(change[first], change[last]) + calendar.beside(change[first], change[last])
            for first, last in (("first_before", "last_before"), ("first_month", "last_month"))
        )
        yield f"all revenue falls by {fall} from {before} to {after}"
    if additional["ci_high"] is not None and additional["ci_high"] < 0:
        less = money(-additional["mean"], currency, half_width(additional["ci_low"], additional["ci_high"]))
        first, last = revenue["first_month"], revenue["last_month"]
        span = f"{months_text(first, last)}{calendar.beside(first, last)}"
        yield f"the company has {less} less revenue in {span} than without the program"
    yield from _said_once(gate["questions"])


def _said_once(questions: Sequence[str]) -> Iterator[str]:
    """What is true of several phases is said of the first, with their number."""
    alike: dict[str, list[str]] = {}
    for question in questions:
        alike.setdefault(re.sub(r"^phase \S+ ", "phase ", question), []).append(question)
    for first, *others in alike.values():
        yield f"{first} (and so in {counted(len(others), 'more phase')})" if others else first
