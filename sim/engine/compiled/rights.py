"""What a partner may, compiled: its tier, or a certificate that somebody there holds, gives the right (R-109)."""

from sim.compilation import part
from sim.engine.compiled.replication import archetype_of, has_phase
from sim.engine.compiled.state import World
from sim.rules.rights import has_right
from sim.scenario.parameters import NO_TIER

_NO_TIER = NO_TIER


@part
def may_register(w: World, slot: int) -> bool:
    """Whether a partner may register deals."""
    archetype = archetype_of(w, w.partners[slot])
    tier_says = False
    if len(w.parameters.ladders) > 0 and w.standings[slot].tier != _NO_TIER:
        tier_says = w.parameters.ladders[archetype.ladder].tiers[w.standings[slot].tier].may_register
    certificate_says = False
    number = len(w.parameters.certificates)
    for position in range(number):
        if w.parameters.certificates[position].may_register and w.holders[number * slot + position] > 0:
            certificate_says = True
    return has_right(archetype.says_who_registers, tier_says, certificate_says)


@part
def may_deliver(w: World, slot: int) -> bool:
    """Whether a partner may implement what it sells."""
    number = len(w.parameters.certificates)
    for position in range(number):
        if w.parameters.certificates[position].may_deliver and w.holders[number * slot + position] > 0:
            return True
    return False


@part
def registration_opens(w: World) -> bool:
    """Whether the phase in force has registration (R-41)."""
    return w.parameters.phases[w.run.phase].opens_registration if has_phase(w) else False
