"""The customers' ARR beside the revenue of the last month: two files of one company that should agree."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.exports.derived import Derived
from sim.ledger import Channel
from sim.scenario.schema import Scenario
from sim.scenario.start.columns import CHANNELS, CUSTOMERS, MONTHS, PARTNERS
from sim.scenario.start.read_table import Row, Tables
from sim.units import MONTHS_PER_YEAR, share_of_cents, to_bps

ROSTER, OF_PARTNERS = CHANNELS[Channel.ROSTER], "partners"


@dataclass(frozen=True, slots=True)
class Compared:
    """ARR by two files, booked, in cents."""

    what: str
    """A channel, or ``partners``: the program's."""
    customers_cents: int
    months_cents: int
    """Twelve times the revenue of the last month."""
    customers: int

    @property
    def agrees(self) -> bool:
        """Whether they are equal but for the cents that each customer's month is rounded by."""
        return abs(self.customers_cents - self.months_cents) <= MONTHS_PER_YEAR * self.customers


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Figures of the company by its customers, and by its months."""

    compared: tuple[Compared, ...]
    share_of_customers: float | None
    """Partner-sourced share; None where a channel has no customers in the file, or there is no revenue."""
    share_of_months: float | None


def reconciled(tables: Tables, scenario: Scenario, found: Derived) -> Reconciliation | None:
    """The comparison; None without a table of months."""
    if MONTHS not in tables:
        return None
    last = max(tables[MONTHS].rows, key=lambda row: row["month"])
    compared = tuple(_compared(tables, scenario, found, last))
    whole = {each.what: each for each in compared}
    has_all = len(whole) == len(CHANNELS) + 1
    return Reconciliation(
        compared,
        _share({what: each.customers_cents for what, each in whole.items()}) if has_all else None,
        _share({name: last[f"{name}_revenue"] or 0 for name in CHANNELS} | {OF_PARTNERS: last["partner_revenue"]}),
    )


def _compared(tables: Tables, scenario: Scenario, found: Derived, last: Row) -> Iterator[Compared]:
    is_net = scenario.vendor.resale_booking == "net"
    for channel in CHANNELS:
        revenue, arr = last[f"{channel}_revenue"] or 0, found.arr[channel]
        if arr.source != CUSTOMERS and (arr.cents or revenue):
            continue  # there is nothing of the customers to compare
        booked = arr.cents
        if channel == ROSTER and is_net:
            booked -= share_of_cents(booked, to_bps(scenario.vendor.roster.margin_rate))
        count = sum(row["channel"] == channel for row in tables[CUSTOMERS].rows)
        yield Compared(channel, booked, MONTHS_PER_YEAR * revenue, count)
    partners = tables[PARTNERS].by_id()
    own = [row for row in tables[CUSTOMERS].rows if row["partner"] is not None]
    margin = sum(_margin(row, partners[row["partner"]], scenario) for row in own) if is_net else 0
    booked = sum(row["arr"] for row in own) - margin
    yield Compared(OF_PARTNERS, booked, MONTHS_PER_YEAR * last["partner_revenue"], len(own))


def _margin(customer: Row, partner: Row, scenario: Scenario) -> int:
    """Resale margin on a customer's ARR, in cents; none of a partner that left and is no longer paid."""
    archetype = scenario.archetypes[partner["archetype"]]
    if archetype.terms.model != "resale" or (
        partner["left"] is not None and not scenario.departure.pay_after_departure
    ):
        return 0
    return share_of_cents(customer["arr"], to_bps(archetype.off_list()))


def _share(revenue: dict[str, int]) -> float | None:
    whole = sum(revenue.values())
    return (revenue[ROSTER] + revenue[OF_PARTNERS]) / whole if whole else None
