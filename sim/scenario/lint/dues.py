"""What partners pay and sell beside their deals: settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.ever import is_ever_set
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario


def due_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-72, R-90: months without a minimum, services without a share or without pay, a usual wait that costs nothing."""
    for name, kind in sorted(scenario.archetypes.items()):
        terms, above = f"archetypes.{name}.terms", f"archetypes.{name}"
        if kind.terms.minimum_from_month and not is_ever_set(scenario, "terms.minimum_per_month"):
            yield _flag("R-72", f"{terms}.minimum_from_month", "terms.minimum_per_month is 0")
        sells = kind.services_share > 0 or f"{above}.services_share" in scenario.uncertainty
        for path, value in ((f"{terms}.services_rate", kind.terms.services_rate),
                            (f"{above}.services_margin_share", kind.services_margin_share)):  # fmt: skip
            if value > 0 and not sells:
                yield _flag("R-72", path, f"{above}.services_share is 0")
        if kind.services_share > 0 and not any(map(lambda field: is_ever_set(scenario, field), OF_SERVICES)):
            yield _flag(
                "R-72", f"{above}.services_share", "no services_rate is paid, and no services_margin_share is left"
            )
    usual, aversion = scenario.payout.market_pay_months, "payout.pay_delay_aversion"
    if usual != USUAL and not scenario.payout.pay_delay_aversion and aversion not in scenario.uncertainty:
        yield _flag("R-90", "payout.market_pay_months", f"{aversion} is 0")


OF_SERVICES = ("terms.services_rate", "services_margin_share")
USUAL = 3.0


def _flag(rule: str, path: str, why: str) -> Flag:
    return Flag(rule, f"{path} changes nothing: {why}", "warning")
