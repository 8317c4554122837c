"""An outcome in figures: the value of a scenario and the paired difference, each rounded by its own interval."""

from collections.abc import Sequence

from sim.analysis.figures.figure import Figure
from sim.analysis.figures.intervals import half_width
from sim.analysis.figures.outcomes import Outcome, share_month
from sim.analysis.figures.paired import Paired
from sim.report.words.rounding import (
    CONSTANT,
    NEVER,
    digit_of,
    fixed,
    is_constant,
    kept_places,
    money,
    money_ends,
    money_with_interval,
    percent_in_interval,
    plain_money,
)
from sim.scenario.calendar import NO_CALENDAR, Calendar

NOTHING = "-"
NUMBERS = frozenset({"partners", "count"})
"""Units that are numbers of things."""
_SHORT = {
    "active_partners": "Active partners",
    "orphan_revenue": "- there without it",
    "taken_revenue": "- taken from direct",
    "overload_revenue": "- lost to overload",
    "incremental_contribution": "Incremental contrib.",
    "npv": "NPV to the horizon",
    "npv_of_runoff": "+ value of run-off",
    "npv_with_runoff": "NPV with run-off",
}
"""Labels for 80 columns."""
_SHORTEST = {"odds": "Odds", "npv": "NPV"}
"""Labels for the width of an amount."""


def figure_text(figure: Figure, outcome: Outcome, currency: str, *, more: int = 0) -> str:
    """The mean, rounded by its interval and to so many ``more`` decimals; the median of a month."""
    if outcome.unit == "month":
        return NEVER if figure.p50 is None else fixed(figure.p50, 0)
    if figure.mean is None:
        return NOTHING
    return amount_text(figure.mean, figure.half_interval, outcome, currency, more=more)


def amount_text(value: float, half: float, outcome: Outcome, currency: str, *, more: int = 0) -> str:
    """A mean of an outcome, to the digit of half its interval, and to so many ``more``."""
    if outcome.unit == "money":
        return money(value, currency, half, more=more)
    if outcome.unit in NUMBERS:
        return fixed(value, _places(half) + more)
    return percent_in_interval(value, value - half, value + half, more=more)


def with_interval(mean: float, low: float | None, high: float | None, outcome: Outcome, currency: str) -> str:
    """A mean of an outcome and its 95% interval: ``$29k, -$270k to +$330k``; alone where there is no interval."""
    if outcome.unit == "money":
        return money_with_interval(mean, low, high, currency)
    half = half_width(low, high)
    texts = [amount_text(value, half, outcome, currency) for value in (mean, low, high) if value is not None]
    if low is None or high is None:
        return texts[0]
    return f"{texts[0]} {CONSTANT}" if is_constant(low, high) else f"{texts[0]}, {texts[1]} to {texts[2]}"


def difference_figure(paired: Paired, outcome: Outcome, currency: str, *, more: int = 0) -> str:
    """The paired difference with its sign, rounded by its interval and to so many ``more`` decimals."""
    if paired.difference is None:
        return NOTHING
    return difference_text(paired.difference, paired.half_interval, outcome, currency, more=more)


def difference_text(difference: float, half: float, outcome: Outcome, currency: str, *, more: int = 0) -> str:
    """A difference of an outcome with its sign, to the digit of half its interval, and to so many ``more``."""
    return "0" if difference == 0 else _signed((difference,), half, outcome, currency, more=more)[0]


def interval_text(paired: Paired, outcome: Outcome, currency: str, told: str) -> str:
    """The 95% interval of the paired difference that is ``told``: whether 0 is in it can be read from the signs."""
    if paired.ci_low is None or paired.ci_high is None:
        return NOTHING
    if is_constant(paired.ci_low, paired.ci_high):
        return CONSTANT
    ends = paired.ci_low, paired.ci_high
    if outcome.unit == "money":
        return money_ends(told, *ends, currency, signed=True)
    if told == "0":
        return " to ".join(_signed(ends, paired.half_interval, outcome, currency))
    return " to ".join(_plain_signed(ends, len(told.partition(".")[2]), shift=0 if outcome.unit in NUMBERS else 2))


def row_label(outcome: Outcome, calendar: Calendar = NO_CALENDAR) -> str:
    """The outcome's label in a row of 80 columns; that of a month with its calendar label: ``12 Jun FY1``."""
    month = share_month(outcome.name)
    if month is not None and calendar.is_stated:
        return outcome.label.replace(f"month {month}", calendar.after(str(month), month))
    return _SHORT.get(outcome.name, outcome.label)


def column_head(outcome: Outcome) -> str:
    """The outcome's label above a narrow column, on one line or two."""
    return (_SHORTEST.get(outcome.name) or outcome.label).replace(" ", "\n", 1)


def label_in_sentence(outcome: Outcome) -> str:
    """The outcome's label inside a sentence, without a comma, which there parts one outcome from the next."""
    return (outcome.label[0].lower() + outcome.label[1:]).replace(", month", " at month")


def signed_money(value: float, currency: str, half: float, *, more: int = 0) -> str:
    """Money with its sign, to the digit of half the interval, and to so many ``more``."""
    text, plain = money(value, currency, half, more=more), plain_money(value, half, more=more)
    return text if text.startswith("-") or float(plain.rstrip("kMB")) == 0 else f"+{text}"


def _signed(values: tuple[float, ...], half: float, outcome: Outcome, currency: str, *, more: int = 0) -> list[str]:
    """Differences to the digit of half their interval, or to as many as leave each its sign."""
    if outcome.unit == "money":
        return [signed_money(value, currency, half, more=more) for value in values]
    if outcome.unit in NUMBERS:
        return _plain_signed(values, _places(half) + more)
    return _plain_signed(values, _places(100 * half, 2) + more, shift=2)


def _plain_signed(values: Sequence[float], places: int, *, shift: int = 0) -> list[str]:
    """To so many decimals, or one more, that leave each its sign; one that needs more has them alone."""
    alike = min(kept_places(values, places, shift=shift), places + 1)
    kept = [kept_places((value,), alike, shift=shift) for value in values]
    return [fixed(value, its, shift=shift, sign="+") if value else "0" for value, its in zip(values, kept, strict=True)]


def _places(half: float, most: int = 1) -> int:
    return min(max(digit_of(half), 0), most) if half > 0 else most
