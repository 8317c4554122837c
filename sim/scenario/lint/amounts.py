"""Amounts that were left in another currency's size."""

from collections.abc import Iterator

from sim.scenario.currencies import UNITS_PER_USD, in_usd
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import money, worked_archetypes
from sim.scenario.paths import value_at
from sim.scenario.schema import Scenario

OTHER_SIZE = 5.0
"""Units to the dollar from which an amount in dollars and one in the currency cannot be confused."""
LEAST_USD = {
    "program.manager_cost_per_year": 5_000.0,
    "program.staff_cost_per_year": 5_000.0,
    "vendor.hour_cost": 5.0,
}
LEAST_DEAL_USD = 1_000.0
SHOWN = 3


def amount_flags(scenario: Scenario) -> Iterator[Flag]:
    """Pay, costs and deals that are too small in their currency and usual in dollars; unknown currencies."""
    units = UNITS_PER_USD.get(scenario.currency)
    if units is None:
        what = f"the size of {scenario.currency} is not known: check yourself that every amount is in it"
        yield Flag("currency", f"{what}, also those that come from the scenario that is extended", "warning")
    elif units >= OTHER_SIZE:
        yield from _too_small(scenario)


def _too_small(scenario: Scenario) -> Iterator[Flag]:
    least = LEAST_USD | {f"archetypes.{name}.acv_median": LEAST_DEAL_USD for name in worked_archetypes(scenario)}
    found = [path for path, usd in least.items() if (in_usd(value_at(scenario, path), scenario.currency) or usd) < usd]
    found = [path for path in found if value_at(scenario, path) >= least[path]]
    if found:
        shown = ", ".join(_stated(scenario, path) for path in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        clause = f"amounts in {scenario.currency} look like dollars"
        what = f"{clause}: {shown}{more}; convert every amount that comes from the scenario that is extended"
        yield Flag("currency", what, "red flag", clause)


def _stated(scenario: Scenario, path: str) -> str:
    amount = value_at(scenario, path)
    usd = in_usd(amount, scenario.currency) or 0.0
    return f"{path} is {money(amount, scenario)} (about {usd:,.{0 if usd >= 10 else 1}f} USD)"
