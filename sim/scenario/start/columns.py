"""The tables of a start state and their columns: what each holds, and which a file must have."""

from dataclasses import dataclass
from enum import Enum, auto


class Holds(Enum):
    """What the cells of a column are."""

    ID = auto()
    TEXT = auto()
    DATE = auto()
    MONTH = auto()
    AMOUNT = auto()
    """Money in units of the scenario's currency; read as cents."""
    COUNT = auto()
    SIZE = auto()
    """Relative to the usual partner of an archetype, which is 1; read as thousandths."""
    FLAG = auto()


class Needed(Enum):
    """How much of a column must be there."""

    CELLS = auto()
    """Every cell."""
    COLUMN = auto()
    """The column; an empty cell says that something has not happened."""
    NOTHING = auto()
    """Neither: a cell that is empty or not there is not known."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    holds: Holds
    needed: Needed
    meaning: str


CELLS, COLUMN, NOTHING = Needed

PARTNERS, CUSTOMERS, OPPORTUNITIES = "partners", "customers", "opportunities"
CANDIDATES, MONTHS = "candidates", "months"

TABLES: dict[str, tuple[Column, ...]] = {
    PARTNERS: (
        Column("id", Holds.ID, CELLS, "name or number of the partner, as in the other files"),
        Column("archetype", Holds.TEXT, CELLS, "kind of partner, as the scenario names it"),
        Column("signed", Holds.DATE, CELLS, "date of the agreement"),
        Column("onboarded", Holds.DATE, COLUMN, "date on which onboarding ended; empty: not yet"),
        Column("left", Holds.DATE, COLUMN, "date on which the agreement ended; empty: in force"),
        Column("committed", Holds.FLAG, NOTHING, "yes or no: has people who sell; empty: not known"),
        Column("first_qualified", Holds.DATE, COLUMN, "date of its first qualified opportunity; empty: none"),
        Column("last_qualified", Holds.DATE, COLUMN, "date of its last qualified opportunity; empty: none"),
        Column("last_won", Holds.DATE, COLUMN, "date of its last won deal; empty: none"),
        Column("qualified_so_far", Holds.COUNT, COLUMN, "number of its qualified opportunities, decided ones too"),
        Column("size", Holds.SIZE, NOTHING, "relative to the usual partner of its archetype, 1; empty: not known"),
    ),
    CUSTOMERS: (
        Column("id", Holds.ID, CELLS, "name or number of the customer"),
        Column("partner", Holds.TEXT, NOTHING, "partner that brought it, or the channel: direct, inbound, roster"),
        Column("channel", Holds.TEXT, NOTHING, "direct, inbound or roster, where no partner is named"),
        Column("arr", Holds.AMOUNT, CELLS, "recurring revenue a year, at list"),
        Column("first_go_live", Holds.DATE, CELLS, "date on which it first went live"),
        Column("term_begins", Holds.DATE, NOTHING, "date on which its running year began; empty: its last anniversary"),
        Column("line", Holds.TEXT, NOTHING, "product line"),
    ),
    OPPORTUNITIES: (
        Column("id", Holds.ID, CELLS, "name or number of the opportunity"),
        Column("partner", Holds.TEXT, CELLS, "partner that brought it"),
        Column("qualified_on", Holds.DATE, CELLS, "date on which it was qualified"),
        Column("won_on", Holds.DATE, COLUMN, "date of signature, if the customer is not live yet; empty: open"),
    ),
    CANDIDATES: (
        Column("id", Holds.ID, CELLS, "name or number of the candidate"),
        Column("archetype", Holds.TEXT, CELLS, "kind of partner, as the scenario names it"),
        Column(
            "score",
            Holds.COUNT,
            NOTHING,
            "selection score, 7 to 35; below the least: rests; empty: not known",
        ),
        Column("contacted", Holds.DATE, COLUMN, "date of the first contact; empty: not contacted"),
        Column("stage", Holds.TEXT, COLUMN, "recruiting stage it is in; empty: not contacted"),
    ),
    MONTHS: (
        Column("month", Holds.MONTH, CELLS, "calendar month, or its last day"),
        Column("direct_revenue", Holds.AMOUNT, CELLS, "revenue of the direct channel"),
        Column("inbound_revenue", Holds.AMOUNT, CELLS, "revenue of the inbound channel"),
        Column("roster_revenue", Holds.AMOUNT, NOTHING, "revenue through informal partners; empty: none"),
        Column("partner_revenue", Holds.AMOUNT, CELLS, "revenue through the partners of the program"),
        Column("fees_owed", Holds.AMOUNT, NOTHING, "fees earned and not yet paid, at the month's end; empty: none"),
    ),
}
REQUIRED = (PARTNERS, CUSTOMERS, OPPORTUNITIES)
"""Tables that a start state has; the others may be absent."""
CHANNELS = ("direct", "inbound", "roster")
"""In the order of ``sim.ledger.Channel``."""
MOST_DEALS = 4096
"""Customers and opportunities that a run can tell apart for each partner."""
LEAST_SCORE, MOST_SCORE = 7, 35
MOST_MONTHS = 12
"""Months of the past that a run can use."""
