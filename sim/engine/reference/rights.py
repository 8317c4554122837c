"""What partners have a right to."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Partner


def may_register(run: Replication, partner: Partner) -> bool:  # noqa: ARG001  # what every right is given
    """Whether a partner has the right to register: everybody, as long as nothing gives the right (R-109)."""
    return True


def registration_opens(run: Replication) -> bool:
    """Whether the phase in force has registration (R-41)."""
    phase = run.phase_in_force
    return phase is not None and phase.opens_registration
