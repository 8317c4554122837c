"""Terms of product lines that act on nothing."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Archetype, Scenario


def pay_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-74: product lines without terms."""
    for name, kind in sorted(scenario.archetypes.items()):
        yield from _lines(name, kind, any(bonus.segments and bonus.is_for(name) for bonus in scenario.bonuses.values()))


def _lines(name: str, kind: Archetype, has_bonus: bool) -> Iterator[Flag]:
    if kind.segments and not kind.terms.lines and not has_bonus:
        what = f"archetypes.{name}.segments: no terms.lines states terms of a product line, so that they change nothing"
        yield Flag("R-74", what, "warning")
