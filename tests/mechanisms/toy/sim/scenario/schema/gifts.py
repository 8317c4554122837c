"""Gifts to partners, by name."""

from sim.scenario.fields import lever, uncertainty
from sim.scenario.schema.table import Table
from sim.scenario.unit import MONEY, PROBABILITY, Unit

GIFTS = Unit("gifts")


class Gift(Table):
    """What each partner in force is offered at every close."""

    cost: float = lever("cost of one", rule="R-76", unit=MONEY, low=0, high=1e6)
    probability: float = uncertainty("that it is accepted in a month", rule="R-76", unit=PROBABILITY, low=0, high=1)
    most_per_partner: int = lever("most that a partner gets", rule="R-76", unit=GIFTS, low=1, high=240, default=12)
