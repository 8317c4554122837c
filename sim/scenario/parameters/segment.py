"""Segments of the market, as parameters of the engines: by product line of a kind of partner."""

from collections.abc import Mapping

from sim.scenario.schema import DRIVERS, DealEffects, Segment


def routed_lines(segments: Mapping[str, Segment], kind: str, lines: Mapping[str, float]) -> tuple[bool, ...]:
    """Whether the deals of each line of a kind, by name, are closed by direct sales; none where all are its own."""
    routed = tuple(line in segments and not segments[line].is_sold_by(kind) for line in sorted(lines))
    return routed if any(routed) else ()


def line_effects(segments: Mapping[str, Segment], lines: Mapping[str, float]) -> tuple[float, ...]:
    """Factors on all drivers of deals, of each line by name; none where no segment of a kind states effects."""
    stated = [segments[line].effects if line in segments else None for line in sorted(lines)]
    if not any(stated):
        return ()
    return tuple(getattr(one or DealEffects(), driver, 1.0) for one in stated for driver in DRIVERS)
