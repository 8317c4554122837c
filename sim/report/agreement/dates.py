"""Days of a run as dates, as far as the scenario knows them: calendar month, program month, year, fiscal year."""

from dataclasses import dataclass
from datetime import date

from sim.scenario.calendar import Calendar, calendar_of
from sim.scenario.schema import Scenario
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, calendar_month, month_of

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LAST_OF_FEBRUARY = 28


@dataclass(frozen=True, slots=True)
class Dates:
    """The calendar of a scenario, whose months have 30 days."""

    start_month: int
    first_year: int | None
    """In which month 1 lies; None where no start says it."""
    calendar: Calendar

    def day(self, day: int) -> str:
        """``15 March (month 3)``, with the year and the fiscal year where they are known."""
        month, number = month_of(day), day % DAYS_PER_MONTH + 1
        is_february = calendar_month(month, self.start_month) == 2
        return f"{min(number, _LAST_OF_FEBRUARY) if is_february else number} {self.month(month)}"

    def end(self, month: int) -> str:
        """``the end of July (month 7)``."""
        return f"the end of {self.month(month)}"

    def month(self, month: int) -> str:
        """``July (month 7)``."""
        fiscal = f", FY{self.calendar.fiscal_year(month)}" if self.calendar.is_stated else ""
        return f"{self.name(month)}{self._year(month)} (month {month}{fiscal})"

    def name(self, month: int) -> str:
        """``July``."""
        return MONTHS[calendar_month(month, self.start_month) - 1]

    def _year(self, month: int) -> str:
        if self.first_year is None:
            return ""
        return f" {self.first_year + (self.start_month + month - 2) // MONTHS_PER_YEAR}"


def dates_of(scenario: Scenario) -> Dates:
    """The calendar of a scenario; its years are known where a start says when the past ends."""
    calendar = calendar_of(scenario)
    if scenario.start is None:
        return Dates(scenario.start_month, None, calendar)
    ends = date.fromisoformat(scenario.start.as_of)
    return Dates(scenario.start_month, ends.year + (ends.month == MONTHS_PER_YEAR), calendar)
