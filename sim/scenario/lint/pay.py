"""Terms of pay that act otherwise than they look, or not at all."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Archetype, Scenario
from sim.units import MONTHS_PER_YEAR


def pay_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-72, R-74, R-77: product lines without terms, and months of a share of which effort knows nothing."""
    for name, kind in sorted(scenario.archetypes.items()):
        yield from _lines(name, kind, any(bonus.segments and bonus.is_for(name) for bonus in scenario.bonuses.values()))
        yield from _horizon(name, kind, scenario.program.pay_horizon_years)


def _lines(name: str, kind: Archetype, has_bonus: bool) -> Iterator[Flag]:
    if kind.segments and not kind.terms.lines and not has_bonus:
        what = f"archetypes.{name}.segments: no terms.lines states terms of a product line, so that they change nothing"
        yield Flag("R-74", what, "warning")


def _horizon(name: str, kind: Archetype, years: int) -> Iterator[Flag]:
    months = max(kind.terms.card(line).share_months for line in ("", *kind.terms.lines))
    if months > MONTHS_PER_YEAR * years:
        what = (
            f"{name}: effort compares the pay of {years} contract years, so that months of the share after the "
            f"{MONTHS_PER_YEAR * years}th cost but do not move it: state program.pay_horizon_years for more"
        )
        yield Flag("R-77", what, "warning")
