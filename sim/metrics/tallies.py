"""Tallies: a ledger summed by kind and month, and stocks counted at each close; metrics need nothing else.

Each kind of row has its own slot, or one per channel if it is summed by channel. An engine may fill tallies while it
runs, without keeping the ledger; both ways give the same numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from sim.ledger import (
    IS_BY_CHANNEL,
    IS_OF_CLOSE,
    LEAVING_KINDS,
    NOBODY,
    BoolArray,
    Channel,
    IntArray,
    Kind,
    Ledger,
    Trait,
    kinds_with,
)
from sim.rules.attribution import CLASS_STEP, CLASSES, NONE, WON_STEP
from sim.units import DAYS_PER_MONTH, month_of

DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
AMOUNTS, LISTS, COUNTS = range(3)
SIGNED, WAITING, ACTIVE, ACTIVATED, LOAD, PHASE, PLANNED, STAFFED, SELLING, CAPPED, ESTABLISHED, RESOLD = range(12)
PROMOTED, DEMOTED = 12, 13
LOWEST_TIER = 14
"""The lowest tier of a ladder; those above it follow."""
TIERS = 8


def _slots() -> tuple[IntArray, int]:
    first, after = np.full(max(Kind) + 1, -1, dtype=np.int64), 0
    for kind in Kind:
        first[kind] = after
        after += len(Channel) if IS_BY_CHANNEL[kind] else 1
    return first, after


TALLY_SLOT, SLOTS = _slots()
"""First slot of a kind by its number (-1: no kind), and how many slots there are; a channel's is as much further on."""
REGISTRABLE = LOWEST_TIER + TIERS
"""Qualified opportunities of partners that may register."""
DEALS_BY_CLASS = REGISTRABLE + 1
"""Deals won that are unregistered, influenced, only fulfilled, routed: four of them, the first class having none."""
REVENUE_BY_CLASS = DEALS_BY_CLASS + CLASSES - 1
"""Their booked revenue in cents, likewise."""
CERTIFIED = REVENUE_BY_CLASS + CLASSES - 1
REVENUE_OF_LOWEST = CERTIFIED + 1
"""Revenue of partners at the lowest tier; that of those above it follows."""
COST_OF_LOWEST = REVENUE_OF_LOWEST + TIERS
"""What partners at the lowest tier cost, likewise."""
OTHER_REVENUE = COST_OF_LOWEST + TIERS
"""That of deals which are unregistered, influenced or only fulfilled under the other test of attribution."""
TOUCH_CREDIT = OTHER_REVENUE + NONE
"""Value at list of deals won in the month that each model of touches credits to partners."""
TOUCH_MODELS = 3
STOCKS = TOUCH_CREDIT + TOUCH_MODELS
WITHOUT_ROWS = (
    PLANNED, STAFFED, SELLING, CAPPED, ESTABLISHED, RESOLD, *range(PROMOTED, DEALS_BY_CLASS), *range(CERTIFIED, STOCKS),
)  # fmt: skip
"""Counted by the engines themselves: no row of the ledger says it."""
ACTIVE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Tallies:
    """Sums and stocks of one ledger, or of many: leading axes are replications."""

    sums: IntArray
    """int64 (…, 3, SLOTS, months): amounts, list amounts and row counts by slot of the kind and month"""
    stocks: IntArray
    """int64 (…, STOCKS, months): partners signed, waiting, active, activated; managers' load in bps; phase; contacts
    planned for the month and those that heads have time for, in millionths; partners that may bring opportunities in
    the month, and those that would bring more than can be simulated; booked revenue in cents of customers from day 0;
    list revenue in cents of resellers' customers less the resellers' margin; partners that rose and that fell on a
    ladder; partners in force at the lowest tier of their ladder, at the next one …; qualified opportunities of
    partners that may register; deals won of each class from the unregistered ones on, and their booked revenue in
    cents; certificates that people of partners in force hold; booked revenue in cents of customers of partners that
    stand, or left, at the lowest tier, at the next one …; what partners in force cost by their tier, at the lowest, at
    the next one …; revenue of deals which are of the second to fourth class under the other test of
    attribution; ACV at list of deals won that each model of touches credits to partners, in cents"""
    recruited_arr: IntArray
    """int64 (…, archetypes): ARR in force of recruited customers at the end, in cents"""
    pay_due: IntArray
    """int64 (…, archetypes, months after the horizon): pay that terms promise if no customer leaves, in cents"""
    unused: IntArray
    """int64 (…, archetypes, months after the horizon): list that customers commit to and do not use yet, in cents"""
    owed: IntArray
    """int64 (…, archetypes): pay that is accrued and not settled at the end, in cents"""
    margin_locked: IntArray
    """int64 (…, archetypes): resale margin a year that live customers locked beyond that of the terms at the end, in
    cents"""

    def part(self, rows: slice) -> "Tallies":
        """The tallies of some replications."""
        return Tallies(*(getattr(self, part.name)[rows] for part in fields(self)))

    def alone(self) -> "Tallies":
        """The tallies of one replication with a leading axis of length one."""
        return Tallies(*(getattr(self, part.name)[None] for part in fields(self)))

    def amounts(self, *kinds: Kind) -> IntArray:
        """Amounts a month over these kinds."""
        return self._sum(AMOUNTS, [int(TALLY_SLOT[kind]) for kind in kinds])

    def listed(self, *kinds: Kind) -> IntArray:
        """List amounts a month over these kinds."""
        return self._sum(LISTS, [int(TALLY_SLOT[kind]) for kind in kinds])

    def counts(self, *kinds: Kind) -> IntArray:
        """Rows a month of these kinds."""
        return self._sum(COUNTS, [int(TALLY_SLOT[kind]) for kind in kinds])

    def channel(self, kind: Kind, *channels: Channel) -> IntArray:
        """Monthly amounts of a kind that is summed by channel, over these channels."""
        return self._sum(AMOUNTS, [channel_slot(kind, channel) for channel in channels])

    def channel_listed(self, kind: Kind) -> IntArray:
        """Monthly list amounts of a kind that is summed by channel, over all channels."""
        return self._sum(LISTS, [channel_slot(kind, channel) for channel in Channel])

    def stock(self, position: int) -> IntArray:
        """A stock at each close."""
        stock: IntArray = self.stocks[..., position, :]
        return stock

    def _sum(self, column: int, slots: list[int]) -> IntArray:
        total: IntArray = self.sums[..., column, slots[0], :]
        for slot in slots[1:]:
            total = total + self.sums[..., column, slot, :]
        return total


def channel_slot(kind: int, channel: int) -> int:
    """Slot of a channel of a kind that is summed by channel."""
    return int(TALLY_SLOT[kind]) + channel


def row_months(rows: IntArray) -> IntArray:
    """The 1-based month of each row: day 30 m is of month m for what a close writes, of m + 1 for the rest."""
    months: IntArray = rows[:, DAY] // DAYS_PER_MONTH + np.where(IS_OF_CLOSE[rows[:, KIND]], 0, 1)
    return months


def tallies_of(
    ledger: Ledger, months: int, archetype_starts: tuple[int, ...], phases: int, runoff_months: int
) -> Tallies:
    """Tallies of a ledger.

    ``archetype_starts`` are the first dense indices of the archetypes, ``phases`` their number: what the phase stock
    shows after a sunset; ``runoff_months`` follow the horizon.
    """
    rows = ledger.array()
    month = row_months(rows)
    kinds = rows[:, KIND]
    slots = TALLY_SLOT[kinds] + np.where(IS_BY_CHANNEL[kinds], rows[:, DETAIL], 0)
    sums = np.zeros((3, SLOTS, months + 1), dtype=np.int64)
    np.add.at(sums[AMOUNTS], (slots, month), rows[:, AMOUNT])
    np.add.at(sums[LISTS], (slots, month), rows[:, LIST])
    np.add.at(sums[COUNTS], (slots, month), 1)
    archetype = np.searchsorted(np.array(archetype_starts), rows[:, PARTNER], side="right") - 1
    moves = np.isin(kinds, kinds_with(Trait.MOVES_ARR)) & (rows[:, PARTNER] != NOBODY)
    recruited = np.zeros(len(archetype_starts), dtype=np.int64)
    np.add.at(recruited, archetype[moves], rows[moves, AMOUNT])
    stocks = _stocks(rows, month, months, phases)
    for stock in WITHOUT_ROWS:
        counted = ledger.counted.get(stock, {})
        stocks[stock] = [counted.get(number, 0) for number in range(1, months + 1)]
    due, unused = (
        _after_the_horizon(amounts, len(archetype_starts), runoff_months) for amounts in (ledger.pay_due, ledger.unused)
    )
    owed = np.array([ledger.owed.get(position, 0) for position in range(len(archetype_starts))], dtype=np.int64)
    locked = np.array([ledger.margin_locked.get(position, 0) for position in range(len(archetype_starts))], np.int64)
    return Tallies(sums[:, :, 1:], stocks, recruited, due, unused, owed, locked)


def _after_the_horizon(amounts: Mapping[tuple[int, int], int], archetypes: int, months: int) -> IntArray:
    found = np.zeros((archetypes, months), dtype=np.int64)
    for (position, after), cents in amounts.items():
        found[position, after - 1] = cents
    return found


def _stocks(rows: IntArray, month: IntArray, months: int, phases: int) -> IntArray:
    started = rows[rows[:, KIND] == Kind.STARTED]
    partners = np.sort(rows[np.isin(rows[:, KIND], (Kind.SIGNED, Kind.STARTED)), PARTNER])

    def marked(lasting: int, *kinds: Kind) -> BoolArray:
        """Partners × months from 0: a row of these kinds in the month or the ``lasting - 1`` months before."""
        chosen = np.isin(rows[:, KIND], kinds) & np.isin(rows[:, PARTNER], partners)  # none of who had left before
        result = np.zeros((len(partners), months + lasting + 1), dtype=bool)
        positions = np.searchsorted(partners, rows[chosen, PARTNER])
        for ahead in range(lasting):
            result[positions, month[chosen] + ahead] = True
        return result[:, : months + 1]

    def ever(*kinds: Kind) -> BoolArray:
        so_far: BoolArray = np.cumsum(marked(1, *kinds), axis=1) > 0
        return so_far

    in_force = ever(Kind.SIGNED, Kind.STARTED) & ~ever(*LEAVING_KINDS)
    active = marked(ACTIVE_MONTHS, Kind.QUALIFIED, Kind.WON)
    for partner, days in started[:, [PARTNER, LIST]].tolist():
        if days:  # months of the last activity and the two after it
            active[np.searchsorted(partners, partner), : max(0, month_of(-days) + ACTIVE_MONTHS)] = True
    stocks = np.empty((STOCKS, months), dtype=np.int64)
    waiting = ever(Kind.QUEUED) & ~ever(Kind.ONBOARDING_STARTED)
    for stock, of in (
        (SIGNED, in_force),
        (WAITING, waiting),
        (ACTIVE, active),
        (ACTIVATED, ever(Kind.WON, Kind.STARTED_CUSTOMER, Kind.STARTED_WIN)),
    ):
        stocks[stock] = (of & in_force).sum(axis=0)[1:]
    stocks[DEALS_BY_CLASS:REVENUE_BY_CLASS] = _by_class(rows, month, months, Kind.WON)
    stocks[REVENUE_BY_CLASS : REVENUE_BY_CLASS + CLASSES - 1] = _by_class(rows, month, months, Kind.REVENUE)
    stocks[LOAD] = _latest(rows, month, months, Kind.MANAGER_LOAD)
    sunset = np.cumsum(np.bincount(month[rows[:, KIND] == Kind.SUNSET], minlength=months + 1)[1:]) > 0
    stocks[PHASE] = np.where(sunset, phases, _latest(rows, month, months, Kind.PHASE_ENTERED, Kind.STARTED_PROGRAM))
    return stocks


def _by_class(rows: IntArray, month: IntArray, months: int, kind: Kind) -> IntArray:
    """Number of deals won, or their revenue, by class from the second one on, (classes, months)."""
    details = rows[:, DETAIL]
    classes = details // WON_STEP if kind == Kind.WON else details % CLASS_STEP
    chosen = (rows[:, KIND] == kind) & (classes > 0)
    found = np.zeros((CLASSES, months + 1), dtype=np.int64)
    amounts = np.ones(len(rows), dtype=np.int64) if kind == Kind.WON else rows[:, AMOUNT]
    np.add.at(found, (classes[chosen], month[chosen]), amounts[chosen])
    return found[1:, 1:]


def _latest(rows: IntArray, month: IntArray, months: int, *kinds: Kind) -> IntArray:
    """Detail of the last row of these kinds up to each close, 0 before the first."""
    result = np.zeros(months + 1, dtype=np.int64)
    chosen = np.isin(rows[:, KIND], kinds)
    for at, value in zip(month[chosen], rows[chosen, DETAIL], strict=True):
        result[at:] = value
    return result[1:]
