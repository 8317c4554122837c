"""The deal flow of a kind of partner: its opportunities, from the first to go-live."""

from sim.scenario.fields import uncertainty
from sim.scenario.schema.table import MONEY_LIMIT, Table
from sim.scenario.unit import ACCOUNTS, DAYS, MONEY, MONTHS, OPPORTUNITIES_PER_MONTH, PROBABILITY, SIGMA


class DealFlow(Table):
    """The opportunities that a kind of partner brings, and what becomes of them."""

    first_opportunity_median_days: float = uncertainty(
        "from start of deal flow to first qualified opportunity", rule="E-03", unit=DAYS, low=1, high=1440
    )
    first_opportunity_sigma: float = uncertainty("spread of that delay", rule="E-04", unit=SIGMA, low=0, high=2.5)
    size_sigma: float = uncertainty("spread of partner size (mean 1)", rule="E-07", unit=SIGMA, low=0, high=2.5)
    opportunities_per_month: float = uncertainty(
        "qualified opportunities of a ramped partner of size 1",
        rule="R-20",
        unit=OPPORTUNITIES_PER_MONTH,
        low=0,
        high=50,
    )
    ramp_months: int = uncertainty(
        "months from the first opportunity to full flow", rule="R-04", unit=MONTHS, low=1, high=36
    )
    accounts: float = uncertainty(
        "fitting customers of a partner of size 1", rule="R-26", low=1, high=1e5, unit=ACCOUNTS
    )
    qualification_probability: float = uncertainty(
        "that a raw opportunity passes the discovery gate", rule="R-57", unit=PROBABILITY, low=0.01, high=1
    )
    conflict_probability: float = uncertainty(
        "that a deal is lost to channel conflict", rule="R-52", unit=PROBABILITY, low=0, high=1
    )
    cannibalised_probability: float = uncertainty(
        "that direct sales would have won the deal anyway", rule="R-144", unit=PROBABILITY, low=0, high=1
    )
    win_probability: float = uncertainty(
        "of a qualified opportunity without conflict", rule="E-23", unit=PROBABILITY, low=0, high=1
    )
    cycle_median_days: float = uncertainty("qualification to close", rule="R-04", unit=DAYS, low=1, high=1440)
    cycle_sigma: float = uncertainty("spread of the cycle", rule="E-02", unit=SIGMA, low=0, high=2.5)
    acv_median: float = uncertainty(
        "list ACV of a deal", rule="E-24", low=1, high=MONEY_LIMIT, drawn_to=1e8, unit=MONEY
    )
    acv_sigma: float = uncertainty("spread of ACV", rule="E-07", unit=SIGMA, low=0, high=2.5)
    go_live_days: int = uncertainty("signature to go-live and first payment", rule="R-91", unit=DAYS, low=1, high=720)
