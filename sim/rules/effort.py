"""Partner effort as a function of pay relative to market pay (R-77; COACH)."""

from sim.elementary import power
from sim.units import BPS

PAY_HORIZON_YEARS = 2


def expected_pay(is_resale: bool, rate_bps: int, second_year_bps: int) -> float:
    """Pay on a standard deal over 24 months as a share of the list billed over them (R-77, DESIGN 2.5)."""
    if is_resale:
        return rate_bps / BPS
    return (rate_bps + second_year_bps) / (PAY_HORIZON_YEARS * BPS)


def archetype_effort(
    is_resale: bool,
    rate_bps: int,
    second_year_bps: int,
    market_is_resale: bool,
    market_rate_bps: int,
    market_second_year_bps: int,
    elasticity: float,
    cap: float,
) -> float:
    """Effort factor of an archetype's terms relative to its market terms (R-77)."""
    return pay_effort(
        expected_pay(is_resale, rate_bps, second_year_bps),
        expected_pay(market_is_resale, market_rate_bps, market_second_year_bps),
        elasticity,
        cap,
    )


def pay_effort(pay: float, market_pay: float, elasticity: float, cap: float) -> float:
    """Effort factor of pay relative to market pay, at most ``cap``; 1 where market pay is 0 (R-77)."""
    if market_pay <= 0.0:
        return 1.0
    return min(cap, power(pay / market_pay, elasticity))
