"""Numbers as exports write them: $1,234.50 or 1.234,50 EUR, (1,234.50) below zero."""

import re
from dataclasses import dataclass
from decimal import Decimal

from sim.exports.conventions import Readings
from sim.scenario.currencies import SIGNS, UNITS_PER_USD

POINT, COMMA = "point", "comma"
MARKS = {POINT: "a decimal point", COMMA: "a decimal comma"}
LONGEST = 40
DOLLARS = {"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS"}
"""Currencies that are written with $ at home."""
_SIGNS = {"$": DOLLARS, "US$": {"USD"}} | {
    sign: {code for code, own in SIGNS.items() if own == sign} for sign in SIGNS.values() if sign != "$"
}
_WORD = "|".join(re.escape(word) for word in sorted((*UNITS_PER_USD, *_SIGNS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?P<before>{_WORD})?\s*(?P<inner>[-+−])?\s*"
    rf"(?P<digits>(?:\d[\d.,'’ ]*|[.,]\d+))\s*(?P<after>{_WORD})?\s*(?P<close>\))?"
)
_SHORTENED = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written: what it can be, and in which currencies."""

    readings: Readings
    """Decimals, by what stands before the decimals."""
    currencies: frozenset[str] | None
    """Those that its sign or code can mean; None without one."""
    sign: str = ""


def written_number(text: str) -> Written | None:
    """A text as a number; None if it is none."""
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["sign"], found["inner"]) if sign]
    if len(signs) + bool(found["open"]) > 1 or (found["before"] and found["after"]):
        return None
    minus = bool(found["open"]) or (bool(signs) and signs[0] != "+")
    digits = found["digits"].strip()
    values = {POINT: _read(digits, ".", ","), COMMA: _read(digits, ",", ".")}
    readings = {mark: -value if minus else value for mark, value in values.items() if value is not None}
    word = found["before"] or found["after"] or ""
    return Written(readings, currencies_of(word), word) if readings else None


def currencies_of(word: str) -> frozenset[str] | None:
    """The currencies that a sign or code can mean; None without one."""
    if not word:
        return None
    return frozenset({word} if word in UNITS_PER_USD else _SIGNS[word])


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet has shortened a long number: 1.23E+11."""
    return _SHORTENED.fullmatch(text) is not None


def _read(digits: str, mark: str, group: str) -> Decimal | None:
    """Digits with this decimal mark, groups of three apart by the other one, a space or an apostrophe."""
    decimals = rf"(?:{re.escape(mark)}\d*)?"
    plain = rf"\d+{decimals}|{re.escape(mark)}\d+"
    grouped = rf"[1-9]\d{{0,2}}(?P<group>[{re.escape(group)} '’])\d{{3}}(?:(?P=group)\d{{3}})*{decimals}"
    if not re.fullmatch(f"{plain}|{grouped}", digits):
        return None
    bare = re.sub(rf"[{re.escape(group)} '’]", "", digits).replace(mark, ".")
    return Decimal(bare)
