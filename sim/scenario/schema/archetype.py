"""A kind of partner: its funnel, deals and customers."""

from collections.abc import Iterator
from typing import Annotated, Literal

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.check import check, known
from sim.scenario.schema.established import Established
from sim.scenario.schema.pay import MarketTerms, Terms
from sim.scenario.schema.payout import Payout
from sim.scenario.schema.table import MONEY_LIMIT, Name, Ordered, Table, Together
from sim.scenario.unit import (
    ACCOUNTS,
    CANDIDATES,
    CANDIDATES_PER_MONTH,
    DAYS,
    ELASTICITY,
    FACTOR,
    MONEY,
    MONEY_PER_YEAR,
    MONEY_RATE,
    MONTHS,
    OPPORTUNITIES_PER_MONTH,
    PEOPLE,
    POINTS,
    PROBABILITY,
    SHARE,
    SHARE_PER_YEAR,
    SIGMA,
)
from sim.units import DAYS_PER_YEAR


class FunnelStage(Table):
    """One stage between contact and agreement."""

    pass_probability: float = uncertainty(
        "of a candidate with the reference score", rule="R-20", unit=PROBABILITY, low=0, high=1
    )
    median_days: float = uncertainty("length of the stage", rule="R-21", unit=DAYS, low=1, high=720)
    sigma: float = uncertainty("spread of the length", rule="E-02", low=0, high=2.5, unit=SIGMA)


SegmentShare = Annotated[
    float, lever("share of deals", rule="R-74", unit=SHARE, engine="same", low=0, high=1, lasting=True)
]
ROUNDING = 1e-6
"""Of a sum of shares."""


class Archetype(Table):
    """A kind of partner: its list, funnel, activation, deal flow, economics and departure."""

    ordered = (
        Ordered(
            "departure_settled_per_year",
            "departure_new_per_year",
            moves="departure_settled_per_year",
            cause="departure_settled_per_year must not exceed departure_new_per_year: the hazard falls with age (E-05)",
        ),
        Ordered(
            "registration_delay_least_days",
            "registration_delay_days",
            moves="registration_delay_days",
            cause="registration_delay_days: it is below registration_delay_least_days: partners register between the "
            "two, in days from their first contact",
        ),
    )
    together = (
        Together(
            "early_cancel_first_day",
            "early_cancel_days",
            most=DAYS_PER_YEAR,
            cause="early_cancel_first_day: the window of early cancellation ends past the renewal on day 360 after "
            "go-live: early_cancel_first_day and early_cancel_days together are at most 360",
        ),
    )
    candidates: int = uncertainty("names on the first target list", rule="R-20", low=0, high=50_000, unit=CANDIDATES)
    candidates_per_month: int = uncertainty(
        "new names a month", rule="R-29", unit=CANDIDATES_PER_MONTH, low=0, high=5000
    )
    score_mean: float = uncertainty("mean selection score", rule="R-23", low=7, high=35, unit=POINTS)
    score_sd: float = uncertainty("spread of the score", rule="R-23", low=0, high=14, unit=POINTS)
    funnel_order: tuple[Name, ...] = choice("stages from contact to agreement", rule="R-20")
    funnel: dict[Name, FunnelStage]
    onboarding_median_days: float = uncertainty("length of onboarding", rule="R-32", unit=DAYS, low=1, high=720)
    onboarding_sigma: float = uncertainty("spread of onboarding", rule="R-32", unit=SIGMA, low=0, high=2.5)
    committed_reps_probability: float = uncertainty(
        "that the partner has committed reps; others never sell", rule="R-27", unit=PROBABILITY, low=0, high=1
    )
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
    departure_new_per_year: float = uncertainty(
        "probability of leaving within a year at the hazard of age 0",
        rule="E-05",
        unit=SHARE_PER_YEAR,
        low=0,
        high=0.99,
    )
    departure_settled_per_year: float = uncertainty(
        "the same at a high age", rule="E-05", unit=SHARE_PER_YEAR, low=0, high=0.99
    )
    departure_settling_months: float = uncertainty(
        "age at which the difference has fallen to 1/e", rule="E-05", unit=MONTHS, low=0.5, high=120
    )
    pay_elasticity: float = uncertainty(
        "elasticity of effort to relative pay", rule="R-77", unit=ELASTICITY, low=0, high=3
    )
    influence_probability: float = uncertainty(
        "that an active partner touches a given direct deal", rule="R-03", unit=PROBABILITY, low=0, high=1
    )
    review_exempt: bool = choice("exempt from the quarterly review", rule="R-130")
    reps: float = uncertainty(
        "people of a partner of size 1 who may hold certificates",
        rule="R-36",
        unit=PEOPLE,
        low=1,
        high=200,
        default=1.0,
        neutral=True,
    )
    delivers: bool = choice(
        "whether the partner implements what it sells, where it may deliver",
        rule="R-95",
        default=False,
        neutral=True,
    )
    accreditation_days: int = uncertainty(
        "days by which go-live is later where the partner delivers and may not yet",
        rule="R-138",
        unit=DAYS,
        low=0,
        high=720,
        default=0,
        neutral=True,
    )
    segments: dict[Name, SegmentShare] = choice(
        "product lines: the share of deals that each of them has",
        rule="R-74",
        default={},
        neutral=True,
        fixed=True,
    )
    ladder: Name | None = choice(
        "ladder on which partners of the kind stand; without one they have no tier",
        rule="R-107",
        default=None,
        neutral=True,
    )
    fixed_tier: Name | None = choice(
        "tier at which all partners of the kind stand and stay", rule="R-108", default=None, neutral=True
    )
    registration_probability: float = uncertainty(
        "that the partner registers a qualified opportunity",
        rule="R-58",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    registration_delay_days: int = uncertainty(
        "days from its first contact after which it has registered at the latest",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=90,
        default=0,
        neutral=True,
    )
    registration_delay_least_days: int = uncertainty(
        "days from its first contact before which it does not register",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=90,
        default=0,
        neutral=True,
    )
    first_contact_days: int = uncertainty(
        "days from its first contact with an account to the qualified opportunity",
        rule="R-80",
        unit=DAYS,
        low=0,
        high=360,
        default=0,
        neutral=True,
    )
    direct_overlap_probability: float = uncertainty(
        "that direct sales meet the account of a qualified opportunity too",
        rule="R-52",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    support_probability: float = uncertainty(
        "that the partner's support of a deal is documented, where it is not only mentioned",
        rule="R-81",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=1.0,
        neutral=True,
    )
    mention_probability: float = uncertainty(
        "that the partner is only mentioned in a deal",
        rule="R-82",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=0.0,
        neutral=True,
    )
    terms: Terms
    market_terms: MarketTerms
    payout: Payout | None = choice(
        "payout of this kind, in place of the scenario's payout as a whole", rule="R-90", default=None, neutral=True
    )
    established: Established | None = None

    def names(self, months: int) -> int:
        """Candidates and established partners within so many months."""
        started = 0 if self.established is None else self.established.partners
        return self.candidates + self.candidates_per_month * months + started

    def medians(self) -> dict[str, float]:
        """Median contract values, by field."""
        values = {"acv_median": self.acv_median}
        return values if self.established is None else values | {"established.arr_median": self.established.arr_median}

    def first_rate(self) -> float:
        """Rate of the first contract year with its points, over product lines by their share of deals.

        At the tier where it is highest.
        """
        return max(map(self.first_rate_at, self.terms.tiers or ("",)))

    def first_rate_at(self, tier: str) -> float:
        """That of partners of a tier."""
        if not self.terms.lines:
            return self.terms.first_rate("", tier)
        return sum(share * self.terms.first_rate(name, tier) for name, share in sorted(self.segments.items()))

    def off_list(self) -> float:
        """What partner and distributor have of list in the first contract year."""
        return self.first_rate() + self.distributor_rate

    @check
    def _distributor(self) -> Iterator[str]:
        if self.distributor_rate:
            yield from known(self._has_no_margin())
            yield from known(self._leaves_no_price())

    def _has_no_margin(self) -> Iterator[str]:
        if self.terms.model != "resale":
            yield (
                f"distributor_rate: terms of the model '{self.terms.model}' have no margin off list, beside which a "
                'distributor keeps its own: leave it out, or state terms.model = "resale"'
            )

    def _leaves_no_price(self) -> Iterator[str]:
        highest = self.terms.highest_rate()
        if self.terms.model == "resale" and highest + self.distributor_rate > 1 - ROUNDING:
            yield (
                f"distributor_rate: with {self.distributor_rate:g} for the distributor partners leave nothing of the "
                f"price (the highest rate, with its points, is {highest:g}): lower one of the two"
            )

    @check
    def _who_waits_delivers(self) -> Iterator[str]:
        if self.accreditation_days and not self.delivers:
            yield (
                "accreditation_days: nobody waits for it where partners do not deliver: leave it out, or state "
                "delivers = true"
            )

    @check
    def _customers_have_accounts(self) -> Iterator[str]:
        if self.established is not None and self.established.customers > self.accounts:
            yield (
                f"established.customers: a partner of size 1 has {self.accounts:g} accounts, its customers among them: "
                "state no more customers, or more accounts"
            )

    @check
    def _product_lines(self) -> Iterator[str]:
        there = ", ".join(sorted(self.segments))
        for name in sorted(set(self.terms.lines) - set(self.segments)):
            yield (
                f"terms.lines.{name}: there is no segment '{name}' (there are {there or 'none'}; a product line is a "
                f"part of the deals, such as segments.{name} = 0.2)"
            )

    @check
    def _all_deals(self) -> Iterator[str]:
        total = sum(self.segments.values())
        if self.segments and abs(total - 1) > ROUNDING:
            yield f"segments: the shares must sum to 1 (they sum to {total:g})"

    @check
    def _funnel_order(self) -> Iterator[str]:
        stages = list(self.funnel_order)
        if not stages or set(stages) != set(self.funnel) or len(set(stages)) != len(stages):
            yield (f"funnel_order must name every stage of funnel once (order {stages}, stages {sorted(self.funnel)})")
