"""A scenario's ``[start]`` table: which tables it names, and what it states about the company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.scenario.problems import Problem, ScenarioError, shown
from sim.scenario.start.columns import CHANNELS, REQUIRED, TABLES
from sim.scenario.start.days import is_month_end

START, ARR, GROWTH = "start", "arr", "growth_last_year"
MOST_PROGRAM_MONTHS = 600
_KEYS = ("as_of", "month", "phase", "phase_age_months", "digest", ARR, GROWTH, *TABLES)

Channels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class StartTable:
    """The values of a ``[start]`` table."""

    as_of: date
    month: int
    phase: str
    phase_age_months: int
    files: Mapping[str, str]
    """By name of the table, relative to the scenario's file."""
    arr: Channels
    """In units of the currency, by channel."""
    growth_last_year: tuple[float | None, float | None, float | None]
    digest: str
    """Empty if it is not stated."""


def start_table(stated: Mapping[str, Any], place: str) -> StartTable:
    """The values of a ``[start]`` table. Raises ScenarioError with every problem."""
    reading = _Reading(stated, place)
    reading.unknown(stated, _KEYS, START)
    as_of = reading.as_of()
    arr, growth = reading.channels(ARR, least=0.0), reading.channels(GROWTH, least=-1.0)
    table = StartTable(
        as_of=as_of,
        month=reading.whole("month", MOST_PROGRAM_MONTHS),
        phase=reading.text("phase", needed=True),
        phase_age_months=reading.whole("phase_age_months", MOST_PROGRAM_MONTHS),
        files={name: text for name in TABLES if (text := reading.text(name, needed=name in REQUIRED))},
        arr=(arr[0] or 0.0, arr[1] or 0.0, arr[2] or 0.0),
        growth_last_year=(growth[0], growth[1], growth[2]),
        digest=reading.text("digest", needed=False),
    )
    if reading.problems:
        raise ScenarioError(reading.problems)
    return table


class _Reading:
    """Reads keys of the table and keeps their problems."""

    def __init__(self, stated: Mapping[str, Any], place: str) -> None:
        self._stated, self._place = stated, place
        self.problems: list[Problem] = []

    def _problem(self, key: str, what: str, got: Any = None) -> None:
        found = Problem(self._place, f"{START}.{key}", what, got="" if got is None else shown(got))
        self.problems.append(found)

    def unknown(self, table: Mapping[str, Any], known: tuple[str, ...], above: str) -> None:
        for key in table:
            if key not in known:
                path = key if above == START else f"{above}.{key}"
                self._problem(path, f"there is no such key (there are {', '.join(known)})")

    def as_of(self) -> date:
        value = self._stated.get("as_of")
        try:
            day = value if type(value) is date else date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            self._problem("as_of", "must be a date such as 2026-09-30", value)
            return date(2000, 1, 31)
        if not is_month_end(day):
            self._problem("as_of", "must be the last day of a month", value)
        return day

    def whole(self, key: str, most: int) -> int:
        value = self._stated.get(key)
        if type(value) is int and 0 <= value <= most:
            return value
        self._problem(key, f"must be a whole number from 0 to {most}", value)
        return 0

    def text(self, key: str, *, needed: bool) -> str:
        value = self._stated.get(key, "")
        if isinstance(value, str) and (value or not needed):
            return value
        self._problem(key, "must be a text", value)
        return ""

    def channels(self, key: str, least: float) -> list[float | None]:
        """The numbers of a table by channel; None for those not stated."""
        table = self._stated.get(key, {})
        if not isinstance(table, Mapping):
            self._problem(key, "must be a table", table)
            return [None] * len(CHANNELS)
        self.unknown(table, CHANNELS, key)
        numbers: list[float | None] = []
        for channel in CHANNELS:
            value = table.get(channel)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (is_number and least <= value < 1e13):
                self._problem(f"{key}.{channel}", f"must be a number of at least {least:g}", value)
                value = None
            numbers.append(value)
        return numbers
