"""Units of scenario fields: what a number counts, and its unit in the engines.

Units are part of the key name too (DESIGN 4), for people; programs read them here.
"""

from dataclasses import dataclass
from typing import Literal

Engine = Literal["cents", "bps", "same"]
"""Unit in the engines: whole cents, whole basis points, or the same number as in the scenario."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts."""

    words: str
    engine: Engine | None = "same"
    """None if fields of this unit differ, so that each has to state it."""
    is_fraction: bool = False
    """1 is 100%, so 15 is probably meant as 0.15."""
    is_rate: bool = False
    """Rounded half up to whole basis points when it is read or drawn."""


MONEY = Unit("money", "cents")
MEASURED = Unit("of the measure: money, or a number")
MEASURED_IN = Unit("of the measure: money, a number, or a share")
POINTS_FOR = Unit("of the measure: money, percents, or a number")
MONEY_PER_MONTH = Unit("money a month", "cents")
MONEY_PER_YEAR = Unit("money a year (360 days)", "cents")
MONEY_RATE = Unit("money rate (fraction of 1)", "bps", is_fraction=True, is_rate=True)
DISCOUNT_RATE = Unit("rate a year", is_fraction=True, is_rate=True)
GATE_SHARE = Unit("share (fraction of 1)", "bps", is_fraction=True, is_rate=True)
SHARE = Unit("share (fraction of 1)", None, is_fraction=True)
SHARE_PER_YEAR = Unit("a year (360 days)", is_fraction=True)
PROBABILITY = Unit("probability", is_fraction=True)
SCORE = Unit("score 0 to 1", is_fraction=True)

DAYS = Unit("days")
MONTHS = Unit("months")
QUARTERS = Unit("quarters")
HOURS = Unit("hours")
HOURS_PER_MONTH = Unit("hours a month")
MONTH = Unit("month of the program")
MONTH_OF_RUN = Unit("month from day 0")
"""The same, but where a program runs already when a run begins."""
CALENDAR_MONTH = Unit("calendar month")

ACCOUNTS = Unit("accounts")
CANDIDATES = Unit("candidates")
CARE = Unit("partners in care", "bps")
CANDIDATES_PER_MONTH = Unit("candidates a month")
CONTACTS_PER_HEAD_MONTH = Unit("contacts a head and month")
CONTRACT_YEARS = Unit("contract years")
CUSTOMERS = Unit("customers")
HEADS = Unit("heads")
LADDER_POINTS = Unit("points of a ladder")
OPPORTUNITIES = Unit("opportunities")
OPPORTUNITIES_PER_MONTH = Unit("opportunities a month")
PARTNERS = Unit("partners")
PEOPLE = Unit("people")
PARTNERS_PER_MANAGER = Unit("partners a manager")
POINTS = Unit("points of 7-35")

CORRELATION = Unit("correlation")
ELASTICITY = Unit("elasticity")
FACTOR = Unit("factor")
NUMBER = Unit("number")
ODDS_RATIO = Unit("odds ratio")
SIGMA = Unit("standard deviation of the logarithm")
WEIGHTS = Unit("weights of mean 1")

_AMOUNTS = frozenset({MONEY.words, MONEY_PER_MONTH.words, MONEY_PER_YEAR.words})


def unit_text(words: str, currency: str) -> str:
    """The words of a unit for data: amounts in their currency (``USD a month``), anything else as it is declared."""
    return words.replace(MONEY.words, currency, 1) if words in _AMOUNTS else words
