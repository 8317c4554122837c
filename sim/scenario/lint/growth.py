"""Growth of the vendor's own business: rates that were meant as a percentage, or that grow nothing."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Channel, Scenario

DOUBLING = 1.0
"""Growth and expansion a year from which a percentage was probably typed as a fraction."""
RATES = ("arr_growth_per_year", "expansion_per_year")


def growth_flags(scenario: Scenario) -> Iterator[Flag]:
    """E-20, E-21: rates of 100% a year and more, and growth of a channel without ARR."""
    vendor = scenario.vendor
    for name, channel in (("direct", vendor.direct), ("inbound", vendor.inbound), ("roster", vendor.roster)):
        for rate in RATES:
            yield from _typed_as_percent(f"vendor.{name}.{rate}", getattr(channel, rate))
        yield from _of_nothing(name, channel)


def _typed_as_percent(path: str, rate: float) -> Iterator[Flag]:
    if rate >= DOUBLING:
        what = f"{path} = {rate:g} is {100 * rate:g}% a year"
        yield Flag("E-20", f"{what}: write {rate / 100:g} for {rate:g}%", "red flag")


def _of_nothing(name: str, channel: Channel) -> Iterator[Flag]:
    if channel.starting_arr == 0 and channel.arr_growth_per_year != 0:
        what = f"vendor.{name}.arr_growth_per_year = {channel.arr_growth_per_year:g} grows nothing"
        yield Flag("E-20", f"{what}: vendor.{name}.starting_arr is 0; state it, or no growth", "red flag")
