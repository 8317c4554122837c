"""The vendor's own business: direct, inbound and the partners from before the program."""

from collections.abc import Iterator
from typing import Literal

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.check import check
from sim.scenario.schema.growth import Growth
from sim.scenario.schema.table import MONEY_LIMIT, Table
from sim.scenario.unit import (
    DAYS,
    HOURS,
    HOURS_PER_MONTH,
    MONEY,
    MONEY_RATE,
    MONTHS,
    PARTNERS,
    SHARE,
    SHARE_PER_YEAR,
    SIGMA,
    WEIGHTS,
)
from sim.units import MONTHS_PER_YEAR


class Channel(Table):
    """Direct or inbound business: a month's new ARR is what its planned growth needs."""

    starting_arr: float = uncertainty(
        "ARR in force when the program starts", rule="R-142", unit=MONEY, low=0, high=MONEY_LIMIT, drawn_to=1e9
    )
    arr_growth_per_year: float = uncertainty(
        "growth of ARR in force, net of churn and expansion, without a program",
        rule="E-20",
        unit=SHARE_PER_YEAR,
        low=-0.9,
        high=5,
    )
    churn_per_year: float = uncertainty("share of ARR lost a year", rule="E-22", unit=SHARE_PER_YEAR, low=0, high=0.95)
    expansion_per_year: float = uncertainty(
        "growth of existing customers' ARR a year", rule="E-21", unit=SHARE_PER_YEAR, low=0, high=2
    )


class Roster(Channel):
    """Partners that sell before the program starts; they are part of the run and of its twin."""

    arr_growth_per_year: float = uncertainty(
        "growth of their ARR in force, net of churn and expansion, without a program; where growth_basis is relative, "
        "beyond that of direct and inbound",
        rule="E-35",
        unit=SHARE_PER_YEAR,
        low=-0.9,
        high=5,
    )
    partners: int = uncertainty("existing partners; they need care too", rule="R-12", low=0, high=1000, unit=PARTNERS)
    growth_basis: Literal["absolute", "relative"] = choice(
        "relative: arr_growth_per_year is beyond that of direct and inbound together in each year, without a shock of "
        "its own",
        rule="E-35",
        default="absolute",
        neutral=True,
    )
    margin_rate: float = lever("resale margin of the existing partners", rule="R-71", unit=MONEY_RATE, low=0, high=0.9)


class Vendor(Table):
    """The vendor's own business, its direct team and its bookkeeping."""

    direct: Channel
    inbound: Channel
    roster: Roster
    growth: Growth | None = choice(
        "growth that changes from year to year; without it each year has the lasting level",
        rule="E-30",
        default=None,
        neutral=True,
    )
    gross_margin_share: float = uncertainty(
        "gross margin on list price", rule="R-13", unit=SHARE, engine="bps", low=0, high=1
    )
    acquisition_cost_rate: float = uncertainty(
        "sales and marketing cost of one unit of new direct or inbound ARR",
        rule="R-144",
        unit=MONEY_RATE,
        low=0,
        high=10,
    )
    seasonality: tuple[float, ...] = choice(
        "twelve weights of mean 1 for January to December: new business and partner opportunities",
        rule="R-108",
        unit=WEIGHTS,
    )
    noise_sigma: float = uncertainty(
        "month-to-month noise of each channel's new ARR", rule="E-20", unit=SIGMA, low=0, high=1.5
    )
    payment_delay_months: int = uncertainty(
        "months from recognition to a customer's cash", rule="R-90", unit=MONTHS, low=0, high=12
    )
    reseller_delay_months: int | None = uncertainty(
        "months from recognition to the cash of recruited resellers; without it payment_delay_months",
        rule="R-90",
        unit=MONTHS,
        low=0,
        high=12,
        default=None,
    )
    direct_delay_days: int = uncertainty(
        "days by which direct sales would have won a cannibalised deal later", rule="R-144", unit=DAYS, low=1, high=720
    )
    team_hours_per_month: float = lever(
        "selling hours of the direct team at the start", rule="R-53", unit=HOURS_PER_MONTH, low=1, high=1e6
    )
    spare_team_share: float = lever(
        "share of these hours free for partner opportunities", rule="R-53", unit=SHARE, engine="same", low=0, high=1
    )
    partner_opportunity_hours: float = uncertainty(
        "direct team's hours for one raw partner opportunity", rule="R-57", unit=HOURS, low=0, high=1000
    )
    hour_cost: float = uncertainty(
        "cost of an hour of the direct team", rule="R-140", low=0, high=MONEY_LIMIT, drawn_to=1e4, unit=MONEY
    )
    delivery_cost_rate: float = uncertainty(
        "what implementing a partner's deal costs us, for each unit of its ACV, unless an accredited partner does it",
        rule="R-95",
        unit=MONEY_RATE,
        low=0,
        high=10,
        default=0.0,
        neutral=True,
    )
    resale_booking: Literal["net", "gross"] = choice("resale revenue net of margin, or at list", rule="R-71")

    @check
    def _twelve_weights(self) -> Iterator[str]:
        if len(self.seasonality) != MONTHS_PER_YEAR:
            yield f"seasonality: needs twelve weights, January to December (got {len(self.seasonality)})"
        elif any(not 0 <= weight <= 12 for weight in self.seasonality):
            yield "seasonality: every weight must lie between 0 and 12"
        elif abs(sum(self.seasonality) - MONTHS_PER_YEAR) > 0.01:
            yield f"seasonality: the weights must have mean 1 (their sum is {sum(self.seasonality):g}, not 12)"
