"""The total order of simultaneous events: day, phase of the day, entity; never insertion order.

Phase and entity are packed into one integer, the priority of an event on its day. An entity is its content: the
dense index of a partner (which sorts by archetype name, batch and index) and a deal's month and position.
"""

from enum import IntEnum


class DayPhase(IntEnum):
    """Phases of a day, in the order in which they happen."""

    MONTH = 1  # close of the month that ended, then opening of the next one
    CUSTOMER = 2  # go-live, early cancellation or renewal: one pending event a customer
    DEAL = 3  # a deal closes
    OPPORTUNITY = 4  # a raw opportunity arrives and is judged
    ONBOARDING = 5  # onboarding ends; the next partner waiting begins
    PILOT = 6  # a partner pilot is judged
    FUNNEL = 7  # a funnel stage ends


PHASE_BITS = 4
PARTNER_BITS = 24
DEAL_BITS = 16
MAX_PARTNERS = 1 << PARTNER_BITS

if max(DayPhase) >= 1 << PHASE_BITS:
    raise ValueError(f"phase {max(DayPhase)} of the day does not fit its {PHASE_BITS} bits")


def order_key(phase: int, partner: int = 0, deal: int = 0) -> int:
    """Priority of an event on its day: phase, then partner, then deal (month × 256 + k). Below 2**44."""
    return (phase << (PARTNER_BITS + DEAL_BITS)) | (partner << DEAL_BITS) | deal


def phase_of(key: int) -> int:
    """The phase of the day in the priority of an event."""
    return key >> (PARTNER_BITS + DEAL_BITS)
