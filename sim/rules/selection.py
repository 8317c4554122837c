"""Selection: scores, their effect on odds, and the month's contacts (R-20, R-23, R-25, R-28, R-29; COACH, MKT)."""

from sim.elementary import lognormal_quantile, normal_quantile, power
from sim.rules.readiness import multiply_odds
from sim.units import MILLION, round_half_up, whole_days

LOWEST_SCORE = 7
HIGHEST_SCORE = 35


def selection_score(u: float, mean: float, sd: float) -> int:
    """Score of a candidate on seven dimensions of 1 to 5, in whole points 7 … 35 (R-23)."""
    score = round_half_up(mean + sd * normal_quantile(u))
    return min(HIGHEST_SCORE, max(LOWEST_SCORE, score))


def score_odds(score: int, reference_score: float, odds_ratio_per_point: float) -> float:
    """Odds multiplier of a score: 1 at the reference (R-23, R-25)."""
    return power(odds_ratio_per_point, score - reference_score)


def stage_is_passed(u: float, pass_probability: float, odds_multiplier: float) -> bool:
    """Whether a candidate passes a funnel stage (R-20, R-29)."""
    return u < multiply_odds(pass_probability, odds_multiplier)


def stage_days(u: float, median_days: float, sigma: float) -> int:
    """Length of a funnel stage in whole days (R-21, E-02: near lognormal)."""
    return whole_days(lognormal_quantile(u, median_days, sigma))


def says_later(u: float, later_probability: float) -> bool:
    """Whether a candidate who does not pass says 'later' instead of 'no' (R-20)."""
    return u < later_probability


def contact_quota(contacts_per_month: float, mix_share: float, capacity: float) -> int:
    """Contacts planned for an archetype this month, in millionths (R-28)."""
    return round_half_up(contacts_per_month * mix_share * capacity * MILLION)


def staffed_quota(
    contacts_per_month: float, mix_share: float, capacity: float, heads: float, contacts_per_head: float
) -> int:
    """Of these, what the phase's heads have time for; the engine carries the fraction over (R-28, judgement)."""
    most = heads * contacts_per_head
    if contacts_per_month * capacity <= most:
        return contact_quota(contacts_per_month, mix_share, capacity)
    return round_half_up(most * mix_share * MILLION)
