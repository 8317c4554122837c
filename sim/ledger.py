"""The ledger: one flat row for everything that happens in a replication; every statistic is a function of it.

A row is seven integers: ``day, kind, partner, deal, amount_cents, list_cents, detail``. ``partner`` is the dense
index of a partner (-1: none), ``deal`` is ``month * 256 + k`` of the partner's deal (-1: none), money is in cents,
and ``detail`` means what the kind says (a channel, a phase, a contract year, …). Rows stand in event order.
"""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Row = tuple[int, int, int, int, int, int, int]
IntArray = npt.NDArray[np.int64]

COLUMNS = ("day", "kind", "partner", "deal", "amount_cents", "list_cents", "detail")
NOBODY = -1
DEALS_A_MONTH = 256
LAST_MONTH = 255


class Channel(IntEnum):
    """Business that runs without the program; ``detail`` of the CHANNEL_ rows."""

    DIRECT = 0
    INBOUND = 1
    ROSTER = 2


class Kind(IntEnum):
    """What a row records. Numbers are fixed: append only."""

    CHANNEL_NEW_ARR = 1  # month close; amount: ARR added by a channel; detail: channel
    CHANNEL_CHURN = 2  # month close; amount: ARR lost, negative; detail: channel
    CHANNEL_EXPANSION = 3  # month close; amount: ARR gained from existing customers; detail: channel
    CHANNEL_REVENUE = 4  # month close; amount: booked revenue; list: at list price; detail: channel
    TEAM_OVERLOAD = 5  # month close; amount: direct new ARR lost to partner opportunities, negative
    DISPLACED_ARR = 6  # month close; amount: ARR of a cannibalised deal's direct equivalent, negative
    INFLUENCED_NEW_ARR = 7  # month close; amount: direct new ARR touched by active partners
    INFLUENCED_REVENUE = 8  # month close; amount: revenue of the influenced ARR in force
    CHANNEL_MARGIN = 9  # month close; amount: margin on channel revenue booked gross; detail: channel

    CONTACTED = 10  # a candidate is approached; detail: selection score
    STAGE_PASSED = 11  # detail: position of the funnel stage
    REFUSED = 12  # detail: position of the funnel stage
    POSTPONED = 13  # 'later'; detail: position of the funnel stage
    SIGNED = 14  # (light) agreement; detail: size in thousandths
    ONBOARDING_STARTED = 15  # detail: days waited
    ONBOARDING_ENDED = 16  # detail: 1 if the partner has committed reps
    PILOT_PASSED = 17  # detail: qualified opportunities in the pilot
    PILOT_EXTENDED = 18
    PILOT_FAILED = 19  # the partner leaves; detail: qualified opportunities in the pilot
    DEPARTED = 20  # the partner leaves; detail: age in months
    REMOVED = 21  # by review; detail: 1 no qualified opportunity, 2 no won deal
    DISMISSED = 22  # month close; the program's sunset ends the agreement
    QUEUED = 23  # the partner begins to wait for an onboarding slot

    REJECTED = 30  # a raw opportunity fails the discovery gate
    QUALIFIED = 31  # a qualified opportunity: the behaviour table's "registers"
    WON = 32  # amount: booked ACV; list: ACV; detail: 1 if direct sales would have won it too
    LOST = 33
    LOST_TO_CONFLICT = 34
    LOST_WITH_PARTNER = 35  # the partner left and the scenario loses open deals

    GO_LIVE = 40  # amount: ARR at list
    CANCELLED = 41  # early; amount: ARR lost, negative
    RENEWED = 42  # amount: ARR renewed, before expansion; detail: contract year that begins
    EXPANDED = 43  # amount: ARR added at the renewal
    CHURNED = 44  # at a renewal; amount: ARR lost, negative
    REVENUE = 45  # month close; amount: booked revenue of one contract month; list: at list price
    RESALE_MARGIN = 46  # month close; amount: margin on a customer's revenue booked gross
    FEE_ACCRUED = 47  # referral fee; detail: contract year
    FEE_PAID = 48  # month close; detail: contract year

    COST_MANAGERS = 60  # month close; amounts of all COST_ rows are positive
    COST_STAFF = 61
    COST_OWNER = 62
    COST_INFRASTRUCTURE = 63
    COST_SUPPORT = 64  # detail: partners under agreement
    COST_FIXED = 65
    COST_ONBOARDING = 66  # month close; detail: partners whose onboarding began in the month
    COST_TEAM_TIME = 67  # month close; direct team's time; detail: raw opportunities
    COST_HEADROOM = 68  # month close; low margin headroom

    PHASE_ENTERED = 70  # month opening; detail: position of the phase
    SUNSET = 71  # month close
    MANAGER_LOAD = 72  # month opening; detail: load in basis points of capacity; amount: partners in care


class Ledger:
    """The rows of one replication, in event order."""

    __slots__ = ("_array", "_rows")

    def __init__(self, array: IntArray | None = None) -> None:
        """Empty, to be appended to; or the rows of an int64 array of shape (rows, 7)."""
        self._array = array
        self._rows: list[Row] | None = [] if array is None else None

    @property
    def rows(self) -> list[Row]:
        """The rows as tuples."""
        if self._rows is None:
            self._rows = [(*row,) for row in self.array().tolist()]
        return self._rows

    def array(self) -> IntArray:
        """The rows as an int64 array of shape (rows, 7), columns as in ``COLUMNS``."""
        if self._array is not None:
            return self._array
        return np.array(self._rows or np.empty((0, len(COLUMNS))), dtype=np.int64)


def deal_code(month: int, k: int) -> int:
    """A deal's code within its partner: calendar month and position in that month. ValueError past their bits."""
    if month > LAST_MONTH or k >= DEALS_A_MONTH:
        raise ValueError("month or position of a deal past its limit")
    return month * DEALS_A_MONTH + k


CLOSE_KINDS = frozenset(
    {
        *(kind for kind in Kind if kind <= Kind.CHANNEL_MARGIN),
        *(kind for kind in Kind if Kind.COST_MANAGERS <= kind <= Kind.COST_HEADROOM),
        Kind.SUNSET,
        Kind.DEPARTED,
        Kind.REMOVED,
        Kind.DISMISSED,
        Kind.REVENUE,
        Kind.RESALE_MARGIN,
        Kind.FEE_PAID,
    }
)
"""Kinds written at a month close: a row of day 30 m belongs to month m; all others to the month of their day."""

LEAVING_KINDS = (Kind.PILOT_FAILED, Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED)
"""Kinds that end an agreement."""
