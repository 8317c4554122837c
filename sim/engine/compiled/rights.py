"""What partners have a right to, compiled."""

from sim.compilation import part
from sim.engine.compiled.replication import has_phase
from sim.engine.compiled.state import World


@part
def may_register(w: World, slot: int) -> bool:  # noqa: ARG001  # what every right is given
    """Whether a partner has the right to register: everybody, as long as nothing gives the right (R-109)."""
    return True


@part
def registration_opens(w: World) -> bool:
    """Whether the phase in force has registration (R-41)."""
    return w.parameters.phases[w.run.phase].opens_registration if has_phase(w) else False
