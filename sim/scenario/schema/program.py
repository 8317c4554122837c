"""How partners are selected, managed, reviewed and lost."""

from collections.abc import Iterator
from typing import Literal

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.check import check
from sim.scenario.schema.table import MONEY_LIMIT, Ordered, Table
from sim.scenario.unit import (
    CONTACTS_PER_HEAD_MONTH,
    CONTRACT_YEARS,
    DAYS,
    ELASTICITY,
    FACTOR,
    MONEY,
    MONEY_PER_YEAR,
    MONTHS,
    ODDS_RATIO,
    OPPORTUNITIES,
    PARTNERS_PER_MANAGER,
    POINTS,
    PROBABILITY,
    QUARTERS,
)


class Selection(Table):
    """Which candidates are contacted, and the effect of a score."""

    minimum_score: int = lever(
        "below it candidates are not contacted", rule="R-23", low=7, high=36, default=15, unit=POINTS
    )
    reference_score: float = uncertainty(
        "score at which stated probabilities hold", rule="R-23", low=7, high=35, default=21, unit=POINTS
    )
    odds_ratio_per_point: float = uncertainty(
        "odds of a funnel stage and of committed reps, per point above the reference",
        rule="R-23",
        low=1,
        high=2,
        default=1.05,
        unit=ODDS_RATIO,
    )
    revisit_months: int = lever(
        "months until a candidate who is not ready, or who says 'later', is considered again",
        rule="R-23",
        unit=MONTHS,
        low=1,
        high=60,
        default=6,
    )
    later_probability: float = uncertainty(
        "of a candidate who does not pass: 'later', not 'no'", rule="R-20", unit=PROBABILITY, low=0, high=1, default=0.3
    )


class Program(Table):
    """How the program runs: journey of a partner, partner managers, pilot, pay and effort."""

    ordered = (
        Ordered(
            "pilot_days",
            "pilot_extended_days",
            moves="pilot_extended_days",
            cause="pilot_extended_days must be longer than pilot_days",
            gap=1,
        ),
    )
    journey: tuple[Literal["onboarding", "pilot"], ...] = choice(
        "steps after the agreement, in order; deal flow starts after onboarding, or with a pilot that comes first",
        rule="R-38",
        default=("onboarding", "pilot"),
    )
    onboarding_slots: float = lever(
        "partners one manager can onboard at once",
        rule="R-122",
        low=0.1,
        high=1000,
        default=5,
        unit=PARTNERS_PER_MANAGER,
    )
    partners_per_manager: float = lever(
        "partners in care per manager", rule="R-122", low=1, high=1000, default=20, unit=PARTNERS_PER_MANAGER
    )
    overload_effort_elasticity: float = uncertainty(
        "effort falls with overload to this power", rule="R-122", unit=ELASTICITY, low=0, high=3, default=0.5
    )
    overload_departure_elasticity: float = uncertainty(
        "departure hazard rises with overload to this power", rule="R-122", unit=ELASTICITY, low=0, high=3, default=0.5
    )
    contacts_per_head_month: float = uncertainty(
        "candidates one partner manager or other program head can approach a month",
        rule="R-28",
        low=0,
        high=1000,
        default=25,
        unit=CONTACTS_PER_HEAD_MONTH,
    )
    manager_cost_per_year: float = lever(
        "cost of one partner manager",
        rule="R-140",
        unit=MONEY_PER_YEAR,
        low=0,
        high=MONEY_LIMIT,
        drawn_to=1e6,
        default=140_000,
    )
    staff_cost_per_year: float = lever(
        "cost of one other employee",
        rule="R-140",
        unit=MONEY_PER_YEAR,
        low=0,
        high=MONEY_LIMIT,
        drawn_to=1e6,
        default=120_000,
    )
    onboarding_cost: float = lever(
        "training and enablement of one partner",
        rule="R-140",
        low=0,
        high=MONEY_LIMIT,
        drawn_to=1e6,
        default=2_000,
        unit=MONEY,
    )
    pilot_days: int = lever("length of a partner pilot", rule="R-30", unit=DAYS, low=30, high=360, default=90)
    pilot_extended_days: int = lever(
        "length of an extended pilot", rule="R-30", unit=DAYS, low=31, high=720, default=180
    )
    pilot_extension_probability: float = lever(
        "that a pilot without success is extended", rule="R-30", unit=PROBABILITY, low=0, high=1, default=0.5
    )
    pilot_opportunities: int = lever(
        "qualified opportunities required in a pilot", rule="R-31", low=0, high=100, default=1, unit=OPPORTUNITIES
    )
    arrivals: Literal["poisson", "even"] = choice(
        "a month's opportunities: Poisson, or the rounded rate spread evenly (plans and hand checks)",
        rule="R-20",
        default="poisson",
    )
    effort_cap: float = uncertainty(
        "maximum effort factor from pay", rule="R-77", low=1, high=5, default=1.5, unit=FACTOR
    )
    pay_horizon_years: int = lever(
        "contract years whose pay effort compares",
        rule="R-77",
        low=1,
        high=10,
        default=2,
        unit=CONTRACT_YEARS,
        neutral=True,
    )

    @check
    def _journey(self) -> Iterator[str]:
        if len(set(self.journey)) != len(self.journey) or "onboarding" not in self.journey:
            yield "journey: needs 'onboarding', may have 'pilot', and names each step once"


class Review(Table):
    """The quarterly review that removes partners."""

    idle_quarters: int = lever(
        "quarters without a qualified opportunity until removal; 0 = never",
        rule="R-130",
        unit=QUARTERS,
        low=0,
        high=40,
        default=2,
    )
    grace_days: int = lever(
        "days from the agreement without removal for idleness", rule="R-130", unit=DAYS, low=0, high=1080, default=270
    )
    no_deal_months: int = lever(
        "months without a won deal, from the agreement or the last one, until removal; 0 = never",
        rule="R-131",
        unit=MONTHS,
        low=0,
        high=240,
        default=24,
    )


class Departure(Table):
    """What makes partners leave, and what happens to their deals and customers."""

    idle_multiplier: float = uncertainty(
        "departure hazard of a partner without an opportunity or win in 90 days",
        rule="E-06",
        unit=FACTOR,
        low=1,
        high=20,
        default=2.0,
    )
    orphan_churn_odds_multiplier: float = uncertainty(
        "odds of churn of a departed partner's customer", rule="R-125", unit=FACTOR, low=1, high=20, default=1.5
    )
    open_deals: Literal["close", "lost"] = choice(
        "open deals of a departed partner still close, or are lost", rule="R-125", default="close"
    )
    pay_after_departure: bool = choice(
        "margin and later fees are still paid to a departed partner", rule="R-71", default=True
    )
