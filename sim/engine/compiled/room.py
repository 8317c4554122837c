"""The room of the compiled engine's tables: what determines how many rows each of them has."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.metrics.tallies import SLOTS, STOCKS
from sim.records import Rows
from sim.rules.ring import BUCKETS
from sim.scenario.parameters import Parameters
from sim.units import DAYS_PER_MONTH


@dataclass(slots=True, eq=False)
class Room:
    """Number of rows of the tables that grow."""

    partners: int
    deals: int
    fees: int
    events: int
    links: int
    agenda: int
    rows: int
    measured_partners: int
    """Partners and deals of which measures are kept; 0 if nothing reads them."""
    measured_deals: int
    started: int
    """Partners that are there as a run begins, in the world that has most of them."""
    runoff_months: int
    """Months after the horizon for which a result has room."""


@dataclass(frozen=True, slots=True)
class Size:
    """Determines the number of rows of the tables of a world."""

    first: Parameters
    """Of a world of the call: all have the same names and months."""
    room: Room
    candidates: int
    """Largest number of candidates and partners of a world, whose indices they have."""


def rows(count: Callable[[Size], int]) -> Rows:
    """The number of rows of a table, from the size of the world."""
    return Rows(count)


BY_PARTNER = rows(lambda size: size.room.partners)
BY_DEAL = rows(lambda size: size.room.deals)
BY_BUCKET = rows(lambda size: BUCKETS * size.room.measured_partners)
BY_MEASURED_PARTNER = rows(lambda size: size.room.measured_partners)
BY_PARTNER_OF_LADDER = rows(lambda size: size.room.partners if size.first.ladders else 0)
BY_PARTNER_WITH_RINGS = rows(
    lambda size: size.room.partners if size.room.measured_partners or size.first.ladders else 0
)
BY_MEASURED_DEAL = rows(lambda size: size.room.measured_deals)
BY_DAY = rows(lambda size: DAYS_PER_MONTH * size.first.months)
BY_MONTH = rows(lambda size: size.first.months + 1)
BY_ARCHETYPE = rows(lambda size: len(size.first.archetypes))
BY_CHANNEL = rows(lambda size: len(size.first.vendor.channels))
BY_CANDIDATE = rows(lambda size: size.candidates)
BY_MONTH_AND_SLOT = rows(lambda size: size.first.months * SLOTS)
BY_STOCK_AND_MONTH = rows(lambda size: STOCKS * size.first.months)
BY_ARCHETYPE_AND_MONTH_AFTER = rows(lambda size: len(size.first.archetypes) * size.room.runoff_months)
"""Months after the horizon."""
