"""What class a kind's deals are expected to have, and what part of their pay that leaves (R-54, R-77, R-80 to R-85).

Days are counted from the qualified opportunity. The class of each case is that of ``sim.rules.attribution``; here is
how the cases are weighed: those that direct sales meet by ranges of days within which no class changes.
"""

from sim.elementary import log, normal_probability
from sim.rules.attribution import DOCUMENTED, MENTION
from sim.units import BPS, round_half_up

CYCLES = 64
"""Cycles, each as likely as the others, that stand for all: each end of a claim is at most 1/128 off."""
HALF_A_CENT = 0.5
"""Contract values are rounded to cents."""


def cycle_uniform(place: int) -> float:
    """The uniform in the middle of one of the ``CYCLES`` parts of the law of a cycle, from 0 (R-04)."""
    return (place + 0.5) / CYCLES


def large_enough_share(least_cents: int, median_cents: float, sigma: float) -> float:
    """Part of the value of a kind's deals that is in deals of at least so much (R-50).

    By value, as pay is: the large ones, of which a partner has most of its pay, can be registered.
    """
    if least_cents <= 0:
        return 1.0
    above = log(median_cents / (least_cents - HALF_A_CENT))
    if sigma <= 0.0:
        return 1.0 if above >= 0.0 else 0.0
    return normal_probability(above / sigma + sigma)


def end_of_alike(day: int, end_day: int, submission: int, due_day: int) -> int:
    """First day after ``day``, at most ``end_day``, on which coming makes direct sales count in another way (R-82).

    They come before a claim is submitted or not, and by the day on which the deal is due or not.
    """
    if day < submission < end_day:
        end_day = submission
    return due_day + 1 if day <= due_day < end_day - 1 else end_day


def support_chance(support: int, mention_probability: float, support_probability: float) -> float:
    """Chance of what a partner does while a deal runs (R-82)."""
    if support == MENTION:
        return mention_probability
    rest = 1.0 - mention_probability
    return rest * support_probability if support == DOCUMENTED else rest * (1.0 - support_probability)


def mixed_chance(submitted: float, claimed: float, unclaimed: float) -> float:
    """Chance of a class where a part of the deals is registered (R-58)."""
    return submitted * claimed + (1.0 - submitted) * unclaimed


def cut_chance(chance: float, share_bps: int) -> float:
    """Chance of a class of which a part of the pay is cut; 0 of one that is paid in full (R-54)."""
    return chance if share_bps < BPS else 0.0


def mean_points_bps(points_bps: int, registered: float, in_full: float) -> int:
    """Points of registration that a deal has in the mean of those that are paid in full (R-58, R-75, R-109)."""
    return round_half_up(points_bps * (registered / in_full)) if in_full > 0.0 else 0
