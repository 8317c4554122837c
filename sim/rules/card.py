"""The rate card of an agreement: which leaf holds, and the rate of a contract year (R-70, R-71, R-72, R-74; Q-2, Q-10).

Rates are basis points; ``NOT_STATED`` stands for a leaf that no place states.
"""

from collections.abc import Sequence

from sim.rules.attribution import REGISTERED
from sim.rules.pay import bounded_cents, entry_cents
from sim.units import MONTHS_PER_YEAR, NOT_STATED, share_of_cents

REFERRAL, RESALE, SHARE = range(3)
"""Models of pay: a fee for a contract year, a margin off list, a share of each month's list."""
WIN, RENEWAL, ACCRUAL = range(3)
"""When the terms of a deal are read: at its win, again as each later contract year begins, or at each close (R-74)."""


def stated_leaf(line_and_tier: int, line: int, tier: int, terms: int) -> int:
    """A leaf of the card, from the most specific place that states it; ``NOT_STATED`` if none does (R-74)."""
    if line_and_tier != NOT_STATED:
        return line_and_tier
    if line != NOT_STATED:
        return line
    if tier != NOT_STATED:
        return tier
    return terms


def renewal_rate_bps(model: int, rate_bps: int, stated_bps: int) -> int:
    """Rate of contract years from 2 on: as stated; else a margin or share goes on, and a fee is paid once (R-70, R-71).

    ``rate_bps`` is that of year 1: of the card, or what the deal locked.
    """
    if stated_bps != NOT_STATED:
        return stated_bps
    return 0 if model == REFERRAL else rate_bps


def rate_of_year_bps(year: int, rate_bps: int, later_bps: Sequence[int], renewal_bps: int) -> int:
    """Rate of contract year ``year``; ``later_bps`` has those of years 2, 3, … that are named (R-70, Q-10)."""
    if year == 1:
        return rate_bps
    place = year - 2
    if place < len(later_bps) and later_bps[place] != NOT_STATED:
        return later_bps[place]
    return renewal_bps


def renewed_pay_cents(before_cents: int, after_cents: int, rate_bps: int, expansion_bps: int) -> int:
    """Pay on an amount that grew at a renewal: what was added has a rate of its own, if one is stated (R-70).

    Both amounts are the ARR, or the list of the same month, before and after. Two amounts are rounded then, else one.
    """
    if expansion_bps == NOT_STATED or after_cents <= before_cents:
        return share_of_cents(after_cents, rate_bps)
    return share_of_cents(before_cents, rate_bps) + share_of_cents(after_cents - before_cents, expansion_bps)


def pointed_cents(before_cents: int, after_cents: int, rate_bps: int, expansion_bps: int) -> int:
    """The part of such an amount on which points of registration come: they are on top of a rate above 0 (R-75)."""
    if expansion_bps == NOT_STATED or after_cents <= before_cents:
        return after_cents if rate_bps > 0 else 0
    return (before_cents if rate_bps > 0 else 0) + (after_cents - before_cents if expansion_bps > 0 else 0)


def points_of_class_bps(points_bps: int, class_: int) -> int:
    """Points of registration on a deal: a registered one alone has them (R-75)."""
    return points_bps if class_ == REGISTERED else 0


def of_class_bps(rate_bps: int, points_bps: int, class_share_bps: int) -> int:
    """A margin rate with its points, of which its class has a share; one not stated as it is (R-54, R-81)."""
    rate = with_points_bps(rate_bps, points_bps)
    return share_of_cents(rate, class_share_bps) if rate > 0 else rate


def with_points_bps(rate_bps: int, points_bps: int) -> int:
    """A rate with the points of registration on top; one of 0, or that is not stated, as it is (R-75)."""
    return rate_bps + points_bps if rate_bps > 0 else rate_bps


def entry_on_cents(
    before_cents: int,
    after_cents: int,
    rate_bps: int,
    expansion_bps: int,
    points_bps: int,
    flat_cents: int,
    class_share_bps: int,
    least_cents: int,
    most_cents: int,
) -> int:
    """Fee, or share of a month, on an amount that grew at a renewal, or did not (R-70, R-72, R-75, R-81, R-170)."""
    by_rate = renewed_pay_cents(before_cents, after_cents, rate_bps, expansion_bps)
    pointed = pointed_cents(before_cents, after_cents, rate_bps, expansion_bps)
    return entry_cents(by_rate, pointed, points_bps, flat_cents, class_share_bps, least_cents, most_cents)


def by_rate_entry_cents(
    by_rate_cents: int,
    base_cents: int,
    points_bps: int,
    flat_cents: int,
    class_share_bps: int,
    least_cents: int,
    most_cents: int,
) -> int:
    """Fee, or share of a month, that bands give on an amount; points are on what is above 0 (R-73, R-75, R-81)."""
    pointed = base_cents if by_rate_cents > 0 else 0
    return entry_cents(by_rate_cents, pointed, points_bps, flat_cents, class_share_bps, least_cents, most_cents)


def has_first_rate(year: int, later_bps: Sequence[int], renewal_bps: int) -> bool:
    """Whether a contract year of a margin or share goes on at the rate of the first one (R-71)."""
    return rate_of_year_bps(year, 0, later_bps, renewal_bps) == NOT_STATED or year == 1


def margin_on_cents(
    before_cents: int,
    after_cents: int,
    rate_bps: int,
    expansion_bps: int,
    points_bps: int,
    class_share_bps: int,
    least_cents: int,
    most_cents: int,
) -> int:
    """Margin off an amount at list that grew at a renewal, or not, by one rate with points and class (R-71, R-81)."""
    rate = of_class_bps(rate_bps, points_bps, class_share_bps)
    expansion = of_class_bps(expansion_bps, points_bps, class_share_bps)
    return margin_at_cents(before_cents, after_cents, rate, expansion, least_cents, most_cents)


def margin_at_cents(
    before_cents: int, after_cents: int, rate_bps: int, expansion_bps: int, least_cents: int, most_cents: int
) -> int:
    """The same by rates that have the points and the class in them (R-71)."""
    return bounded_cents(renewed_pay_cents(before_cents, after_cents, rate_bps, expansion_bps), least_cents, most_cents)


def contract_month_of(year: int, month_of_year: int) -> int:
    """Month of the contract, from 1 at go-live, by contract year and the month in it (R-72)."""
    return MONTHS_PER_YEAR * (year - 1) + month_of_year


def is_shared(contract_month: int, share_months: int) -> bool:
    """Whether a contract month, counted from 1 at go-live, is shared; 0 months are all of them (R-72, Q-2)."""
    return share_months == 0 or contract_month <= share_months


def shared_months(year: int, share_months: int) -> int:
    """Months of a contract year that are shared: 0 … 12 (R-72)."""
    if share_months == 0:
        return MONTHS_PER_YEAR
    return min(MONTHS_PER_YEAR, max(0, share_months - MONTHS_PER_YEAR * (year - 1)))
