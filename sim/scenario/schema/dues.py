"""Money of a kind of partner beside its terms: distributor, services, yearly fee and support."""

from sim.scenario.fields import lever, uncertainty
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.table import Table
from sim.scenario.unit import FACTOR, MONEY_PER_YEAR, MONEY_RATE, SHARE


class Dues(Table):
    """What a kind of partner has, owes and bears beside the terms of its pay, and a distributor beside it."""

    distributor_rate: float = lever(
        "of list that a distributor keeps beside the resale margin",
        rule="R-71",
        unit=MONEY_RATE,
        low=0,
        high=0.5,
        default=0.0,
        neutral=True,
    )
    services_share: float = uncertainty(
        "services that the partner sells beside a deal, for each unit of its ACV",
        rule="R-72",
        unit=SHARE,
        engine="bps",
        low=0,
        high=10,
        default=0.0,
        neutral=True,
    )
    services_margin_share: float = uncertainty(
        "part of its services that they leave the partner, which moves its effort as pay does",
        rule="R-77",
        unit=SHARE,
        engine="same",
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    indifference_odds_multiplier: float = uncertainty(
        "odds of churn and early cancellation where renewals pay the partner nothing, over those where they pay as the "
        "first year does",
        rule="R-94",
        unit=FACTOR,
        low=1,
        high=10,
        default=1.0,
        neutral=True,
    )
    fee_per_year: float = lever(
        "what the partner pays us at its agreement and each twelve months after it",
        rule="R-72",
        unit=MONEY_PER_YEAR,
        low=0,
        high=LARGEST_ENTRY,
        default=0.0,
        neutral=True,
    )
    support_share: float = uncertainty(
        "part of its customers' cost of goods that a partner in force bears, as it supports them",
        rule="R-71",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
