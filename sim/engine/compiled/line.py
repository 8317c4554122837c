"""Product lines of deals, compiled (R-74)."""

from sim.compilation import part
from sim.engine.compiled.replication import archetype_of, draw_for_deal
from sim.engine.compiled.state import Deal, World
from sim.randomness import Stream
from sim.rules.label import label
from sim.scenario.parameters import UNKNOWN

_SEGMENT = Stream.SEGMENT.value
_UNKNOWN = UNKNOWN


@part
def line_of(w: World, deal: Deal) -> int:
    """Product line of a deal; 0 where its kind has none."""
    if deal.line != _UNKNOWN:
        return deal.line
    if deal.drawn_line == _UNKNOWN:
        deal.drawn_line = _draw_line(w, deal)
    return deal.drawn_line


@part
def _draw_line(w: World, deal: Deal) -> int:
    shares = archetype_of(w, w.partners[deal.partner]).all_segment_shares
    return label(draw_for_deal(w, _SEGMENT, deal, 0), shares) if len(shares) > 1 else 0
