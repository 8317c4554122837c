"""Bonuses that are larger than the deals that they are for."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import money, worked_archetypes
from sim.scenario.schema import Scenario


def bonus_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-76: a sum above what a median deal, or the smallest that has it, brings in its first year."""
    for name, bonus in sorted(scenario.bonuses.items()):
        for kind in worked_archetypes(scenario):
            deal = max(scenario.archetypes[kind].acv_median, bonus.acv_from)
            if bonus.is_for(kind) and bonus.amount > deal:
                what = (
                    f"bonuses.{name}.amount: {money(bonus.amount, scenario)} for a deal is more than the "
                    f"{money(deal, scenario)} that such a deal of {kind} brings in a year"
                )
                yield Flag("R-76", what, "warning")
