"""Figures for people: rounded to the digit of half their interval, percent and money in few characters."""

from math import floor, isfinite, log10

from sim.report.words.counting import count

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
_SCALES = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
NEVER = "never"


def digit_of(half_interval: float) -> int:
    """Decimal place of the first digit of half an interval: 2 for 0.025, -3 for 4,000."""
    return -floor(log10(half_interval)) if half_interval > 0 and isfinite(half_interval) else 0


def plain_percent(fraction: float) -> str:
    """A fraction as a percentage without needless zeros: 0.1 is 10%, 0.125 is 12.5%."""
    text = f"{100 * fraction:.2f}".rstrip("0").rstrip(".")
    return f"{'0' if text in ('-0', '') else text}%"


def percent_in_interval(fraction: float, low: float, high: float, *, coarse: bool = False) -> str:
    """A fraction as a percentage, to the digit of half its interval: whole or tenths."""
    half = 100 * (high - low) / 2
    places = 0 if coarse else min(max(digit_of(half), 0), 1) if half > 0 else 1
    return f"{100 * fraction:.{places}f}%"


def odds_with_interval(odds: float, low: float, high: float) -> str:
    """``62% ± 3%``, or ``0% (0% to 2%)`` near an edge, where the interval is lopsided."""
    half = (high - low) / 2
    value = percent_in_interval(odds, low, high)
    if abs(odds - (low + high) / 2) <= 0.2 * half:
        return f"{value} ± {percent_in_interval(half, low, high)}"
    return f"{value} ({percent_in_interval(low, low, high)} to {percent_in_interval(high, low, high)})"


def money(amount: float | None, currency: str, half_interval: float = 0.0) -> str:
    """Money as $1.23M or -$45k; at most three digits, fewer where half the interval says so."""
    if amount is None:
        return NEVER
    text = plain_money(amount, half_interval)
    symbol = SYMBOLS.get(currency)
    if symbol is None:
        return f"{text} {currency}"
    return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"


def plain_money(amount: float, half_interval: float = 0.0) -> str:
    """Money without its currency: 1.23M, -45k."""
    scale, letter = next(((s, m) for s, m in _SCALES if abs(amount) >= 0.9995 * s), (1.0, ""))
    value = abs(amount) / scale
    places = 0 if scale == 1.0 else 2 if value < 9.995 else 1 if value < 99.95 else 0
    if half_interval > 0:
        places = max(0, min(places, digit_of(half_interval / scale)))
    digits = f"{value:.{places}f}"
    return f"-{digits}{letter}" if amount < 0 and float(digits) != 0 else f"{digits}{letter}"


def axis_money(value: float) -> str:
    """A tick: 1.5M, -250k, without needless zeros."""
    text = plain_money(value)
    digits, unit = (text[:-1], text[-1]) if text[-1].isalpha() else (text, "")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{unit}"


def money_range(low: float, high: float, halves: tuple[float, float] = (0.0, 0.0)) -> str:
    """Two ends of a range in few digits, the unit once where both share it: ``-1.8 to 2.4M``.

    Fewer digits where half the interval of an end says so, unless both ends would then read the same.
    """
    for extra, (low_half, high_half) in ((0, halves), (1, halves), (1, (0.0, 0.0))):
        (first, first_unit), (last, last_unit) = _short(low, extra, low_half), _short(high, extra, high_half)
        if (first, first_unit) != (last, last_unit):
            break
    return f"{first} to {last}{last_unit}" if first_unit == last_unit else f"{first}{first_unit} to {last}{last_unit}"


def _short(amount: float, extra: int, half: float) -> tuple[str, str]:
    """Digits and unit; one decimal below ten millions, ``extra`` more."""
    scale, letter = next(((s, m) for s, m in _SCALES if abs(amount) >= 0.995 * s), (1.0, ""))
    value = abs(amount) / scale
    places = extra + (value < 9.95 and scale > 1e3) if letter else 0
    if half > 0:
        places = max(0, min(places, digit_of(half / scale)))
    digits = f"{value:.{places}f}"
    return (f"-{digits}" if amount < 0 and float(digits) != 0 else digits), letter


def share_of_futures(share: float) -> str:
    """A share of futures in whole percent; above 99% and below 1% only where all or none are meant."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def in_unit(value: float, half: float, unit: str, currency: str) -> str:
    """A value of a metric for people, to the digit of half its interval."""
    if unit == "share":
        return percent_in_interval(value, value - half, value + half) if half > 0 else plain_percent(value)
    return money(value, currency, half) if unit == "money" else count(value)
