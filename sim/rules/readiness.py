"""Readiness: what low pre-conditions do (R-10, R-11, R-13; COACH)."""

from sim.elementary import power


def shortfall(score: float, ready_score: float, unready_score: float) -> float:
    """How unready: 0 from ``ready_score`` on, 1 at ``unready_score``, convex (R-11): threshold, not proportion.

    The square makes a medium score nearly harmless and a low score severe.
    """
    if score >= ready_score:
        return 0.0
    gap = (ready_score - score) / (ready_score - unready_score)
    return gap * gap


def readiness_multiplier(effect: float, shortfall_: float) -> float:
    """Factor of a mechanism: 1 when ready, ``effect`` at the unready score (R-11)."""
    return power(effect, shortfall_)


def multiply_odds(probability: float, multiplier: float) -> float:
    """A probability whose odds are multiplied, so that it stays a probability (R-11, DESIGN 2.5)."""
    if probability >= 1.0:
        return 1.0
    odds = probability * multiplier
    return odds / (1.0 - probability + odds)


def headroom_cost_cents(list_cents: int, margin_cost_share: float, shortfall_: float) -> float:
    """Cost of low margin headroom on partner list revenue, in cents before rounding (R-13)."""
    return list_cents * margin_cost_share * shortfall_
