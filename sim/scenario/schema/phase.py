"""A phase of the program."""

from typing import Literal

from sim.scenario.fields import choice, lever
from sim.scenario.schema.table import MONEY_LIMIT, Table
from sim.scenario.unit import CANDIDATES_PER_MONTH, HEADS, MONEY_PER_MONTH, MONTH, PARTNERS, SHARE


class Phase(Table):
    """A phase of the program: when it may begin, its capacity and its cost."""

    once = ("opens",)

    earliest_month: int = lever(
        "the phase begins at the earliest at the start of this month",
        rule="R-44",
        unit=MONTH,
        low=1,
        high=240,
        lasting=True,
    )
    entry_partners_won: int = lever(
        "recruited partners with a won deal needed to enter", rule="R-44", low=0, high=10_000, unit=PARTNERS
    )
    entry_active_partners: int = lever(
        "active partners needed to enter", rule="R-44", low=0, high=10_000, unit=PARTNERS
    )
    entry_sourced_share: float = lever(
        "sourced share needed to enter (window of the gate)", rule="R-44", unit=SHARE, engine="bps", low=0, high=1
    )
    contacts_per_month: float = lever("candidates approached", rule="R-28", unit=CANDIDATES_PER_MONTH, low=0, high=2000)
    managers: float = lever("partner managers", rule="R-123", low=0, high=500, unit=HEADS)
    staff: float = lever("other program staff", rule="R-123", low=0, high=500, unit=HEADS)
    owner_cost_per_month: float = lever(
        "cost of the program's owner", rule="R-181", unit=MONEY_PER_MONTH, low=0, high=MONEY_LIMIT, drawn_to=1e6
    )
    owner_start_month: int = lever(
        "first month with a cost for the owner", rule="R-181", unit=MONTH, low=1, high=240, lasting=True
    )
    infrastructure_cost_per_month: float = lever(
        "portal, deal registration, training", rule="R-41", unit=MONEY_PER_MONTH, low=0, high=MONEY_LIMIT, drawn_to=1e6
    )
    support_cost_per_month: float = lever(
        "support of one partner under agreement",
        rule="R-40",
        unit=MONEY_PER_MONTH,
        low=0,
        high=MONEY_LIMIT,
        drawn_to=1e5,
    )
    opens: tuple[Literal["registration"], ...] | None = choice(
        "what the phase has of registration; not stated: all that the scenario states",
        rule="R-41",
        default=None,
        neutral=True,
    )
    fixed_cost_per_month: float = lever(
        "events and other fixed cost", rule="R-140", unit=MONEY_PER_MONTH, low=0, high=MONEY_LIMIT, drawn_to=1e7
    )

    @property
    def opens_registration(self) -> bool:
        """Whether partners may register while the phase is in force."""
        return self.opens is None or "registration" in self.opens
