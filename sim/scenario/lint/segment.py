"""Segments kept direct: a kind of partner of which nothing is its own."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario


def segment_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-56: a kind that sells in none of its segments is paid for no deal, so that its effort is none."""
    for name, kind in sorted(scenario.archetypes.items()):
        kept = [line for line in kind.segments if line in scenario.segments]
        routed = [line for line in kept if not scenario.segments[line].is_sold_by(name)]
        if routed and len(routed) == len(kind.segments):
            yield Flag(
                "R-56",
                f"archetypes.{name}.segments: direct sales close all that its partners bring, and these are paid for "
                "nothing: let them sell in a segment, or leave the kind out",
                "warning",
            )
