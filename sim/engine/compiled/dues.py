"""Who else pays, compiled: what a distributor keeps of list (R-71)."""

from sim.compilation import part
from sim.engine.compiled.card import has_pay
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import Deal, World
from sim.rules.card import RESALE
from sim.rules.dues import distributor_margin_cents

_RESALE = RESALE


@part
def distributor_margin(w: World, deal: Deal, listed: int) -> int:
    """What a distributor keeps of an amount at list, as long as the partner has its margin (R-71)."""
    rate = archetype_of(w, w.partners[deal.partner]).distributor_rate_bps
    if rate == 0 or not has_pay(w, deal, _RESALE):
        return 0
    return distributor_margin_cents(listed, rate)
