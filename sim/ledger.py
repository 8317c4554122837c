"""The ledger: one flat row for everything that happens in a replication; every statistic is a function of it.

A row is seven integers: ``day, kind, partner, deal, amount_cents, list_cents, detail``. ``partner`` is the dense
index of a partner (-1: none), ``deal`` is ``month * 256 + k`` of the partner's deal (-1: none), money is in cents,
and the meaning of ``detail`` depends on the kind (a channel, a phase, a contract year, …). Rows are in event order.

A kind of row is declared in one line of ``Kind``; everything about kinds elsewhere comes from that declaration.
"""

from collections.abc import Mapping
from enum import Enum, Flag, IntEnum, auto, unique
from typing import Self

import numpy as np
import numpy.typing as npt

Row = tuple[int, int, int, int, int, int, int]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

COLUMNS = ("day", "kind", "partner", "deal", "amount_cents", "list_cents", "detail")
NOBODY = -1
DEALS_A_MONTH = 256
LAST_MONTH = 255


class Channel(IntEnum):
    """Business that runs without the program; ``detail`` of the kinds that are summed by channel."""

    DIRECT = 0
    INBOUND = 1
    ROSTER = 2


class Subject(Enum):
    """What a row refers to."""

    COMPANY = auto()
    """Neither partner nor deal."""
    PARTNER = auto()
    DEAL = auto()
    """A partner and its deal."""


class Trait(Flag):
    """Properties of a kind for calendar, tallies and books."""

    CLOSE = auto()
    """Written at a month close: a row of day 30 m belongs to month m; all others belong to the month of their day."""
    BY_CHANNEL = auto()
    """Tallied by ``detail``, which is a ``Channel``."""
    ENDS_AGREEMENT = auto()
    MOVES_ARR = auto()
    """The amount changes the ARR in force of a recruited partner's customers."""
    PROGRAM_COST = auto()
    """The amount is a cost of the program, paid as it arises."""
    PAY_EARNED = auto()
    """The amount is earned by a partner in addition to its margin: an expense; negative if it is taken back."""
    PAY_PAID = auto()
    """The amount is such pay, paid: cash."""
    PARTNER_PAYS = auto()
    """The amount is paid to us by a partner: income without cost of goods."""
    COUNTED = auto()
    """The amount is a number of something, not money."""


COMPANY, PARTNER, DEAL = Subject
NO_TRAIT = Trait(0)
CLOSE, BY_CHANNEL, ENDS, ARR = Trait.CLOSE, Trait.BY_CHANNEL, Trait.ENDS_AGREEMENT, Trait.MOVES_ARR
COST, EARNED, PAID, COUNTED = Trait.PROGRAM_COST, Trait.PAY_EARNED, Trait.PAY_PAID, Trait.COUNTED
DUE = Trait.PARTNER_PAYS


@unique
class Kind(IntEnum):
    """A kind of row: number (fixed: append only), subject, label for people, and traits.

    In the label, ``{detail}`` is the row's detail; ``{channel}``, ``{stage}``, ``{phase}`` etc. are its meaning; the
    name of a table by name stands for the thing in it at that position, sorted by name.
    ``sim/MODEL.md`` 4.4 defines amount, list amount and detail.
    """

    subject: Subject
    label: str
    traits: Trait

    def __new__(cls, number: int, subject: Subject = COMPANY, label: str = "", traits: Trait = NO_TRAIT) -> Self:
        if not label:  # defaults are only for type checkers, which do not see a member in Kind(31)
            raise TypeError(f"kind {number} has no subject and label")
        kind = int.__new__(cls, number)
        kind._value_ = number
        kind.subject, kind.label, kind.traits = subject, label, traits
        return kind

    CHANNEL_NEW_ARR = 1, COMPANY, "new recurring revenue a year, {channel}", CLOSE | BY_CHANNEL
    CHANNEL_CHURN = 2, COMPANY, "recurring revenue lost, {channel}", CLOSE | BY_CHANNEL
    CHANNEL_EXPANSION = 3, COMPANY, "customers expand, {channel}", CLOSE | BY_CHANNEL
    CHANNEL_REVENUE = 4, COMPANY, "revenue of the month, {channel}", CLOSE | BY_CHANNEL
    TEAM_OVERLOAD = 5, COMPANY, "direct business lost: team busy with partner deals", CLOSE
    DISPLACED_ARR = 6, DEAL, "direct business lost: a partner won it instead", CLOSE
    INFLUENCED_NEW_ARR = 7, COMPANY, "direct business that partners influenced", CLOSE
    INFLUENCED_REVENUE = 8, COMPANY, "revenue that partners influenced, part of direct", CLOSE
    CHANNEL_MARGIN = 9, COMPANY, "resale margin, {channel}", CLOSE | BY_CHANNEL

    CONTACTED = 10, PARTNER, "candidate approached (score {detail})"
    STAGE_PASSED = 11, PARTNER, "recruiting stage '{stage}' passed"
    REFUSED = 12, PARTNER, "candidate declines at stage '{stage}'"
    POSTPONED = 13, PARTNER, "candidate says later at stage '{stage}'"
    SIGNED = 14, PARTNER, "agreement signed (size {thousandths})"
    ONBOARDING_STARTED = 15, PARTNER, "onboarding starts (waited {detail} days)"
    ONBOARDING_ENDED = 16, PARTNER, "onboarding ends ({reps})"
    PILOT_PASSED = 17, PARTNER, "pilot passed ({detail} opportunities)"
    PILOT_EXTENDED = 18, PARTNER, "pilot extended"
    PILOT_FAILED = 19, PARTNER, "pilot failed, partner leaves", ENDS
    DEPARTED = 20, PARTNER, "partner leaves (age {detail} months)", CLOSE | ENDS
    REMOVED = 21, PARTNER, "partner removed by review ({removal})", CLOSE | ENDS
    DISMISSED = 22, PARTNER, "program ends: agreement terminated", CLOSE | ENDS
    QUEUED = 23, PARTNER, "waits for onboarding"
    TIER_CHANGED = 24, PARTNER, "stands at tier '{tier}', before at '{tier_before}'", CLOSE | COUNTED

    CERTIFIED = 25, PARTNER, "passes '{certificates}': {people}", CLOSE | COUNTED
    LAPSED = 26, PARTNER, "lets '{certificates}' lapse: {people}", CLOSE | COUNTED

    REJECTED = 30, DEAL, "opportunity rejected at the discovery gate"
    QUALIFIED = 31, DEAL, "opportunity qualified"
    WON = 32, DEAL, "deal won{cannibalised}{class}"
    LOST = 33, DEAL, "deal lost"
    LOST_TO_CONFLICT = 34, DEAL, "deal lost to channel conflict"
    LOST_WITH_PARTNER = 35, DEAL, "deal lost: its partner left"

    REGISTERED = 36, DEAL, "opportunity registered ({detail} days after the first contact)"
    COLLIDED = 37, DEAL, "account is also that of partner {detail}"
    CLAIM_LOST = 38, DEAL, "account goes to the other partner: the opportunity ends"
    ROUTED = 39, DEAL, "opportunity of a segment that is not the partner's: direct sales close it"

    GO_LIVE = 40, DEAL, "customer goes live", ARR
    CANCELLED = 41, DEAL, "customer cancels early", ARR
    RENEWED = 42, DEAL, "customer renews (year {detail})"
    EXPANDED = 43, DEAL, "customer expands at the renewal", ARR
    CHURNED = 44, DEAL, "customer leaves{churned}", ARR
    REVENUE = 45, DEAL, "revenue of the month", CLOSE
    RESALE_MARGIN = 46, DEAL, "resale margin", CLOSE
    FEE_ACCRUED = 47, DEAL, "fee or sum earned (contract year {detail})", EARNED
    FEE_PAID = 48, DEAL, "paid (contract year {detail})", CLOSE | PAID
    SHARE_ACCRUED = 49, DEAL, "share of the month earned (contract month {detail})", CLOSE | EARNED

    BONUS_ACCRUED = 50, DEAL, "bonus earned: '{bonuses}'", EARNED
    SERVICES_FEE_ACCRUED = 51, DEAL, "fee on services earned", EARNED
    REBATE_ACCRUED = 52, PARTNER, "rebate '{rebate}' earned", CLOSE | EARNED
    FEE_CUT = 55, PARTNER, "pay cut by the yearly cap", CLOSE
    CLAWED_BACK = 53, DEAL, "pay taken back (customer of {detail} days)", EARNED
    DOWNGRADED = 54, DEAL, "customer takes less", ARR

    DISTRIBUTOR_MARGIN = 56, DEAL, "distributor's margin", CLOSE
    PARTNER_FEE = 57, PARTNER, "partner pays its fee (year {detail})", CLOSE | DUE
    SHORTFALL = 58, PARTNER, "partner owes up to its minimum", CLOSE | DUE
    SUPPORT_BORNE = 59, COMPANY, "cost of goods that partners bear: {archetypes}", CLOSE

    COST_MANAGERS = 60, COMPANY, "cost: partner managers", CLOSE | COST
    COST_STAFF = 61, COMPANY, "cost: other program staff", CLOSE | COST
    COST_OWNER = 62, COMPANY, "cost: program owner", CLOSE | COST
    COST_INFRASTRUCTURE = 63, COMPANY, "cost: portal, registration, training systems", CLOSE | COST
    COST_SUPPORT = 64, COMPANY, "cost: partner support", CLOSE | COST
    COST_FIXED = 65, COMPANY, "cost: events and other", CLOSE | COST
    COST_ONBOARDING = 66, COMPANY, "cost: onboarding ({detail} partners)", CLOSE | COST
    COST_TEAM_TIME = 67, COMPANY, "cost: direct team's time ({detail} opportunities)", CLOSE | COST
    COST_HEADROOM = 68, COMPANY, "cost: low margin headroom", CLOSE | COST

    PHASE_ENTERED = 70, COMPANY, "phase begins: {phase}"
    SUNSET = 71, COMPANY, "program ends (sunset rule)", CLOSE
    MANAGER_LOAD = 72, COMPANY, "managers' load {percent}", COUNTED

    COST_TIER = 80, COMPANY, "cost: partners at tier {ladder_tier}", CLOSE | COST
    COST_CERTIFICATION = 81, COMPANY, "cost: certificate '{certificates}'", CLOSE | COST
    COST_SPLIT_CREDIT = 82, DEAL, "cost: direct rep's part of the commission", COST
    COST_DELIVERY = 83, DEAL, "cost: delivery of the deal", COST
    TERMS_CHANGED = 88, COMPANY, "levers change: '{changes}'", COUNTED
    STARTED_ONBOARDING = 89, PARTNER, "onboarding from before the start (begun {detail} days ago)"
    STARTED_CANDIDATE = 90, PARTNER, "candidate from before the start, in recruiting stage '{stage}'"
    STARTED_FEES_PAID = 91, COMPANY, "fees from before the start paid", CLOSE | PAID
    STARTED_FEES = 92, COMPANY, "fees from before the start, not paid yet"
    STARTED_PROGRAM = 93, COMPANY, "program from before the start, in phase '{phase}'", COUNTED
    STARTED_WIN = 94, PARTNER, "it has won a deal before the start ({detail} days ago) and has no customer"
    STARTED_DEAL = 95, DEAL, "deal won before the start ({detail} days ago), not live yet"
    STARTED_OPPORTUNITY = 96, DEAL, "opportunity from before the start (qualified {detail} days ago)"
    GROWTH = 97, COMPANY, "growth of {growth} in the year from here, {channel}", BY_CHANNEL | COUNTED
    STARTED = 98, PARTNER, "partner from before the start (age {detail} months)", COUNTED
    STARTED_CUSTOMER = 99, DEAL, "customer from before the start (contract month {detail})", ARR

    DISPUTED = 100, DEAL, "fee disputed (contract year {detail})", CLOSE
    FEE_LOST = 101, DEAL, "set off against what is not got back: the partner left", CLOSE | EARNED
    REBATE_FUNDED = 102, PARTNER, "rebate '{rebate}' set aside as marketing funds", CLOSE | EARNED
    REBATE_PAID = 103, PARTNER, "rebate '{rebate}' paid", CLOSE | PAID
    REBATE_LOST = 104, PARTNER, "rebate '{rebate}' to be taken back is lost: its partner left", CLOSE | EARNED


def kinds_with(trait: Trait) -> tuple[Kind, ...]:
    """The kinds that have a trait, in order."""
    return tuple(kind for kind in Kind if trait in kind.traits)


def _marked(trait: Trait) -> BoolArray:
    marks = np.zeros(max(Kind) + 1, dtype=np.bool_)
    marks[list(kinds_with(trait))] = True
    return marks


# By number of the kind, for arrays of rows and for compiled code.
IS_OF_CLOSE = _marked(Trait.CLOSE)
IS_BY_CHANNEL = _marked(Trait.BY_CHANNEL)

CLOSE_KINDS = frozenset(kinds_with(Trait.CLOSE))
LEAVING_KINDS = kinds_with(Trait.ENDS_AGREEMENT)


class Ledger:
    """The rows of one replication, in event order, and monthly counts that have no rows."""

    __slots__ = ("_array", "_rows", "counted", "margin_locked", "owed", "pay_due", "unused")

    def __init__(
        self, array: IntArray | None = None, counted: Mapping[int, Mapping[int, int]] | None = None,
        pay_due: Mapping[tuple[int, int], int] | None = None, owed: Mapping[int, int] | None = None,
        margin_locked: Mapping[int, int] | None = None, unused: Mapping[tuple[int, int], int] | None = None,
    ) -> None:  # fmt: skip
        """Empty, to be appended to; or the rows of an int64 array of shape (rows, 7) and what was counted."""
        self.counted: dict[int, dict[int, int]] = {stock: dict(counts) for stock, counts in (counted or {}).items()}
        """By stock of the tallies that has no rows, and by month."""
        self.pay_due: dict[tuple[int, int], int] = dict(pay_due or {})
        """By archetype and month after the horizon: pay that terms promise if no customer leaves, in cents."""
        self.owed: dict[int, int] = dict(owed or {})
        """By archetype: pay that is accrued and not settled at the horizon, in cents."""
        self.margin_locked: dict[int, int] = dict(margin_locked or {})
        """By archetype: resale margin a year in cents that live customers locked beyond that of terms at the end."""
        self.unused: dict[tuple[int, int], int] = dict(unused or {})
        """By archetype and month after the horizon: list that customers commit to and do not use yet, in cents."""
        self._array = array
        self._rows: list[Row] | None = [] if array is None else None

    @property
    def rows(self) -> list[Row]:
        """The rows as tuples."""
        if self._rows is None:
            self._rows = [(*row,) for row in self.array().tolist()]
        return self._rows

    def count(self, stock: int, month: int, number: int) -> None:
        """Store the value of a month for a stock of the tallies that has no rows."""
        self.counted.setdefault(stock, {})[month] = number

    def add(self, stock: int, month: int, number: int) -> None:
        """Add to the value of a month of such a stock."""
        counts = self.counted.setdefault(stock, {})
        counts[month] = counts.get(month, 0) + number

    def array(self) -> IntArray:
        """The rows as an int64 array of shape (rows, 7), columns as in ``COLUMNS``."""
        if self._array is not None:
            return self._array
        return np.array(self._rows or np.empty((0, len(COLUMNS))), dtype=np.int64)


def deal_code(month: int, k: int) -> int:
    """A deal's code within its partner: month and position in the month. ValueError if one exceeds its bits."""
    if month > LAST_MONTH or k >= DEALS_A_MONTH:
        raise ValueError("month or position of a deal past its limit")
    return month * DEALS_A_MONTH + k
