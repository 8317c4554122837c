"""Settlement: when pay that is accrued is paid."""

from typing import Literal

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.table import MONEY_LIMIT, Table
from sim.scenario.unit import DAYS, MONEY, MONTHS, PROBABILITY, SHARE


class Payout(Table):
    """When accrued pay is paid, and what it waits for."""

    every_months: int = lever("months between payouts", rule="R-90", unit=MONTHS, low=1, high=12, default=3, fixed=True)
    lag_months: int = lever(
        "months from a payout date to the cash", rule="R-90", unit=MONTHS, low=0, high=12, default=1, fixed=True
    )
    trigger: Literal["signature", "go_live", "first_payment", "trial_end"] = choice(
        "a fee is payable from this day", rule="R-91", default="go_live", fixed=True
    )
    trial_days: int = lever(
        "days from go-live to the end of a trial, for the trigger trial_end",
        rule="R-91",
        unit=DAYS,
        low=0,
        high=360,
        default=30,
        fixed=True,
        neutral=True,
    )
    holdback_days: int = lever(
        "days after the trigger for which pay is held back",
        rule="R-79",
        unit=DAYS,
        low=0,
        high=360,
        default=0,
        fixed=True,
        neutral=True,
    )
    minimum: float = lever(
        "a partner is paid from this sum on; less waits for the next payout",
        rule="R-79",
        unit=MONEY,
        low=0,
        high=MONEY_LIMIT,
        default=0.0,
        fixed=True,
        neutral=True,
    )
    late_months: int = lever(
        "months by which payouts come later than promised",
        rule="R-165",
        unit=MONTHS,
        low=0,
        high=24,
        default=0,
        fixed=True,
        neutral=True,
    )
    dispute_probability: float = uncertainty(
        "that an entry is disputed as it falls due", rule="R-62", unit=PROBABILITY, low=0, high=1, default=0.0,
        neutral=True,
    )  # fmt: skip
    pay_delay_aversion: float = uncertainty(
        "part of its effort that a partner loses with each month for which it waits longer for its pay than is usual",
        rule="R-90", unit=SHARE, engine="same", low=0, high=1, default=0.0, neutral=True,
    )  # fmt: skip
    market_pay_months: float = uncertainty(
        "usual wait from a win to the pay, where waiting costs effort",
        rule="R-90", unit=MONTHS, low=0, high=36, default=3.0, neutral=True,
    )  # fmt: skip
    dispute_days: int = lever(
        "days for which a disputed entry is not payable",
        rule="R-62",
        unit=DAYS,
        low=0,
        high=360,
        default=0,
        fixed=True,
        neutral=True,
    )
