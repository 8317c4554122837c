"""Delivery by partners: who may not yet waits, and who does not leaves the cost with us (R-95, R-138)."""

from sim.units import share_of_cents


def delivery_wait_days(delivers: bool, may_deliver: bool, accreditation_days: int) -> int:
    """Days by which go-live is later, where the partner delivers and is not accredited (R-138)."""
    return accreditation_days if delivers and not may_deliver else 0


def delivery_cost_cents(list_cents: int, rate_bps: int, delivers: bool, may_deliver: bool) -> int:
    """What we pay for delivery, on first-year list: nothing where an accredited partner delivers (R-95, R-138)."""
    return 0 if delivers and may_deliver else share_of_cents(list_cents, rate_bps)
