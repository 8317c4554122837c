"""What a scenario's ``[start]`` states about the company, beside its tables."""

from dataclasses import dataclass
from datetime import date

START, ARR, GROWTH = "start", "arr", "growth_last_year"


@dataclass(frozen=True, slots=True)
class StartTable:
    """The values of a ``[start]`` table."""

    as_of: date
    month: int
    phase: str
    phase_age_months: int
    growth_last_year: tuple[float | None, float | None, float | None]
    digest: str
