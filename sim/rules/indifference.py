"""Partners whose renewals pay nothing do not care for retention (R-94; MKT)."""

from sim.elementary import power


def kept_pay_share(next_year_pay: float, first_year_pay: float) -> float:
    """Pay of the contract year to come over that of year 1, at most 1; 1 where year 1 pays nothing (R-94)."""
    if first_year_pay <= 0.0:
        return 1.0
    return min(1.0, next_year_pay / first_year_pay)


def indifference_odds(multiplier: float, kept_share: float) -> float:
    """Factor of the odds of churn, and of early cancellation: 1 where renewals pay as the first year does (R-94)."""
    return power(multiplier, 1.0 - kept_share)
