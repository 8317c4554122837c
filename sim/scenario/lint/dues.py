"""What partners pay and sell beside their deals: settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.ever import is_ever_above_0, is_ever_set
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Archetype, Payout, Scenario

USUAL_MONTHS = Payout().market_pay_months


def due_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-72, R-90: months without a minimum, services that are not there or bring nothing, waits that cost nothing."""
    for name, kind in sorted(scenario.archetypes.items()):
        if kind.terms.minimum_from_month and not _has_minimum(scenario, name):
            yield _flag("R-72", f"archetypes.{name}.terms.minimum_from_month", "terms.minimum_per_month is 0")
        yield from _of_services(scenario, name, kind)
    usual, aversion = scenario.payout.market_pay_months, "payout.pay_delay_aversion"
    if usual != USUAL_MONTHS and not scenario.payout.pay_delay_aversion and aversion not in scenario.uncertainty:
        yield _flag("R-90", "payout.market_pay_months", f"{aversion} is 0")


def _has_minimum(scenario: Scenario, name: str) -> bool:
    """Whether partners of a kind ever have a monthly minimum, of all or of a tier."""
    tiers = scenario.archetypes[name].terms.by_tier
    places = ["terms", *(f"terms.by_tier.{tier}" for tier in tiers)]
    return any(is_ever_above_0(scenario, f"archetypes.{name}.{place}.minimum_per_month") for place in places)


def _of_services(scenario: Scenario, name: str, kind: Archetype) -> Iterator[Flag]:
    share = f"archetypes.{name}.services_share"
    sells = kind.services_share > 0 or share in scenario.uncertainty
    if kind.terms.services_rate > 0 and not sells:
        yield _flag("R-72", f"archetypes.{name}.terms.services_rate", f"{share} is 0")
    if kind.services_margin_share > 0 and not sells:
        yield _flag("R-72", f"archetypes.{name}.services_margin_share", f"{share} is 0")
    brings = any(is_ever_set(scenario, field) for field in ("terms.services_rate", "services_margin_share"))
    if kind.services_share > 0 and not brings:
        yield _flag("R-72", share, "terms.services_rate and services_margin_share are 0")


def _flag(rule: str, path: str, why: str) -> Flag:
    return Flag(rule, f"{path} changes nothing: {why}", "warning")
