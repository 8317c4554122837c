"""The scenario: every lever and uncertainty of a partner program, with bounds, unit, meaning and rule.

Models are frozen and refuse unknown keys. Vendor, phases and archetypes have no defaults: a scenario states
them. Money is in the scenario's currency here; the engines see integer cents (``sim.scenario.parameters``).
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sim.scenario.distributions import Distribution
from sim.scenario.fields import choice, lever, uncertainty
from sim.units import MONTHS_PER_YEAR

MONEY_LIMIT = 1e9
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Table(BaseModel):
    """A table of a scenario file: frozen, no unknown keys, no numbers in strings."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Channel(Table):
    """Direct or inbound business: a month's new ARR is what its planned growth needs."""

    starting_arr: float = uncertainty("ARR in force when the program starts", rule="R-142", low=0, high=MONEY_LIMIT)
    arr_growth_per_year: float = uncertainty(
        "growth of ARR in force, net of churn and expansion, without a program", rule="E-20", low=-0.9, high=5
    )
    churn_per_year: float = uncertainty("share of ARR lost a year", rule="E-22", low=0, high=0.95)
    expansion_per_year: float = uncertainty("growth of existing customers' ARR a year", rule="E-21", low=0, high=2)


class Roster(Channel):
    """Partners that sell before the program starts; they run in the program and in its twin alike."""

    partners: int = uncertainty("existing partners, who need care too", rule="R-12", low=0, high=1000, unit="partners")
    margin_rate: float = lever("resale margin of the existing partners", rule="R-71", low=0, high=0.9)


class Vendor(Table):
    """The vendor's own business, its direct team and its bookkeeping."""

    direct: Channel
    inbound: Channel
    roster: Roster
    gross_margin_share: float = uncertainty("gross margin on list price", rule="R-13", low=0, high=1)
    acquisition_cost_rate: float = uncertainty(
        "sales and marketing cost of one unit of new direct or inbound ARR", rule="R-144", low=0, high=10
    )
    seasonality: tuple[float, ...] = choice(
        "twelve weights of mean 1 for January to December: new business and partner opportunities", rule="R-108"
    )
    noise_sigma: float = uncertainty("month-to-month noise of each channel's new ARR", rule="E-20", low=0, high=1.5)
    payment_delay_months: int = uncertainty("months from recognition to a customer's cash", rule="R-90", low=0, high=12)
    direct_delay_days: int = uncertainty(
        "days by which direct sales would have won a cannibalised deal later", rule="R-144", low=1, high=720
    )
    team_hours_per_month: float = lever("selling hours of the direct team at the start", rule="R-53", low=1, high=1e6)
    spare_team_share: float = lever("share of these hours free for partner opportunities", rule="R-53", low=0, high=1)
    partner_opportunity_hours: float = uncertainty(
        "direct team's hours for one raw partner opportunity", rule="R-57", low=0, high=1000
    )
    hour_cost: float = uncertainty("cost of an hour of the direct team", rule="R-140", low=0, high=10_000, unit="money")
    resale_booking: Literal["net", "gross"] = choice("resale revenue net of margin, or at list", rule="R-71")

    @model_validator(mode="after")
    def _twelve_weights(self) -> Self:
        if len(self.seasonality) != MONTHS_PER_YEAR:
            raise ValueError(f"seasonality: needs twelve weights, January to December (got {len(self.seasonality)})")
        if any(not 0 <= weight <= 12 for weight in self.seasonality):
            raise ValueError("seasonality: every weight must lie between 0 and 12")
        if abs(sum(self.seasonality) - MONTHS_PER_YEAR) > 0.01:
            raise ValueError(
                f"seasonality: the weights must have mean 1 (their sum is {sum(self.seasonality):g}, not 12)"
            )
        return self


class ReadinessPath(Table):
    """A readiness that changes: linear between the given months, constant before and after them."""

    months: tuple[int, ...] = choice("program months, rising", rule="R-11")
    scores: tuple[float, ...] = choice("score at each of these months", rule="R-11")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.months or len(self.months) != len(self.scores):
            raise ValueError("months and scores must be equally long and not empty")
        if any(later <= earlier for earlier, later in zip(self.months, self.months[1:], strict=False)):
            raise ValueError(f"months must rise (got {list(self.months)})")
        if any(not 0 <= score <= 1 for score in self.scores):
            raise ValueError("scores must lie between 0 and 1")
        if any(not 0 <= month <= 240 for month in self.months):
            raise ValueError("months must lie between 0 and 240")
        return self


Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _readiness(meaning: str) -> Any:
    return Field(description=meaning, json_schema_extra={"role": "uncertainty", "rule": "R-10", "unit": "score 0 to 1"})


class Readiness(Table):
    """The six pre-conditions of a program (R-10), each 0 to 1 or a path over months."""

    product_maturity: Score | ReadinessPath = _readiness("acts on activation, early cancellation and departure")
    sales_clarity: Score | ReadinessPath = _readiness("acts on win probability and sales cycle")
    positioning: Score | ReadinessPath = _readiness("acts on partner effort")
    margin_headroom: Score | ReadinessPath = _readiness("raises a flag and a cost, never clips a rate")
    organisational_capacity: Score | ReadinessPath = _readiness("acts on recruiting, onboarding and partner managers")
    direct_discipline: Score | ReadinessPath = _readiness("acts on deals lost to channel conflict")


class ReadinessEffects(Table):
    """What a low readiness does: the multipliers at ``unready_score``, convex between it and ``ready_score``."""

    ready_score: float = uncertainty("from this score on nothing is lost", rule="R-11", low=0.05, high=1, default=0.9)
    unready_score: float = uncertainty(
        "score at which the multipliers hold", rule="R-11", low=0, high=0.95, default=0.3
    )
    activation_odds_multiplier: float = uncertainty(
        "product maturity on the odds of committed reps", rule="R-11", low=0.01, high=1, default=0.455
    )
    early_cancel_odds_multiplier: float = uncertainty(
        "product maturity on the odds of early cancellation", rule="R-11", low=1, high=100, default=2.0
    )
    departure_multiplier: float = uncertainty(
        "product maturity on the partners' departure hazard", rule="R-11", low=1, high=20, default=1.68
    )
    win_odds_multiplier: float = uncertainty(
        "sales clarity on the odds of winning", rule="R-11", low=0.01, high=1, default=0.503
    )
    cycle_multiplier: float = uncertainty("sales clarity on the sales cycle", rule="R-11", low=1, high=10, default=1.42)
    effort_multiplier: float = uncertainty(
        "positioning on partner effort", rule="R-11", low=0.01, high=1, default=0.639
    )
    margin_cost_share: float = uncertainty(
        "margin headroom: extra cost as a share of partner list revenue", rule="R-13", low=0, high=1, default=0.10
    )
    capacity_multiplier: float = uncertainty(
        "organisational capacity on contacts, onboarding and partner managers",
        rule="R-11",
        low=0.01,
        high=1,
        default=0.503,
    )
    conflict_odds_multiplier: float = uncertainty(
        "direct discipline on the odds of a deal lost to conflict", rule="R-11", low=1, high=100, default=2.83
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.unready_score >= self.ready_score:
            raise ValueError("unready_score must lie below ready_score")
        return self


class Selection(Table):
    """Which candidates are worked, and what a score is worth."""

    minimum_score: int = lever(
        "candidates below are 'not ready' and rest", rule="R-23", low=7, high=36, default=15, unit="points of 7-35"
    )
    reference_score: float = uncertainty(
        "score at which stated probabilities hold", rule="R-23", low=7, high=35, default=21, unit="points of 7-35"
    )
    odds_ratio_per_point: float = uncertainty(
        "odds of a funnel stage and of committed reps, a point above the reference",
        rule="R-23",
        low=1,
        high=2,
        default=1.05,
        unit="odds ratio",
    )
    revisit_months: int = lever(
        "months until a candidate not ready, or one who says 'later', is seen again",
        rule="R-23",
        low=1,
        high=60,
        default=6,
    )
    later_probability: float = uncertainty(
        "of a candidate who does not pass: 'later', not 'no'", rule="R-20", low=0, high=1, default=0.3
    )


class Program(Table):
    """How the program runs: journey of a partner, partner managers, pilot, pay and effort."""

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
        unit="partners a manager",
    )
    partners_per_manager: float = lever(
        "partners in care one manager can hold", rule="R-122", low=1, high=1000, default=20, unit="partners a manager"
    )
    overload_effort_elasticity: float = uncertainty(
        "effort falls with overload to this power", rule="R-122", low=0, high=3, default=0.5
    )
    overload_departure_elasticity: float = uncertainty(
        "departure hazard rises with overload to this power", rule="R-122", low=0, high=3, default=0.5
    )
    manager_cost_per_year: float = lever("cost of one partner manager", rule="R-140", low=0, high=1e6, default=140_000)
    staff_cost_per_year: float = lever("cost of one other program head", rule="R-140", low=0, high=1e6, default=120_000)
    onboarding_cost: float = lever(
        "training and enablement of one partner", rule="R-140", low=0, high=1e6, default=2_000, unit="money"
    )
    pilot_days: int = lever("length of a partner pilot", rule="R-30", low=30, high=360, default=90)
    pilot_extended_days: int = lever("length of an extended pilot", rule="R-30", low=31, high=720, default=180)
    pilot_extension_probability: float = lever(
        "that a pilot without success is extended", rule="R-30", low=0, high=1, default=0.5
    )
    pilot_opportunities: int = lever(
        "qualified opportunities a pilot must bring", rule="R-31", low=0, high=100, default=1, unit="opportunities"
    )
    arrivals: Literal["poisson", "even"] = choice(
        "a month's opportunities: Poisson, or the rounded rate spread evenly (plans and hand checks)",
        rule="R-20",
        default="poisson",
    )
    effort_cap: float = uncertainty(
        "highest effort that pay can buy", rule="R-77", low=1, high=5, default=1.5, unit="factor"
    )

    @model_validator(mode="after")
    def _journey(self) -> Self:
        if len(set(self.journey)) != len(self.journey) or "onboarding" not in self.journey:
            raise ValueError("journey: needs 'onboarding', may hold 'pilot', and names each step once")
        if self.pilot_extended_days <= self.pilot_days:
            raise ValueError("pilot_extended_days must be longer than pilot_days")
        return self


class Review(Table):
    """The quarterly review that removes partners."""

    idle_quarters: int = lever(
        "quarters without a qualified opportunity until removal; 0 = never", rule="R-130", low=0, high=40, default=2
    )
    grace_days: int = lever(
        "days from the agreement in which idleness is forgiven", rule="R-130", low=0, high=1080, default=270
    )
    no_deal_months: int = lever(
        "months from the agreement, or the last won deal, without one until removal; 0 = never",
        rule="R-131",
        low=0,
        high=240,
        default=24,
    )


class Departure(Table):
    """What makes partners leave, and what stays behind."""

    idle_multiplier: float = uncertainty(
        "departure hazard of a partner without an opportunity or win in 90 days",
        rule="E-06",
        low=1,
        high=20,
        default=2.0,
    )
    orphan_churn_odds_multiplier: float = uncertainty(
        "odds of churn of a departed partner's customer", rule="R-125", low=1, high=20, default=1.5
    )
    open_deals: Literal["close", "lost"] = choice(
        "open deals of a departed partner still close, or are lost", rule="R-125", default="close"
    )
    pay_after_departure: bool = choice(
        "margin and later fees are still paid to a departed partner", rule="R-71", default=True
    )


class Influence(Table):
    """Revenue credit for direct deals that an active partner touched."""

    credit_share: float = lever(
        "share of an influenced deal that counts as credited", rule="R-81", low=0, high=1, default=0.25
    )


class Payout(Table):
    """When accrued referral fees are paid."""

    every_months: int = lever("months between payouts", rule="R-90", low=1, high=12, default=3)
    lag_months: int = lever("months from a payout date to the cash", rule="R-90", low=0, high=12, default=1)
    trigger: Literal["signature", "go_live"] = choice("a fee is payable from this day", rule="R-91", default="go_live")


class Finance(Table):
    """How cash is valued."""

    discount_rate: float = lever("discount rate a year", rule="R-140", low=0, high=1, default=0.12, unit="rate a year")
    runoff_months: int = lever(
        "months of run-off after the horizon in npv_with_runoff", rule="R-140", low=0, high=240, default=60
    )


class Gate(Table):
    """The board's rule."""

    month: int = lever("month at whose close the rule is read", rule="R-45", low=1, high=240, default=24)
    threshold: float = lever(
        "share of revenue needed", rule="R-45", low=0, high=1, default=0.10, unit="share (fraction of 1)"
    )
    measure: Literal["sourced_share", "credited_share"] = choice(
        "share that is compared", rule="R-45", default="sourced_share"
    )
    window_months: int = lever("trailing months summed", rule="R-45", low=1, high=60, default=3)
    required_probability: float = lever("odds the board wants", rule="R-45", low=0, high=1, default=0.50)


class Sunset(Table):
    """Ends recruiting, agreements and the cost of the program when the share stays too low; revenue runs off."""

    month: int = lever(
        "first month close at which the rule is read; 0 = never", rule="R-47", low=0, high=240, default=0
    )
    sourced_share: float = lever("the program ends below this share", rule="R-47", low=0, high=1, default=0.05)


class Benchmark(Table):
    """A band that reports hold beside the results (R-48)."""

    month: int = lever("month of the comparison", rule="R-48", low=1, high=240)
    active_partners: tuple[float, float] = choice("lowest and highest number", rule="R-48")
    sourced_share: tuple[float, float] = choice("lowest and highest share", rule="R-48")

    @model_validator(mode="after")
    def _bands(self) -> Self:
        for name, (low, high) in (("active_partners", self.active_partners), ("sourced_share", self.sourced_share)):
            if low > high or low < 0:
                raise ValueError(f"{name}: a band needs 0 <= low <= high (got {low:g} to {high:g})")
        return self


class Phase(Table):
    """A phase of the program: when it may begin, its capacity and its cost."""

    earliest_month: int = lever(
        "the phase begins at the earliest at the start of this month", rule="R-44", low=1, high=240
    )
    entry_partners_won: int = lever(
        "recruited partners with a won deal needed to enter", rule="R-44", low=0, high=10_000, unit="partners"
    )
    entry_active_partners: int = lever(
        "active partners needed to enter", rule="R-44", low=0, high=10_000, unit="partners"
    )
    entry_sourced_share: float = lever("sourced share needed to enter (window of the gate)", rule="R-44", low=0, high=1)
    contacts_per_month: float = lever("candidates approached", rule="R-28", low=0, high=2000)
    managers: float = lever("partner managers", rule="R-123", low=0, high=500, unit="heads")
    staff: float = lever("other program heads", rule="R-123", low=0, high=500, unit="heads")
    owner_cost_per_month: float = lever("cost of the program's owner", rule="R-181", low=0, high=1e6)
    owner_start_month: int = lever("first month in which the owner costs", rule="R-181", low=1, high=240)
    infrastructure_cost_per_month: float = lever("portal, deal registration, training", rule="R-41", low=0, high=1e6)
    support_cost_per_month: float = lever("support of one partner under agreement", rule="R-40", low=0, high=1e5)
    fixed_cost_per_month: float = lever("events and everything else", rule="R-140", low=0, high=1e7)


class FunnelStage(Table):
    """One stage between contact and agreement."""

    pass_probability: float = uncertainty("of a candidate with the reference score", rule="R-20", low=0, high=1)
    median_days: float = uncertainty("length of the stage", rule="R-21", low=1, high=720)
    sigma: float = uncertainty(
        "spread of the length", rule="E-02", low=0, high=2.5, unit="standard deviation of the logarithm"
    )


class Terms(Table):
    """What a partner earns."""

    model: Literal["referral", "resale"] = choice(
        "a fee on contract value, or a recurring margin off list", rule="R-70"
    )
    rate: float = lever(
        "fee on first-year ACV, or resale margin", rule="R-70", low=0, high=0.9, unit="money rate (fraction of 1)"
    )
    later_rates: tuple[float, ...] = choice("fees on the ACV of contract years 2, 3, …", rule="R-70", default=())

    @model_validator(mode="after")
    def _rates(self) -> Self:
        if any(not 0 <= rate <= 0.9 for rate in self.later_rates):
            raise ValueError("later_rates: rates are fractions between 0 and 0.9 (write 0.10 for 10%)")
        if self.model == "resale" and self.later_rates:
            raise ValueError("later_rates: a resale margin recurs by itself; only a referral fee has later rates")
        return self


class Archetype(Table):
    """A kind of partner: its list, funnel, activation, deal flow, economics and departure."""

    candidates: int = uncertainty("names on the first target list", rule="R-20", low=0, high=50_000, unit="candidates")
    candidates_per_month: int = uncertainty("new names a month", rule="R-29", low=0, high=5000)
    score_mean: float = uncertainty("mean selection score", rule="R-23", low=7, high=35, unit="points of 7-35")
    score_sd: float = uncertainty("spread of the score", rule="R-23", low=0, high=14, unit="points of 7-35")
    funnel_order: tuple[Name, ...] = choice("stages from contact to agreement", rule="R-20")
    funnel: dict[Name, FunnelStage]
    onboarding_median_days: float = uncertainty("length of onboarding", rule="R-32", low=1, high=720)
    onboarding_sigma: float = uncertainty("spread of onboarding", rule="R-32", low=0, high=2.5)
    committed_reps_probability: float = uncertainty(
        "that the partner has committed reps; others never sell", rule="R-27", low=0, high=1
    )
    first_opportunity_median_days: float = uncertainty(
        "from start of deal flow to first qualified opportunity", rule="E-03", low=1, high=1440
    )
    first_opportunity_sigma: float = uncertainty("spread of that delay", rule="E-04", low=0, high=2.5)
    size_sigma: float = uncertainty("spread of partner size (mean 1)", rule="E-07", low=0, high=2.5)
    opportunities_per_month: float = uncertainty(
        "qualified opportunities of a ramped partner of size 1", rule="R-20", low=0, high=50
    )
    ramp_months: int = uncertainty("months from the first opportunity to full flow", rule="R-04", low=1, high=36)
    accounts: float = uncertainty(
        "fitting customers of a partner of size 1", rule="R-26", low=1, high=1e5, unit="accounts"
    )
    qualification_probability: float = uncertainty(
        "that a raw opportunity passes the discovery gate", rule="R-57", low=0.01, high=1
    )
    conflict_probability: float = uncertainty("that a deal is lost to channel conflict", rule="R-52", low=0, high=1)
    cannibalised_probability: float = uncertainty(
        "that direct sales would have won the deal anyway", rule="R-144", low=0, high=1
    )
    win_probability: float = uncertainty("of a qualified opportunity without conflict", rule="E-23", low=0, high=1)
    cycle_median_days: float = uncertainty("qualification to close", rule="R-04", low=1, high=1440)
    cycle_sigma: float = uncertainty("spread of the cycle", rule="E-02", low=0, high=2.5)
    acv_median: float = uncertainty("list ACV of a deal", rule="E-24", low=1, high=1e8, unit="money")
    acv_sigma: float = uncertainty("spread of ACV", rule="E-07", low=0, high=2.5)
    go_live_days: int = uncertainty("signature to go-live and first payment", rule="R-91", low=1, high=720)
    early_cancel_probability: float = uncertainty(
        "that a customer cancels within early_cancel_days", rule="R-92", low=0, high=1
    )
    early_cancel_days: int = uncertainty("window of early cancellation", rule="R-92", low=1, high=359)
    churn_per_year: float = uncertainty("that a customer leaves at a renewal", rule="E-22", low=0, high=1)
    expansion_probability: float = uncertainty("that a renewal expands", rule="E-21", low=0, high=1)
    expansion_share: float = uncertainty("growth of ARR at such a renewal", rule="E-21", low=0, high=5)
    departure_new_per_year: float = uncertainty(
        "chance to leave within a year at the hazard of age 0", rule="E-05", low=0, high=0.99
    )
    departure_settled_per_year: float = uncertainty("the same at a high age", rule="E-05", low=0, high=0.99)
    departure_settling_months: float = uncertainty(
        "age at which the difference has fallen to 1/e", rule="E-05", low=0.5, high=120
    )
    pay_elasticity: float = uncertainty("elasticity of effort to pay over market pay", rule="R-77", low=0, high=3)
    influence_probability: float = uncertainty(
        "that an active partner touches a given direct deal", rule="R-03", low=0, high=1
    )
    review_exempt: bool = choice("the quarterly review spares this archetype", rule="R-130")
    terms: Terms
    market_terms: Terms

    @model_validator(mode="after")
    def _funnel_order(self) -> Self:
        if (
            not self.funnel_order
            or set(self.funnel_order) != set(self.funnel)
            or len(set(self.funnel_order)) != len(self.funnel_order)
        ):
            raise ValueError(
                "funnel_order must name every stage of funnel once "
                f"(order {list(self.funnel_order)}, stages {sorted(self.funnel)})"
            )
        if self.departure_settled_per_year > self.departure_new_per_year:
            raise ValueError(
                "departure_settled_per_year must not exceed departure_new_per_year: the hazard falls with age (E-05)"
            )
        return self


class Factor(Table):
    """A shared factor: every path loads on one normal variable."""

    paths: tuple[str, ...]
    loading: float = Field(ge=-1, le=1, allow_inf_nan=False)


class Correlation(Table):
    """Rank correlations of uncertain inputs (Gaussian copula)."""

    pairs: tuple[tuple[str, str, float], ...] = ()
    factors: dict[Name, Factor] = {}


class Source(Table):
    """Where a value comes from."""

    source: str
    grade: Literal["A", "B", "C", "judgement"] | None = None


class Scenario(Table):
    """One complete, resolved set of levers and uncertainties."""

    name: Name
    title: str
    description: str = ""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    start_month: int = lever(
        "calendar month (1-12) of program month 1", rule="R-108", low=1, high=12, default=1, unit="calendar month"
    )
    months: int = lever("horizon", rule="R-45", low=1, high=240, default=48)
    vendor: Vendor
    readiness: Readiness
    readiness_effects: ReadinessEffects = ReadinessEffects()
    selection: Selection = Selection()
    program: Program = Program()
    review: Review = Review()
    departure: Departure = Departure()
    influence: Influence = Influence()
    payout: Payout = Payout()
    finance: Finance = Finance()
    gate: Gate = Gate()
    sunset: Sunset = Sunset()
    phase_order: tuple[Name, ...] = choice("phases in order", rule="R-44")
    phases: dict[Name, Phase]
    mix: dict[Name, Annotated[float, Field(ge=0, le=1)]] = choice("share of contacts for each archetype", rule="R-01")
    archetypes: dict[Name, Archetype]
    benchmarks: dict[Name, Benchmark] = {}
    uncertainty: dict[str, Distribution] = {}
    correlation: Correlation = Correlation()
    sources: dict[str, Source] = {}

    @model_validator(mode="after")
    def _references(self) -> Self:
        problems = [*self._phase_problems(), *self._mix_problems()]
        if self.gate.month > self.months:
            problems.append(f"gate.month: {self.gate.month} lies past the horizon of {self.months} months")
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _phase_problems(self) -> list[str]:
        if (
            not self.phases
            or set(self.phase_order) != set(self.phases)
            or len(set(self.phase_order)) != len(self.phase_order)
        ):
            return [
                "phase_order: must name every phase once "
                f"(order {list(self.phase_order)}, phases {sorted(self.phases)})"
            ]
        starts = [self.phases[name].earliest_month for name in self.phase_order]
        return [
            f"phases.{later}.earliest_month: phases out of order: {later} (month {second}) "
            f"starts before {earlier} (month {first})"
            for earlier, later, first, second in zip(
                self.phase_order, self.phase_order[1:], starts, starts[1:], strict=False
            )
            if second < first
        ]

    def _mix_problems(self) -> list[str]:
        problems = [
            f"mix.{name}: there is no archetype '{name}' (there are {', '.join(sorted(self.archetypes))})"
            for name in sorted(set(self.mix) - set(self.archetypes))
        ]
        total = sum(self.mix.values())
        if abs(total - 1) > 1e-6:
            problems.append(f"mix: the shares must sum to 1 (they sum to {total:g})")
        if not self.archetypes:
            problems.append("archetypes: at least one is needed")
        return problems
