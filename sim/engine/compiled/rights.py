"""What partners have a right to, compiled."""

from sim.compilation import part
from sim.engine.compiled.state import World


@part
def may_register(w: World, slot: int) -> bool:  # noqa: ARG001  # what every right is given
    """Whether a partner has the right to register: everybody, as long as nothing gives the right (R-109)."""
    return True
