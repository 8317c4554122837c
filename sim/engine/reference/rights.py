"""What a partner may: its tier, or a certificate that somebody there holds, gives it the right (R-109, R-138)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Partner
from sim.rules.rights import has_right
from sim.scenario.parameters import NO_TIER


def may_register(run: Replication, partner: Partner) -> bool:
    """Whether it may register deals."""
    archetype, tier = partner.archetype, partner.standing.tier
    tier_says = tier != NO_TIER and run.parameters.ladders[archetype.ladder].tiers[tier].may_register
    held = zip(run.parameters.certificates, partner.holders, strict=True)
    certificate_says = any(certificate.may_register and holders > 0 for certificate, holders in held)
    return has_right(archetype.says_who_registers, tier_says, certificate_says)


def may_deliver(run: Replication, partner: Partner) -> bool:
    """Whether it may implement what it sells."""
    held = zip(run.parameters.certificates, partner.holders, strict=True)
    return any(certificate.may_deliver and holders > 0 for certificate, holders in held)


def registration_opens(run: Replication) -> bool:
    """Whether the phase in force has registration (R-41)."""
    phase = run.phase_in_force
    return phase is not None and phase.opens_registration
