"""The contract value of a deal, compiled: drawn anew each time that something asks, from the same draw."""

from sim.compilation import part
from sim.engine.compiled.effects import effect_of_deal
from sim.engine.compiled.replication import archetype_of, draw_for_deal
from sim.engine.compiled.state import World
from sim.randomness import Stream
from sim.rules.claim import is_submitted
from sim.rules.deal import contract_value_cents
from sim.rules.effects import ACV

_ACV = Stream.ACV.value


@part
def value_at_win(w: World, position: int) -> int:
    """The contract value that a deal has if it is won."""
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    median = archetype.acv_median_cents * effect_of_deal(w, deal, ACV)
    return contract_value_cents(draw_for_deal(w, _ACV, deal, 0), median, archetype.acv_sigma)


@part
def is_registered(w: World, position: int, u: float, chance: float, opens: bool, may: bool, least: int) -> bool:
    """Whether an opportunity is registered: its value is asked for where all else is there, and a least one stated."""
    if not is_submitted(u, chance, opens, may, least, least):
        return False
    return least == 0 or is_submitted(u, chance, opens, may, value_at_win(w, position), least)
