"""Gifts to partners (R-76; MKT, DEV)."""

from sim.rules.readiness import multiply_odds


def is_accepted(u: float, probability: float, odds_multiplier: float, given: int, most: int) -> bool:
    """Whether a partner accepts a gift of which it has had so many already (R-76)."""
    return given < most and u < multiply_odds(probability, odds_multiplier)
