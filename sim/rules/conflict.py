"""Conflict with direct sales: what moves its odds, and what a split credit costs (R-53, R-144)."""

from sim.elementary import power
from sim.rules.claim import is_engaged
from sim.units import share_of_cents


def credit_odds(multiplier: float, credit_share: float, best_share: float) -> float:
    """Factor on the odds of conflict by the direct rep's credit: 1 at the best share, highest far from it (R-53)."""
    distance = (credit_share - best_share) / max(best_share, 1.0 - best_share)
    return power(multiplier, distance * distance)


def protection_odds(multiplier: float, protections: int) -> float:
    """Factor of the protections in force, each multiplies: named accounts, discount rule, escalation (R-53)."""
    factor = 1.0
    for _ in range(protections):
        factor *= multiplier
    return factor


def claim_odds(engaged: bool, protected: bool, protected_multiplier: float, unprotected_multiplier: float) -> float:
    """Factor where direct sales is there too, by the claim on the day it came (R-50, R-53)."""
    if not engaged:
        return 1.0
    return protected_multiplier if protected else unprotected_multiplier


def conflict_odds(readiness: float, credit: float, protections: float, claim: float, effect: float) -> float:
    """Factor on the odds of conflict of a deal, from left to right (R-11, R-53)."""
    return readiness * credit * protections * claim * effect


def days_to_answer(has_rival: bool, engaged_day: int, decision_day: int, answer_days: int) -> int:
    """Days for which the decision of a deal waits (R-62).

    For the answer to its conflict: another partner has the account too, or direct sales come to it by the decision.
    """
    return answer_days if has_rival or is_engaged(engaged_day, decision_day) else 0


def split_credit_cents(acv_cents: int, commission_bps: int, credit_share_bps: int) -> int:
    """What the direct rep's credit on a won deal costs: a part of the commission on its list (R-53)."""
    return share_of_cents(share_of_cents(acv_cents, commission_bps), credit_share_bps)
