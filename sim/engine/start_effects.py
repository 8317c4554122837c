"""Partners that are there on day 0: the engines make their effects, as they find their tiers."""

from sim.compilation import part
from sim.engine.started import TO_MAKE, Start
from sim.rules.effects import DRIVERS
from sim.scenario.parameters import Parameters

_DRIVERS, _TO_MAKE = DRIVERS, TO_MAKE


@part
def recall_effects(parameters: Parameters, start: Start) -> None:
    """Those of every partner are to be made."""
    if len(parameters.effects.factors) == 0:
        return
    for place in range(_DRIVERS * start.partner_count):
        start.effects[place] = _TO_MAKE
