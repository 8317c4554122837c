"""Use that ramps up: settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario


def use_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-71: months of a ramp without less use at its beginning, or less use without months."""
    for name, kind in sorted(scenario.archetypes.items()):
        months, share = f"archetypes.{name}.usage_ramp_months", f"archetypes.{name}.usage_start_share"
        ramps = kind.usage_ramp_months > 0 or months in scenario.uncertainty
        starts_lower = kind.usage_start_share < 1 or share in scenario.uncertainty
        if ramps and not starts_lower:
            yield _flag(months, f"{share} is 1, so customers use all from the first month: state less")
        if starts_lower and not ramps:
            yield _flag(share, f"{months} is 0, so use does not ramp up: state its months")


def _flag(path: str, why: str) -> Flag:
    return Flag("R-71", f"{path} changes nothing: {why}", "warning")
