"""Segments of the market, as parameters of the engines: by product line of a kind of partner."""

from collections.abc import Mapping, Sequence

from sim.scenario.schema import DRIVERS, DealEffects, Segment


def routed_lines(segments: Mapping[str, Segment], kind: str, lines: Mapping[str, float]) -> tuple[bool, ...]:
    """Whether the deals of each line of a kind, by name, are closed by direct sales; none where all are its own."""
    routed = tuple(line in segments and not segments[line].is_sold_by(kind) for line in sorted(lines))
    return routed if any(routed) else ()


def own_shares(
    segments: Mapping[str, Segment], kind: str, shares: Mapping[str, float], lines: Sequence[str]
) -> tuple[float, ...]:
    """Parts of all deals of a kind that it closes itself: of each of the lines that its terms tell apart, or of all."""
    kept = {line for line in shares if line in segments and not segments[line].is_sold_by(kind)}
    if lines:
        return tuple(0.0 if line in kept else shares[line] for line in lines)
    return (sum(share for line, share in sorted(shares.items()) if line not in kept) if kept else 1.0,)


def line_effects(segments: Mapping[str, Segment], lines: Mapping[str, float]) -> tuple[float, ...]:
    """Factors on all drivers of deals, of each line by name; none where no segment of a kind states effects."""
    stated = [segments[line].effects if line in segments else None for line in sorted(lines)]
    if not any(stated):
        return ()
    return tuple(getattr(one or DealEffects(), driver, 1.0) for one in stated for driver in DRIVERS)
