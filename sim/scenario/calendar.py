"""The calendar of a program: the calendar month and fiscal year of each of its months, where a company states one.

Fiscal years are numbered from the one in which the program starts, FY1. They are labels: no result depends on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.schema import Scenario
from sim.units import MONTHS_PER_YEAR, calendar_month

NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Labels of months; every label is empty where no fiscal year is stated."""

    start_month: int = 1
    """Calendar month of month 1, which begins on day 0."""
    fiscal_year_month: int | None = None
    """Calendar month in which the fiscal year begins."""

    @property
    def is_stated(self) -> bool:
        return self.fiscal_year_month is not None

    def fiscal_month(self, month: int) -> int:
        """Month 1-12 of the fiscal year in which a program month lies; 0 where no fiscal year is stated."""
        if self.fiscal_year_month is None:
            return 0
        return (calendar_month(month, self.start_month) - self.fiscal_year_month) % MONTHS_PER_YEAR + 1

    def fiscal_year(self, month: int) -> int:
        """Number of the fiscal year in which a program month lies: 1 for that of the first month."""
        return (month - 1 + self.fiscal_month(1) - 1) // MONTHS_PER_YEAR + 1

    def label(self, month: int) -> str:
        """``Jun FY2``."""
        if not self.is_stated:
            return ""
        return f"{self._name(month)} FY{self.fiscal_year(month)}"

    def span(self, first: int, last: int) -> str:
        """``FY2``, ``FY2-FY3``: whole fiscal years; else ``Apr FY1-Mar FY2``, ``Jul-Dec FY3``, ``Jul FY3``."""
        if not self.is_stated or first == last:
            return self.label(last)
        begin, end = self.fiscal_year(first), self.fiscal_year(last)
        if self.fiscal_month(first) == 1 and self.fiscal_month(last) == MONTHS_PER_YEAR:
            return f"FY{end}" if begin == end else f"FY{begin}-FY{end}"
        if begin == end:
            return f"{self._name(first)}-{self.label(last)}"
        return f"{self.label(first)}-{self.label(last)}"

    def beside(self, first: int, last: int | None = None) -> str:
        """The label of a month, or of the months up to ``last``, in brackets after a space: `` (Jun FY2)``."""
        return f" ({self.span(first, last or first)})" if self.is_stated else ""

    def after(self, text: str, first: int, last: int | None = None) -> str:
        """A text and the label: ``24 Jun FY2``."""
        return f"{text} {self.span(first, last or first)}" if self.is_stated else text

    @property
    def years(self) -> str:
        """First and last month of a fiscal year: ``Jul-Jun``."""
        if self.fiscal_year_month is None:
            return ""
        return f"{NAMES[self.fiscal_year_month - 1]}-{NAMES[self.fiscal_year_month - 2]}"

    @property
    def sentence(self) -> str:
        """What the labels mean."""
        return f"Month 1 is {self.label(1)}; fiscal years run {self.years}." if self.is_stated else ""

    @property
    def told(self) -> dict[str, str]:
        """What is stated, for the metadata of a file; empty where nothing is."""
        if not self.is_stated:
            return {}
        return {"start_month": str(self.start_month), "fiscal_year_month": str(self.fiscal_year_month)}

    def to_dict(self, months: int) -> dict[str, Any]:
        """The entry ``calendar`` of JSON objects, with the label of every month; none where nothing is stated."""
        if not self.is_stated:
            return {}
        labels = [self.label(month) for month in range(1, months + 1)]
        stated = {"start_month": self.start_month, "fiscal_year_month": self.fiscal_year_month}
        return {"calendar": {**stated, "fiscal_years": self.years, "months": labels}}

    def _name(self, month: int) -> str:
        return NAMES[calendar_month(month, self.start_month) - 1]


NO_CALENDAR = Calendar()


def calendar_of(scenario: Scenario) -> Calendar:
    """The calendar that a scenario states."""
    return Calendar(scenario.start_month, scenario.fiscal_year_month)


def calendar_in(summary: Mapping[str, Any]) -> Calendar:
    """The calendar of a JSON object of results."""
    stated = summary.get("calendar")
    return Calendar(stated["start_month"], stated["fiscal_year_month"]) if stated else NO_CALENDAR
