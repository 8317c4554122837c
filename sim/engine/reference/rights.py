"""What partners have a right to."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Partner


def may_register(run: Replication, partner: Partner) -> bool:  # noqa: ARG001  # what every right is given
    """Whether a partner has the right to register: everybody, as long as nothing gives the right (R-109)."""
    return True
