"""A company as it is: the running program with which a scenario begins."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sim.scenario.fields import choice, uncertainty
from sim.scenario.schema.check import check
from sim.scenario.schema.table import MONEY_LIMIT, Name, Table
from sim.scenario.start import StartState, StartTable, stored_tables
from sim.scenario.start.columns import CHANNELS, TABLES
from sim.scenario.start.days import is_month_end
from sim.scenario.unit import MONEY, MONTHS, SHARE_PER_YEAR
from sim.units import MONTHS_PER_YEAR

RULE = "R-143"
MOST_PROGRAM_MONTHS = 600


def _month_end(value: Any) -> Any:
    """An ISO date, the last day of its month, of a date or a text."""
    try:
        day = value if type(value) is date else date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("date", "must be a date such as 2026-09-30") from None
    if not is_month_end(day):
        raise PydanticCustomError("date", "must be the last day of a month")
    return day.isoformat()


AsOf = Annotated[str, BeforeValidator(_month_end)]


def _last_year(channel: str) -> Any:
    return uncertainty(
        f"growth of {channel} revenue in the year before day 0", rule="E-34", unit=SHARE_PER_YEAR, low=-1, high=1e6,
        default=None,
    )  # fmt: skip


def _arr(channel: str) -> Any:
    return uncertainty(
        f"ARR of {channel} business on day 0: another name of vendor.{channel}.starting_arr, where a scenario has it",
        rule="R-142", unit=MONEY, low=0, high=MONEY_LIMIT, default=None,
    )  # fmt: skip


class StartArr(Table):
    """What a file may state under names of its own (``sim.scenario.other_names``); nothing is left here."""

    fixed = True
    direct: float | None = _arr("direct")
    inbound: float | None = _arr("inbound")
    roster: float | None = _arr("roster")


class GrowthLastYear(Table):
    """Growth of the year before day 0: the first year of ``vendor.growth`` keeps a part of what was unusual in it."""

    fixed = True
    direct: float | None = _last_year("direct")
    inbound: float | None = _last_year("inbound")
    roster: float | None = _last_year("roster")


class Start(Table):
    """The company on the as-of date, with the tables of its program (``sim.scenario.start``).

    A file names its tables relative to itself; a loaded scenario has the tables themselves, as text, so that it is
    whole wherever it is taken.
    """

    fixed = True
    as_of: AsOf = choice("last day of the past, the last of its month; day 0 is the next", rule=RULE)
    month: int = uncertainty(
        "months of the program that are over; its plans by month count from its beginning", rule=RULE, unit=MONTHS,
        low=0, high=MOST_PROGRAM_MONTHS,
    )  # fmt: skip
    phase: Name = choice("phase in force", rule=RULE)
    phase_age_months: int = uncertainty(
        "months for which the phase has been in force: printed, no rule counts from it",
        rule=RULE,
        unit=MONTHS,
        low=0,
        high=MOST_PROGRAM_MONTHS,
    )
    partners: str = choice("table of partners with an agreement, now or once", rule=RULE)
    customers: str = choice("table of live customers of partners", rule=RULE)
    opportunities: str = choice("table of partners' open opportunities, and won ones that are not live yet", rule=RULE)
    candidates: str | None = choice("table of candidates; without it all are new names", rule=RULE, default=None)
    months: str | None = choice("table of the last months' revenue and fees owed", rule=RULE, default=None)
    arr: StartArr | None = choice("ARR by channel on day 0", rule="R-142", default=None)
    growth_last_year: GrowthLastYear = choice(
        "growth of the year before day 0, where it is known", rule="E-34", default=GrowthLastYear(), neutral=True
    )
    digest: str = choice("SHA-256 of the values of all tables; checked where it is stated", rule=RULE, default="")

    @check
    def _ages(self) -> Iterator[str]:
        if self.phase_age_months > self.month:
            yield f"phase_age_months: the phase cannot be older than the program: at most start.month = {self.month}"

    @property
    def first_calendar_month(self) -> int:
        """Calendar month of month 1."""
        return int(date.fromisoformat(self.as_of).month % MONTHS_PER_YEAR + 1)

    @property
    def state(self) -> StartState:
        """The records of all tables."""
        return _state(self)

    def texts(self) -> dict[str, str]:
        """The text of each table that there is."""
        return {name: text for name in TABLES if (text := getattr(self, name)) is not None}


@lru_cache(maxsize=8)
def _state(start: Start) -> StartState:
    from sim.scenario.start.state import state_of  # names of deals need the ledger, which needs an array library

    growth = start.growth_last_year
    table = StartTable(
        as_of=date.fromisoformat(start.as_of),
        month=start.month,
        phase=start.phase,
        phase_age_months=start.phase_age_months,
        growth_last_year=(growth.direct, growth.inbound, growth.roster),
        digest=start.digest,
    )
    return state_of(table, stored_tables(start.texts()))


assert tuple(GrowthLastYear.model_fields) == CHANNELS
