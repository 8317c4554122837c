"""Partner effort as a function of pay relative to market pay (R-77, R-78, R-90; COACH, MKT).

Pay of a contract year is counted in basis points of a month's list times the months that are paid; over a horizon of
years it is a share of the list billed. A rate alone stays a whole number up to the last division.
"""

from collections.abc import Sequence

from sim.elementary import power
from sim.rules.card import rate_of_year_bps, shared_months
from sim.rules.pay import bounded_cents
from sim.units import BPS, DAYS_PER_MONTH, MONTHS_PER_YEAR, quotient_bps, round_half_up, share_of_cents


def pay_effort(pay: float, market_pay: float, elasticity: float, cap: float) -> float:
    """Effort factor of pay relative to market pay, at most ``cap``; 1 where market pay is 0 (R-77)."""
    if market_pay <= 0.0:
        return 1.0
    return min(cap, power(pay / market_pay, elasticity))


def median_rate_bps(rate_bps: int, base_cents: int, least_cents: int, most_cents: int) -> int:
    """Rate that a median entry has with the least and most of an entry: of its fee, margin or month (R-77, R-170)."""
    by_rate = share_of_cents(base_cents, rate_bps)
    bounded = bounded_cents(by_rate, least_cents, most_cents)
    return rate_bps if bounded == by_rate else quotient_bps(bounded, base_cents)


def first_year_extra_bps(
    points_bps: int,
    registration_chance: float,
    flat_cents: int,
    median_acv_cents: float,
    services_share: float,
    services_margin_share: float,
) -> float:
    """Pay of year 1 beside the rate, on a median deal (R-75, R-77, R-170).

    Points of registration, a flat sum, and what the partner's own services leave; each as basis points of the ACV.
    """
    points = points_bps * registration_chance
    return points + BPS * (flat_cents / median_acv_cents) + BPS * (services_share * services_margin_share)


def year_pay(rate_bps: int, paid_months: int, extra_bps: float) -> float:
    """Pay of one contract year (R-77, R-94)."""
    return rate_bps * paid_months + MONTHS_PER_YEAR * extra_bps


def later_years_pay(years: int, rate_bps: int, later_bps: Sequence[int], renewal_bps: int, share_months: int) -> int:
    """Pay of contract years 2 … ``years``; ``share_months`` is 0 unless the model is a share (R-77, R-94)."""
    total = 0
    for year in range(2, years + 1):
        rate = rate_of_year_bps(year, rate_bps, later_bps, renewal_bps)
        total += rate * shared_months(year, share_months)
    return total


def horizon_pay(first_year: float, later_years: float, years: int, cap_weight: float) -> float:
    """Pay on a median deal over ``years`` contract years as a share of the list billed over them (R-77, R-94)."""
    return (first_year * cap_weight + later_years) / (MONTHS_PER_YEAR * years * BPS)


def cap_weight(cap_cents: int, year_so_far_cents: int, first_year_fee_cents: int) -> float:
    """Share of a median deal's first-year fee that the cap on the fiscal year leaves; a cap of 0 is none (R-78)."""
    if cap_cents == 0 or first_year_fee_cents <= 0:
        return 1.0
    return min(1.0, max(0, cap_cents - year_so_far_cents) / first_year_fee_cents)


def first_year_fee_cents(median_acv_cents: int, first_year: float) -> int:
    """Pay of year 1 on a median deal, of the pay that ``horizon_pay`` counts (R-78)."""
    return round_half_up(median_acv_cents * first_year / (MONTHS_PER_YEAR * BPS))


def near_cap_effort(
    first_year: float, later_years: float, years: int, weight: float, market_pay: float, elasticity: float, cap: float
) -> float:
    """Effort factor of a partner of which the yearly cap leaves so much of a median deal's first year (R-78)."""
    pay = (first_year * weight + later_years) / (MONTHS_PER_YEAR * years * BPS)
    return pay_effort(pay, market_pay, elasticity, cap)


def payout_wait_months(trigger_days: int, holdback_days: int, every_months: int, lag_months: int) -> float:
    """Months from a win to its money on average (R-90, R-91).

    To the trigger, through the holdback, to the end of the payout's months, on average half of them, and the lag, which
    has what is paid later than promised in it.
    """
    return (trigger_days + holdback_days) / DAYS_PER_MONTH + every_months / 2.0 + lag_months


def delay_effort(aversion: float, wait_months: float, usual_months: float) -> float:
    """Effort factor of waiting longer, or less, for pay than is usual (R-90): 1 at the usual wait, never below 0."""
    return max(0.0, 1.0 - aversion * (wait_months - usual_months))
