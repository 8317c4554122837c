"""Dates as exports write them: ISO, day or month first, or with the name of the month."""

import re
from datetime import date

from sim.exports.conventions import Readings
from sim.scenario.start.days import month_end

DMY, MDY = "dmy", "mdy"
ORDERS = {DMY: "day first", MDY: "month first"}
LIKE = "2026-09-30"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_DAY_NAME = re.compile(r"(\d{1,2})[-. ]\s*([A-Za-z]{3,9})\.?[-, ]\s*(\d{4})")
_NAME_DAY = re.compile(r"([A-Za-z]{3,9})\.?[- ](\d{1,2}),?[- ]\s*(\d{4})")
_MONTHS = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.?[- ](?P<year>\d{4})"),
)


def date_readings(text: str) -> Readings:
    """The date that a text can be, by order of day and month; empty if it is none."""
    plain = _TIME.sub("", text)
    if found := _ISO.fullmatch(plain):
        return _certain(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_NAME.fullmatch(plain):
        return _certain(int(found[3]), _month(found[2]), int(found[1]))
    if found := _NAME_DAY.fullmatch(plain):
        return _certain(int(found[3]), _month(found[1]), int(found[2]))
    if found := _NUMBERS.fullmatch(plain):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        days = {DMY: _date(year, second, first), MDY: _date(year, first, second)}
        return {order: day for order, day in days.items() if day is not None}
    return {}


def month_readings(text: str) -> Readings:
    """The last day of the month that a text can be, or of that of a date."""
    for pattern in _MONTHS:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            month = _month(parts["name"]) if "name" in parts else int(parts["month"])
            return _certain(int(parts["year"]), month, 0)
    return {order: month_end(day.year, day.month) for order, day in date_readings(text).items()}


def what_else(text: str) -> tuple[str, str]:
    """What is wrong with a text that is no date, and what helps."""
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return "is the number of a day in a spreadsheet", "give the column a date format there"
    if re.fullmatch(r"\d{1,2}[-/. ][\dA-Za-z]{1,9}[-/., ]{1,2}\d{2}", _TIME.sub("", text)):
        return "has a year of two digits", f"write four, such as {LIKE}"
    return "is no date", f"write one such as {LIKE}"


def _certain(year: int, month: int, day: int) -> Readings:
    """The same date by either order; day 0 is the last of the month."""
    if not 1 <= month <= len(_NAMES):
        return {}
    found = _date(year, month, day) if day else _last(year, month)
    return {} if found is None else {DMY: found, MDY: found}


def _last(year: int, month: int) -> date | None:
    return month_end(year, month) if year else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month's English name; 0 for none."""
    plain = name.casefold()
    if plain in _FULL:
        return _FULL.index(plain) + 1
    plain = "sep" if plain == "sept" else plain
    return _NAMES.index(plain) + 1 if plain in _NAMES else 0
