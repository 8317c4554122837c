"""Customers of a kind of partner: early cancellation, churn, expansion and use."""

from typing import Literal

from sim.scenario.fields import choice, uncertainty
from sim.scenario.schema.table import Table, Together
from sim.scenario.unit import DAYS, MONTHS, PROBABILITY, SHARE, SHARE_PER_YEAR
from sim.units import DAYS_PER_YEAR


class Customers(Table):
    """The customers of a kind of partner: how they leave, grow and come to use what they pay."""

    together = (
        Together(
            "early_cancel_first_day",
            "early_cancel_days",
            most=DAYS_PER_YEAR,
            cause="early_cancel_first_day: the window of early cancellation ends past the renewal on day 360 after "
            "go-live: early_cancel_first_day and early_cancel_days together are at most 360",
        ),
    )
    early_cancel_probability: float = uncertainty(
        "that a customer cancels within early_cancel_days", rule="R-92", unit=PROBABILITY, low=0, high=1
    )
    early_cancel_days: int = uncertainty("window of early cancellation", rule="R-92", unit=DAYS, low=1, high=359)
    early_cancel_first_day: int = uncertainty(
        "day after go-live on which that window begins",
        rule="R-92",
        unit=DAYS,
        low=1,
        high=359,
        default=1,
        neutral=True,
    )
    downgrade_probability: float = uncertainty(
        "that a customer which does not cancel early takes less, on a day of the same window",
        rule="R-92",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    downgrade_share: float = uncertainty(
        "part of the ARR that it no longer takes",
        rule="R-92",
        unit=SHARE,
        engine="same",
        low=0,
        high=0.99,
        default=0.0,
        neutral=True,
    )
    churn_per_year: float = uncertainty(
        "that a customer leaves at a renewal, or within the year by churn_basis",
        rule="E-22",
        unit=SHARE_PER_YEAR,
        low=0,
        high=1,
    )
    churn_basis: Literal["renewal", "month"] = choice(
        "customers leave at renewals, or at the end of any month of the contract year, as many in a year",
        rule="R-93",
        default="renewal",
        neutral=True,
    )
    expansion_probability: float = uncertainty("that a renewal expands", rule="E-21", unit=PROBABILITY, low=0, high=1)
    expansion_share: float = uncertainty(
        "growth of ARR at such a renewal", rule="E-21", unit=SHARE, engine="same", low=0, high=5
    )
    usage_ramp_months: int = uncertainty(
        "months from go-live until a customer uses, and is billed, all that it has committed to; 0 from the first",
        rule="R-71",
        unit=MONTHS,
        low=0,
        high=36,
        default=0,
        neutral=True,
    )
    usage_start_share: float = uncertainty(
        "part of a month's commitment that is used in the month of go-live, where use ramps up",
        rule="R-71",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=1.0,
        neutral=True,
    )
