"""What a partner, and a customer, of an age is in this model: the state on day 0 (R-143, E-22; judgement).

Days before the start are negative. Spans are medians, for what came before is not simulated; drawn are the open
opportunities, how long ago a partner was active, and how long ago a customer went live.
"""

from sim.elementary import exp, log, lognormal_quantile, poisson_quantile
from sim.rules.activation import ramp_share
from sim.rules.dealflow import MOST_RAW_RATE
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, has_come, round_half_up, whole_days

LAST_DAY_BEFORE = -1


def signed_day(age_months: int) -> int:
    """Day of the agreement of a partner of an age (R-143)."""
    return -DAYS_PER_MONTH * age_months


def day_after(day: int, median_days: float) -> int:
    """The day a median span after another, before day 0 in any case: a partner that is there then sells (R-143)."""
    return min(LAST_DAY_BEFORE, day + whole_days(median_days))


def customers_in_force(customers: float, size: float, accounts: int) -> int:
    """Customers of a partner of a size, among its accounts (R-143; DESIGN 2.5: finite accounts)."""
    return min(accounts, round_half_up(customers * size))


def ramped_months(first_month: int, ramp_months: int) -> float:
    """Months of full deal flow before month 1 of a partner whose first opportunity was in ``first_month`` (R-04)."""
    months = -first_month
    rising = min(months, ramp_months)
    return rising * (rising + 1) / (2.0 * ramp_months) + (months - rising)


def accounts_worked(months: float, monthly_rate: float, accounts: int, customers: int) -> int:
    """Qualified opportunities so far: the first one, and those that finite accounts give at a rate over so many months.

    At least one a customer, and no more than there are accounts (DESIGN 2.5: finite accounts).
    """
    untouched = exp(-(1.0 + monthly_rate * months) / accounts)
    return min(accounts, max(1, customers, round_half_up(accounts * (1.0 - untouched))))


def last_rate(first_month: int, ramp_months: int, monthly_rate: float, accounts: int, worked: int) -> float:
    """Qualified opportunities a month at which the last one before day 0 came (DESIGN 2.5: finite accounts)."""
    return monthly_rate * ramp_share(max(1, -first_month), ramp_months) * (accounts - worked + 1) / accounts


def days_since_last(u: float, monthly_rate: float, most_days: int) -> int:
    """Days since the last qualified opportunity: exponential, 1 … as many as since the first (DESIGN 2.5)."""
    waited = -log(1.0 - u) * DAYS_PER_MONTH
    if waited >= monthly_rate * most_days:
        return most_days
    return min(most_days, 1 + int(waited / monthly_rate))


def open_opportunities(u: float, monthly_rate: float, cycle_median_days: float, cycle_sigma: float) -> int:
    """Opportunities that are open at a time: as many as come within a mean cycle (R-04; Little's law)."""
    mean_days = cycle_median_days * exp(0.5 * cycle_sigma * cycle_sigma)
    return poisson_quantile(u, min(MOST_RAW_RATE, monthly_rate * mean_days / DAYS_PER_MONTH))


def open_cycle_days(u: float, cycle_median_days: float, cycle_sigma: float) -> float:
    """Length of a cycle that is under way at a time: a long one is so in proportion to its length (R-04)."""
    return lognormal_quantile(u, cycle_median_days * exp(cycle_sigma * cycle_sigma), cycle_sigma)


def customer_age_days(u: float, most_days: int, churn_per_year: float) -> int:
    """Days since a customer went live, 1 … ``most_days``.

    Customers came evenly, and each renewal kept ``1 - churn_per_year`` of them (E-22): within a year of age each day is
    as likely, and a day a year older is less likely by that factor.
    """
    kept = 1.0 - churn_per_year
    left = u * _weight_of_days(most_days, kept)
    weight, passed = 1.0, 0
    while passed + DAYS_PER_YEAR < most_days and left >= weight * DAYS_PER_YEAR:
        left -= weight * DAYS_PER_YEAR
        weight *= kept
        passed += DAYS_PER_YEAR
    if weight <= 0.0:  # rounding, where none is as old
        return passed
    return passed + min(DAYS_PER_YEAR, most_days - passed, 1 + int(left / weight))


def _weight_of_days(most_days: int, kept: float) -> float:
    """Weights of all ages together: 1 for a day of the first year."""
    total, weight, days = 0.0, 1.0, most_days
    while days > 0:
        total += weight * min(days, DAYS_PER_YEAR)
        weight *= kept
        days -= DAYS_PER_YEAR
    return total


def renewals_passed(age_days: int) -> int:
    """Renewals before day 0; one that falls on day 0 is to come (R-91)."""
    return (age_days - 1) // DAYS_PER_YEAR


def has_gone_live(term_month: int, month: int) -> bool:
    """Whether a deal has been live by a close: its contract year began before it (R-71)."""
    return term_month <= month


def is_customer(term_month: int, last_month: int, month: int) -> bool:
    """Whether a deal has revenue after a close, ``last_month`` being that of the last (R-71)."""
    return term_month <= month < last_month


def contract_month(term_month: int, month: int) -> int:
    """Which month of a contract year, 1 … 12, was billed last at a close (R-71)."""
    return month - term_month + 1


def days_since(day: int, today: int) -> int:
    """Days from something that has happened to today; 0 if it has not (DESIGN 2.1)."""
    return today - day if has_come(day) else 0
