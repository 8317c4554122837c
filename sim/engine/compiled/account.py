"""The pay of a deal as the compiled engine keeps it: its account, its entries, and what a payout finds due."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Account:
    """What settlement and clawback know of a deal, from its win on."""

    go_live_day: int
    leave_day: int
    """On which the customer left, or will within its contract year, where churn is by month; else ``OPEN_END``."""
    entries: int
    """Number of its entries of pay so far."""
    earned_cents: int
    """Pay of its first contract year so far, less what was taken back."""


@dataclass(slots=True, eq=False)
class Fee:
    """An accrued entry of pay that waits for its payout; negative if it is taken back."""

    partner: int
    deal: int
    """``NOBODY`` of a rebate."""
    amount_cents: int
    contract_year: int
    """Of a rebate its position among those of the terms."""
    payable_day: int
    entry: int
    """Its number among those of the deal."""
    has_been_due: bool
    """Whether a payout has asked if it is disputed."""


@dataclass(slots=True, eq=False)
class Sale:
    """What measures and bands know of a deal, from its win on."""

    month: int
    """Of its win."""
    value_cents: int
    """Its ACV then."""
    rate_bps: int
    """Of its share or margin, by the bands of its terms, read at the win."""
    tier: int
    """Of its partner, as its terms were read."""


@dataclass(slots=True, eq=False)
class Due:
    """What a payout finds due to a partner; written and read within the payout."""

    amount_cents: int
    has_more: bool
    """Whether other entries fall due later."""
