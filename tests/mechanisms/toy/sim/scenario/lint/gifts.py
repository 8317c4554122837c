"""Gifts to partners."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario

COSTLY_GIFT = 1000


def gift_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-76: a gift that is pay."""
    for name, gift in sorted(scenario.gifts.items()):
        if gift.cost >= COSTLY_GIFT:
            yield Flag("R-76", f"gifts.{name}: {gift.cost:,.0f} {scenario.currency} is pay, not a gift", "warning")
