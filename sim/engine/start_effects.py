"""Partners that are there on day 0: what their tier does, where it is known; else the engines find both."""

from sim.compilation import part
from sim.engine.started import Start
from sim.rules.effects import DRIVERS, NO_SOURCE, product_of_effects
from sim.scenario.parameters import Parameters

_DRIVERS, _NO_SOURCE = DRIVERS, NO_SOURCE


@part
def recall_effects(parameters: Parameters, start: Start) -> None:
    """The effects of every partner; none of who is gone."""
    if len(parameters.effects.factors) == 0:
        return
    for place in range(start.partner_count):
        source = _tier_of(parameters, start, place)
        for driver in range(_DRIVERS):
            start.effects[_DRIVERS * place + driver] = product_of_effects(
                driver, (source,), 1, parameters.effects.factors
            )


@part
def _tier_of(parameters: Parameters, start: Start, place: int) -> int:
    """The source that is its tier."""
    if len(parameters.ladders) == 0 or start.standings[place].tier < 0:
        return _NO_SOURCE
    ladder = parameters.archetypes[start.partners[place].archetype].ladder
    return parameters.ladders[ladder].first_position + start.standings[place].tier
