"""What partners are paid: referral fee by contract year and resale margin (R-70, R-71, R-90, R-91; Q-1, Q-10)."""

from sim.units import share_of_cents


def referral_fee_cents(contract_value_cents: int, rate_bps: int) -> int:
    """Fee on the ACV of one contract year, rounded half up (R-70)."""
    return share_of_cents(contract_value_cents, rate_bps)


def resale_margin_cents(list_cents: int, margin_bps: int) -> int:
    """Margin off list: the partner buys at list × (1 − margin) (R-71)."""
    return share_of_cents(list_cents, margin_bps)


def is_payout_close(month: int, every_months: int, lag_months: int) -> bool:
    """Whether fees are paid at this month close: a payout date lies ``lag_months`` back (R-90)."""
    return month > lag_months and (month - lag_months) % every_months == 0
