"""Where a partner stands, as the compiled engine keeps it."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Standing:
    """Where a partner stands on its ladder, and what a ladder alone measures."""

    tier: int
    """``NO_TIER`` on none, or before the agreement."""
    warned_month: int
    """0: it is not warned."""
    is_provisional: bool
    near: int
    """Whether it was near its next tier at the last close: ``YES`` or ``NO``."""
    live_customers: int
    customers_ever: int


@dataclass(slots=True, eq=False)
class Compared:
    """How a partner in force compares with the others of its ladder; written and read within a close."""

    share_bps: int
    top_bps: int
