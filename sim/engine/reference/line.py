"""Product lines of deals (R-74)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.randomness import Stream
from sim.rules.label import label
from sim.scenario.parameters import UNKNOWN

_SEGMENT = Stream.SEGMENT.value


def line_of(run: Replication, deal: Deal) -> int:
    """Product line of a deal; 0 where its kind has none."""
    if deal.line != UNKNOWN:
        return deal.line
    shares = deal.partner.archetype.all_segment_shares
    return label(run.draw_for_deal(_SEGMENT, deal), shares) if len(shares) > 1 else 0
