"""Ladders: the tier that a partner qualifies for, and the one it stands at (R-100 to R-104, R-108; Q-8).

Tiers are numbered from 0, the lowest. Conditions of a ladder are rows of equal length: the tier that asks, whether it
is one of those of which one suffices, its measure and its threshold; the values of a partner stand in a table from
``first`` on, in the order of the conditions.
"""

from collections.abc import Sequence

from sim.rules.fiscal import ends_period
from sim.rules.measures import UNRANKED
from sim.rules.ring import TOP_SHARE
from sim.rules.tier import LOWEST_TIER, NO_TIER
from sim.units import BPS, DAYS_PER_MONTH, NOT_STATED, floored_bps

NOT_WARNED = 0
"""Month of the warning of a partner that has none."""
BY_AGREEMENT, BY_FISCAL_YEAR = range(2)
"""What the months of a review are counted by."""
ONE_TIER, TO_QUALIFIED = range(2)
"""How far a partner falls that does not hold its tier."""
KEPT, REMOVED = range(2)
"""What becomes of a partner that does not hold the lowest tier."""


def is_reached(measure: int, value: int, threshold: int) -> bool:
    """Whether a condition holds: a value is at least its threshold, a place is within the top share (R-100, R-102)."""
    return value <= threshold if measure == TOP_SHARE else value >= threshold


def holds_tier(
    tier: int,
    tiers: Sequence[int],
    suffices: Sequence[bool],
    measures: Sequence[int],
    thresholds: Sequence[int],
    values: Sequence[int],
    first: int,
) -> bool:
    """Whether all that a tier needs is there, and one of what suffices; a tier without conditions is held (R-100)."""
    is_choice, is_chosen = False, False
    for place in range(len(tiers)):
        if tiers[place] != tier:
            continue
        reached = is_reached(measures[place], values[first + place], thresholds[place])
        if suffices[place]:
            is_choice, is_chosen = True, is_chosen or reached
        elif not reached:
            return False
    return is_chosen or not is_choice


def qualified_tier(
    tier_count: int,
    tiers: Sequence[int],
    suffices: Sequence[bool],
    measures: Sequence[int],
    thresholds: Sequence[int],
    values: Sequence[int],
    first: int,
) -> int:
    """The highest tier held, whatever those below it ask for; ``NO_TIER`` if none is (R-100, R-101)."""
    for tier in range(tier_count - 1, NO_TIER, -1):
        if holds_tier(tier, tiers, suffices, measures, thresholds, values, first):
            return tier
    return NO_TIER


def begins_provisionally(score: int, provisional_tier: int, provisional_score: int) -> bool:
    """Whether a newcomer begins at the provisional tier, if its ladder has one (R-104, R-108)."""
    return provisional_tier != NO_TIER and score >= provisional_score


def standing_after_close(
    tier: int,
    warned_month: int,
    is_provisional: bool,
    qualified: int,
    month: int,
    fiscal_month: int,
    agreement_month: int,
    signed_day: int,
    provisional_months: int,
    promotion_months: int,
    review_months: int,
    review_at: int,
    graces_months: Sequence[int],
    falls: int,
    lowest: int,
) -> tuple[int, int, bool, bool]:
    """Tier, month of warning, whether provisional, and whether removed, after the close of a month (R-104).

    ``graces_months`` has those of the tiers. The end of a provisional time, a promotion and a reading may fall on one
    close, in this order.
    """
    if is_provisional and provision_has_ended(month, signed_day, provisional_months):
        is_provisional = False
        tier = min(tier, max(qualified, LOWEST_TIER))
    if qualified > tier and ends_period(fiscal_month, promotion_months):
        tier, warned_month = qualified, NOT_WARNED
    if is_provisional:
        return tier, warned_month, True, False
    is_over = grace_is_over(warned_month, month, graces_months[tier])
    if not is_over and not is_review(month - agreement_month, fiscal_month, review_months, review_at):
        return tier, warned_month, False, False
    tier, warned_month, is_removed = standing_when_read(
        tier, warned_month, qualified, month, is_over or graces_months[tier] == 0, falls, lowest
    )
    return tier, warned_month, False, is_removed


def asks_what_it_holds(
    warned_month: int,
    is_provisional: bool,
    month: int,
    fiscal_month: int,
    agreement_month: int,
    signed_day: int,
    provisional_months: int,
    promotion_months: int,
    review_months: int,
    review_at: int,
    grace_months: int,
) -> bool:
    """Whether a close asks what a partner qualifies for: at others it stands as it stood, whatever that is (R-104).

    ``grace_months`` is that of the tier at which it stands.
    """
    if ends_period(fiscal_month, promotion_months):
        return True
    if is_provisional:
        return provision_has_ended(month, signed_day, provisional_months)
    is_over = grace_is_over(warned_month, month, grace_months)
    return is_over or is_review(month - agreement_month, fiscal_month, review_months, review_at)


def provision_has_ended(month: int, signed_day: int, provisional_months: int) -> bool:
    """Whether at the close of a month the provisional time since the agreement has passed (R-104)."""
    return DAYS_PER_MONTH * month - signed_day >= DAYS_PER_MONTH * provisional_months


def is_review(months_since_agreement: int, fiscal_month: int, review_months: int, review_at: int) -> bool:
    """Whether a close reviews a partner, by the age of its agreement or by the fiscal year (R-104).

    The month of the agreement is no review by its age, but may be one by the fiscal year.
    """
    months = months_since_agreement if review_at == BY_AGREEMENT else fiscal_month
    return months > 0 and months % review_months == 0


def grace_is_over(warned_month: int, month: int, grace_months: int) -> bool:
    """Whether the grace of a warned partner ends with a close, or a shorter one has meanwhile (R-104)."""
    return warned_month != NOT_WARNED and month - warned_month >= grace_months


def standing_when_read(
    tier: int, warned_month: int, qualified: int, month: int, is_last: bool, falls: int, lowest: int
) -> tuple[int, int, bool]:
    """Tier, month of warning, and whether removed, after a reading; ``is_last`` without grace left (R-104).

    A partner that holds its tier has no warning any more, also if a review says so before the end of its grace. One
    that is warned already stays so.
    """
    if qualified >= tier or (tier == LOWEST_TIER and lowest == KEPT):
        return tier, NOT_WARNED, False
    if not is_last:
        return tier, month if warned_month == NOT_WARNED else warned_month, False
    if tier == LOWEST_TIER:
        return tier, NOT_WARNED, True
    return tier - 1 if falls == ONE_TIER else max(qualified, LOWEST_TIER), NOT_WARNED, False


def nearness_bps(
    tier: int,
    tiers: Sequence[int],
    suffices: Sequence[bool],
    measures: Sequence[int],
    thresholds: Sequence[int],
    values: Sequence[int],
    first: int,
) -> int:
    """How much of a tier a partner has: the least part of what it needs, and the best of what suffices (R-103).

    10,000 just if it holds the tier.
    """
    least, best = BPS, NOT_STATED
    for place in range(len(tiers)):
        if tiers[place] != tier:
            continue
        part = part_bps(measures[place], values[first + place], thresholds[place])
        if suffices[place]:
            best = max(best, part)
        else:
            least = min(least, part)
    return least if best == NOT_STATED else min(least, best)


def part_bps(measure: int, value: int, threshold: int) -> int:
    """The part of a condition that is there, cut: value over threshold, at most 10,000 (R-103).

    Of a place it is the top share asked for over the one that the partner is in, for the less is the better.
    """
    if is_reached(measure, value, threshold):
        return BPS
    if measure == TOP_SHARE:
        return 0 if value == UNRANKED else floored_bps(threshold, value)
    return 0 if value <= 0 else floored_bps(value, threshold)


def looks_ahead(following: int, tier_count: int, near_share_bps: int) -> bool:
    """Whether there is a next tier, and a part of what it asks for from which partners are near it (R-103)."""
    return following < tier_count and near_share_bps < BPS


def is_near(nearness: int, near_share_bps: int) -> bool:
    """Whether a partner is near its next tier, so that its effort rises: not at it, which then waits (R-103)."""
    return near_share_bps <= nearness < BPS


def tier_return(revenue_cents: int, margin: float, cost_cents: int) -> float:
    """Return of a tier: the margin on its revenue over the cost of its partners, above 0 (R-105; Q-8)."""
    return revenue_cents * margin / cost_cents
