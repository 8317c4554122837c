"""Figures for people: rounded to the digit of half their interval, percent and money in few characters.

Every printed number is rounded here, half away from zero as spreadsheets do: 62.5% is 63%, 0.145 is 0.15.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from math import floor, isclose, isfinite, log10

from sim.units import CENTS

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
_SCALES = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
_SHIFTS = {1e9: -9, 1e6: -6, 1e3: -3, 1.0: 0}
NEVER = "never"
CONSTANT = "in every future"
"""In the place of an interval without width."""
_MOST_ZEROS = 15
"""Digits before or after the point beyond which a number has a power of ten."""
_PRINTED = re.compile(r"(\d+)(\.\d+|)([kMB]?)")
_ANY_SIZE = Context(prec=800, rounding=ROUND_HALF_UP)
"""Room for every digit of a float."""


def fixed(value: float, places: int, *, shift: int = 0, sign: str = "", apart: str = ",") -> str:
    """A number with so many decimals, half away from zero: of the digits it is written with, not of its bits.

    ``shift`` moves the decimal point first (2 for a fraction in percent, -3 for thousands); ``sign`` is ``+`` where
    numbers above 0 show theirs; ``apart`` stands between thousands.
    """
    if not isfinite(value):
        return f"{value:{sign}}"
    exact = Decimal(repr(float(value)) if isinstance(value, float) else int(value)).scaleb(shift, _ANY_SIZE)
    rounded = exact.quantize(Decimal(1).scaleb(-places), context=_ANY_SIZE)
    return f"{rounded or abs(rounded):{sign}{apart}f}"


def significant(value: float, digits: int, *, shift: int = 0, sign: str = "", apart: str = ",") -> str:
    """A number with at most so many digits other than leading zeros, without needless zeros, rounded as ``fixed``."""
    if not isfinite(value) or not value:
        return f"{value:g}"
    exact = Decimal(repr(float(value))).scaleb(shift, _ANY_SIZE)
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() + 1 - digits), context=_ANY_SIZE)
    if -_MOST_ZEROS <= rounded.adjusted() <= _MOST_ZEROS:
        return f"{rounded.normalize(_ANY_SIZE):{sign}{apart}f}"
    return f"{float(rounded):{sign}{apart}.{digits}g}"


def percent(fraction: float, places: int = 0) -> str:
    """A fraction as a percentage: 0.625 is 63%."""
    return f"{fixed(fraction, places, shift=2)}%"


def digit_of(half_interval: float) -> int:
    """Decimal place of the first digit of half an interval: 2 for 0.025, -3 for 4,000."""
    return -floor(log10(half_interval)) if half_interval > 0 and isfinite(half_interval) else 0


def plain_percent(fraction: float) -> str:
    """A fraction as a percentage without needless zeros: 0.1 is 10%, 0.125 is 12.5%."""
    text = fixed(fraction, 2, shift=2, apart="")
    return f"{text.rstrip('0').rstrip('.')}%"


def percent_in_interval(fraction: float, low: float, high: float, *, more: int = 0) -> str:
    """A fraction as a percentage, to the digit of half its interval: whole or tenths, and so many ``more``."""
    half = 100 * (high - low) / 2
    places = min(max(digit_of(half), 0), 1) if half > 0 else 1
    return percent(fraction, places + more)


def odds_with_interval(odds: float, low: float, high: float, *, more: int = 0) -> str:
    """``62% ± 3%``, or ``0% (0% to 2%)`` near an edge: an interval that is lopsided, or that ± would take past it."""
    half = (high - low) / 2
    value, margin = percent_in_interval(odds, low, high, more=more), percent_in_interval(half, low, high)
    if abs(odds - (low + high) / 2) <= 0.2 * half and _stays_within(value, margin):
        return f"{value} ± {margin}"
    return f"{value} ({percent_in_interval(low, low, high)} to {percent_in_interval(high, low, high)})"


def _stays_within(value: str, margin: str) -> bool:
    """Whether a printed percentage with its margin lies between 0 and 100."""
    centre, half = (Decimal(text.rstrip("%")) for text in (value, margin))
    return half <= centre <= 100 - half


def money(amount: float | None, currency: str, half_interval: float = 0.0, *, more: int = 0) -> str:
    """Money as $1.23M or -$45k; at most three digits, fewer where half the interval says so, and ``more`` decimals."""
    if amount is None:
        return NEVER
    text = plain_money(amount, half_interval, more=more)
    symbol = SYMBOLS.get(currency)
    return f"{text} {currency}".rstrip() if symbol is None else _with_symbol(text, symbol)


def in_full(value: float) -> str:
    """A stated number with all its digits."""
    return f"{value:,.10g}"


def percent_in_full(value: float) -> str:
    """A stated fraction in percent, with all its digits."""
    return f"{round(100 * value, 10):.10g}%"


def exact_money(cents: int, currency: str) -> str:
    """An amount that is known, to the cent: $1,234.50, -1,234.50 CHF."""
    text, symbol = fixed(cents, 2, shift=-2), SYMBOLS.get(currency)
    return f"{text} {currency}" if symbol is None else _with_symbol(text, symbol)


def known_money(cents: int, currency: str) -> str:
    """An amount that is known, without needless zeros: $40,000, $1,234.50."""
    symbol = SYMBOLS.get(currency)
    text = fixed(cents, 2 if cents % CENTS else 0, shift=-2)
    return f"{text} {currency}" if symbol is None else _with_symbol(text, symbol)


def plain_money(amount: float, half_interval: float = 0.0, *, more: int = 0) -> str:
    """Money without its currency: 1.23M, -45k."""
    scale, letter = _scale(abs(amount), 0.9995)
    value = abs(amount) / scale
    places = 0 if scale == 1.0 else 2 if value < 9.995 else 1 if value < 99.95 else 0
    if half_interval > 0:
        places = max(0, min(places, digit_of(half_interval / scale)))
    return f"{fixed(amount, places + more, shift=_SHIFTS[scale], apart='')}{letter}"


def alike_money(amounts: Sequence[float], currency: str) -> list[str]:
    """Amounts to be added up, in the unit of the largest to its digits; in their own where these are fewer than two."""
    largest = max(map(abs, amounts))
    scale, _ = _scale(largest, 0.9995)
    places = len(plain_money(largest).rstrip("kMB").partition(".")[2])
    told = [_with_two_digits(amount, plain_in(amount, scale, places)) for amount in amounts]
    symbol = SYMBOLS.get(currency)
    return [f"{text} {currency}".rstrip() if symbol is None else _with_symbol(text, symbol) for text in told]


def _with_two_digits(amount: float, text: str) -> str:
    """A printed amount, or the same in its own unit where fewer than two of its digits can be read."""
    digits = text.strip("-kMB").replace(".", "").lstrip("0")
    return text if len(digits) > 1 or not amount else plain_money(amount, abs(amount) / 20)


def axis_money(value: float) -> str:
    """A tick: 1.5M, -250k, without needless zeros."""
    text = plain_money(value)
    digits, unit = (text[:-1], text[-1]) if text[-1].isalpha() else (text, "")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{unit}"


def money_range(
    low: float, high: float, currency: str = "", halves: tuple[float, float] = (0.0, 0.0), *, signed: bool = False
) -> str:
    """Two ends of a range, alike in unit and digits: ``$1.2M to $8.1M``, ``-$0.9M to +$4.4M``.

    Fewer digits where half the interval of an end says so; more until the ends differ and neither loses its sign.
    An end too small for the unit of the other keeps its own; two equal ends are one. ``signed`` also shows the plus of
    two positive ends, as of a difference. Without a currency the numbers alone.
    """
    ends = (low, high)
    if is_constant(low, high):
        return _same_ends(low, currency, signed=signed)
    scale = _scale(max(map(abs, ends)), 0.995)[0]
    for places in range(_fewest_places(ends, halves, scale), 3):
        texts = [plain_in(end, scale, places) for end in ends]
        if not any(map(_lost, ends, texts)) and texts[0] != texts[1]:
            break
    else:
        texts = [plain_money(end) for end in ends]
    return _range_text(ends, texts, currency, signed=signed)


def _range_text(ends: tuple[float, float], texts: list[str], currency: str, *, signed: bool) -> str:
    """Ends with their signs and their currency."""
    if signed or ends[0] < 0 < ends[1]:
        texts = [f"+{text}" if end > 0 else text for end, text in zip(ends, texts, strict=True)]
    symbol = SYMBOLS.get(currency)
    if symbol is None:
        return f"{' to '.join(texts)} {currency}".rstrip()
    return " to ".join(_with_symbol(text, symbol) for text in texts)


def _same_ends(amount: float, currency: str, *, signed: bool) -> str:
    text = plain_money(amount)
    sign = "+" if signed and amount > 0 else ""
    symbol = SYMBOLS.get(currency)
    return f"{sign}{text} {currency}".rstrip() if symbol is None else f"{sign}{_with_symbol(text, symbol)}"


def money_with_interval(
    mean: float, ci_low: float | None, ci_high: float | None, currency: str, *, ends_in: str | None = None
) -> str:
    """An amount and its 95% interval: ``$29k, -$270k to +$330k``; alone where there is none; ``in every future``.

    The ends have the symbol of ``ends_in``, if it is not that of the amount.
    """
    if ci_low is None or ci_high is None:
        return money(mean, currency)
    if is_constant(ci_low, ci_high):
        return f"{money(mean, currency)} {CONSTANT}"
    told = money(mean, currency, (ci_high - ci_low) / 2)
    return f"{told}, {money_ends(told, ci_low, ci_high, currency if ends_in is None else ends_in)}"


def money_ends(told: str, low: float, high: float, currency: str = "", *, signed: bool = False) -> str:
    """Both ends of the interval of a printed amount, in its unit and to its digit: ``-$13.2M to -$12.2M``.

    An end that would read as 0 there keeps its own unit; beside an amount of 0 the ends are a range of their own.
    """
    found = _PRINTED.search(told)
    if found is None or is_constant(low, high) or not float(f"{found[1]}{found[2]}"):
        half = (high - low) / 2
        return money_range(low, high, currency, (half, half), signed=signed)
    scale = next((size for size, letter in _SCALES if letter == found[3]), 1.0)
    texts = [plain_in(end, scale, max(0, len(found[2]) - 1)) for end in (low, high)]
    texts = [plain_money(end) if _lost(end, text) else text for end, text in zip((low, high), texts, strict=True)]
    return _range_text((low, high), texts, currency, signed=signed)


def is_constant(low: float, high: float) -> bool:
    """Whether an interval has no width, but for the last bits of a mean: its quantity is the same in every future."""
    return isclose(low, high, rel_tol=1e-12, abs_tol=1e-9)


def kept_places(values: Iterable[float], places: int, most: int = 4, *, shift: int = 0) -> int:
    """``places``, or as many more (up to ``most``) as let no value other than 0 read as 0."""
    known = [value for value in values if value]
    while places < most and any(_lost(value, fixed(value, places, shift=shift, apart="")) for value in known):
        places += 1
    return places


def _scale(size: float, least: float) -> tuple[float, str]:
    """Unit of an amount and its letter; from ``least`` of a unit on."""
    return next(((scale, letter) for scale, letter in _SCALES if size >= least * scale), (1.0, ""))


def _fewest_places(ends: tuple[float, float], halves: tuple[float, float], scale: float) -> int:
    """One decimal below ten of the unit, none above; fewer where the intervals of both ends say so."""
    usual = [int(abs(end) / scale < 9.95 and scale > 1e3) for end in ends]
    known = [
        min(places, max(digit_of(half / scale), 0)) if half else places
        for places, half in zip(usual, halves, strict=True)
    ]
    return max(known)


def plain_in(amount: float, scale: float, places: int) -> str:
    """An amount in a given unit: -0.9M; 0 without a unit."""
    letter = next((letter for size, letter in _SCALES if size == scale), "")
    return f"{fixed(amount, places, shift=_SHIFTS[scale], apart='')}{letter}" if amount else "0"


def _lost(value: float, text: str) -> bool:
    """Whether a value other than 0 reads as 0."""
    return bool(value) and float(text.rstrip("kMB")) == 0


def _with_symbol(text: str, symbol: str) -> str:
    return f"{text[0]}{symbol}{text[1:]}" if text[0] in "+-" else f"{symbol}{text}"


def share_of_futures(share: float) -> str:
    """A share of futures in whole percent; above 99% and below 1% only where all or none are meant."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else percent(share)


def in_unit(value: float, half: float, unit: str, currency: str) -> str:
    """A value of a metric for people, to the digit of half its interval."""
    if unit == "share":
        return percent_in_interval(value, value - half, value + half) if half > 0 else plain_percent(value)
    return money(value, currency, half) if unit == "money" else fixed(value, 0)
