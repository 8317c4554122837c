"""What was agreed on claims as an opportunity was qualified, compiled: its claim and its account keep it."""

from sim.compilation import part
from sim.engine.compiled.state import World
from sim.scenario.parameters import ClaimsParameters


@part
def terms_of_claim(w: World, position: int) -> ClaimsParameters:
    """Of the day of its qualification, where claims tell deals apart."""
    number = w.claims[position].locked
    if number > 0:
        return w.stated.later[number - 1].claims[0]
    return w.stated.claims[0]
