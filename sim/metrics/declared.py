"""The metrics a run reports: name, unit, kind and definition.

Stocks and flows are integers a month (money in cents); a ratio is a quotient of sums over a trailing window, never
a mean of ratios.
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "partners", "deals", "opportunities", "candidates", "phase", "share", "bps"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A stock (value at the month close) or flow (sum over the month), an integer; money in cents."""

    name: str
    unit: Unit
    kind: Literal["stock", "flow"]
    definition: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """``sum(numerator) / sum(denominator)`` over the trailing window; 0 where the denominator is 0."""

    name: str
    numerator: str
    denominator: str
    window_months: int | None
    """Trailing months; None is the gate's window."""
    definition: str
    unit: Unit = "share"
    kind: Literal["ratio"] = "ratio"


METRICS: tuple[Metric, ...] = (
    Metric("direct_revenue", "money", "flow", "revenue of the direct channel"),
    Metric("inbound_revenue", "money", "flow", "revenue of the inbound channel"),
    Metric("roster_revenue", "money", "flow", "revenue of the partners that sold before the program"),
    Metric("recruited_revenue", "money", "flow", "revenue of customers of partners recruited by the program"),
    Metric("partner_revenue", "money", "flow", "partner-sourced revenue: roster plus recruited"),
    Metric("total_revenue", "money", "flow", "all revenue"),
    Metric("recruited_list_revenue", "money", "flow", "recruited revenue at list price"),
    Metric("influenced_revenue", "money", "flow", "direct revenue that an active partner touched; part of direct"),
    Metric("credited_revenue", "money", "flow", "partner-sourced revenue plus the credited share of influenced"),
    Metric("additional_revenue", "money", "flow", "all revenue less that of the no-program twin"),
    Metric("commissions", "money", "flow", "referral fees accrued"),
    Metric("fees_paid", "money", "flow", "referral fees paid"),
    Metric("fees_owed", "money", "stock", "referral fees accrued and not yet paid"),
    Metric("resale_margin", "money", "flow", "margin kept by recruited resale partners"),
    Metric("partner_cost_of_goods", "money", "flow", "cost of goods on recruited list revenue"),
    Metric("manager_cost", "money", "flow", "partner managers"),
    Metric("staff_cost", "money", "flow", "other program staff"),
    Metric("owner_cost", "money", "flow", "program owner"),
    Metric("infrastructure_cost", "money", "flow", "portal, deal registration, training"),
    Metric("support_cost", "money", "flow", "support of partners under agreement"),
    Metric("fixed_cost", "money", "flow", "events and other fixed cost"),
    Metric("onboarding_cost", "money", "flow", "training and enablement of new partners"),
    Metric("team_time_cost", "money", "flow", "direct team's time on partner opportunities"),
    Metric("headroom_cost", "money", "flow", "cost of low margin headroom"),
    Metric("program_cost", "money", "flow", "all program costs"),
    Metric(
        "program_contribution",
        "money",
        "flow",
        "recruited revenue less cost of goods, referral fees, gross-booked margin and program cost",
    ),
    Metric("acquisition_cost", "money", "flow", "cost of acquiring direct and inbound new ARR"),
    Metric("contribution", "money", "flow", "contribution of the whole company"),
    Metric("twin_revenue", "money", "flow", "all revenue of the no-program twin"),
    Metric("twin_contribution", "money", "flow", "contribution of the no-program twin"),
    Metric("incremental_contribution", "money", "flow", "contribution less that of the twin"),
    Metric("incremental_cash", "money", "flow", "cash of the run less cash of the twin"),
    Metric("cumulative_cash", "money", "stock", "sum of incremental cash since the start"),
    Metric("direct_new_arr", "money", "flow", "direct and inbound new ARR net of displaced and lost"),
    Metric("displaced_arr", "money", "flow", "direct new ARR lost to cannibalised deals"),
    Metric("overload_arr", "money", "flow", "direct new ARR lost to the direct team's partner work"),
    Metric(
        "partner_new_arr",
        "money",
        "flow",
        "booked ACV (net of resale margin, as revenue is) of deals won by recruited partners, and roster new ARR",
    ),
    Metric("gross_new_arr", "money", "flow", "direct, inbound and partner new ARR"),
    Metric("direct_arr", "money", "stock", "direct ARR in force"),
    Metric("inbound_arr", "money", "stock", "inbound ARR in force"),
    Metric("roster_arr", "money", "stock", "ARR in force of the roster"),
    Metric("partner_arr", "money", "stock", "list ARR in force of recruited partners' customers"),
    Metric("cancelled_arr", "money", "flow", "recruited ARR lost to early cancellation"),
    Metric("churned_arr", "money", "flow", "recruited ARR lost at renewals"),
    Metric("expanded_arr", "money", "flow", "recruited ARR gained at renewals"),
    Metric("contacts", "candidates", "flow", "candidates approached"),
    Metric("agreements", "partners", "flow", "agreements signed"),
    Metric("signed_partners", "partners", "stock", "agreements in force"),
    Metric("signed_ever", "partners", "stock", "agreements signed since the start"),
    Metric("waiting_partners", "partners", "stock", "partners waiting for onboarding"),
    Metric(
        "active_partners",
        "partners",
        "stock",
        "agreement in force and a qualified opportunity or a won deal in the last 90 days",
    ),
    Metric("activated_partners", "partners", "stock", "agreement in force and a won deal ever"),
    Metric("departures", "partners", "flow", "partners that left on their own initiative"),
    Metric("removals", "partners", "flow", "partners removed by review"),
    Metric("failed_pilots", "partners", "flow", "partner pilots that failed"),
    Metric("passed_pilots", "partners", "flow", "partner pilots that passed"),
    Metric("raw_opportunities", "opportunities", "flow", "opportunities before the discovery gate"),
    Metric("qualified_opportunities", "opportunities", "flow", "opportunities that passed the discovery gate"),
    Metric("won_deals", "deals", "flow", "deals won by recruited partners"),
    Metric("lost_deals", "deals", "flow", "deals lost, including those lost to conflict and with departed partners"),
    Metric("conflict_deals", "deals", "flow", "deals lost to channel conflict"),
    Metric("manager_load", "bps", "stock", "partners in care in basis points of the managers' capacity"),
    Metric("phase", "phase", "stock", "position of the phase in phase_order; its length means sunset"),
    Metric("taken_revenue", "money", "flow", "direct revenue lost to deals that direct sales would have won anyway"),
    Metric("overload_revenue", "money", "flow", "direct revenue lost to the direct team's partner work"),
    Metric(
        "gross_incremental_contribution",
        "money",
        "flow",
        "incremental contribution without any loss of direct sales; equals program contribution up to rounding",
    ),
    Metric("taken_contribution", "money", "flow", "taken revenue less its cost of goods"),
    Metric("overload_contribution", "money", "flow", "overload revenue less its cost of goods"),
    Metric(
        "avoided_acquisition_cost",
        "money",
        "flow",
        "acquisition cost of the direct deals that partners won instead; overload avoids none",
    ),
)

RATIOS: tuple[Ratio, ...] = (
    Ratio("sourced_share", "partner_revenue", "total_revenue", None, "partner-sourced share of revenue"),
    Ratio(
        "influenced_share",
        "influenced_revenue",
        "total_revenue",
        None,
        "partner-influenced share of revenue; disjoint from sourced",
    ),
    Ratio("credited_share", "credited_revenue", "total_revenue", None, "sourced plus credited influenced share"),
    Ratio(
        "additional_share",
        "additional_revenue",
        "total_revenue",
        None,
        "share of revenue in excess of the twin without a program",
    ),
    Ratio("roster_share", "roster_revenue", "total_revenue", None, "revenue share of partners from before the program"),
    Ratio("new_arr_share", "partner_new_arr", "gross_new_arr", 12, "partner share of gross new ARR, 12 months"),
)

METRIC_INDEX: dict[str, int] = {metric.name: position for position, metric in enumerate(METRICS)}
"""Row of each metric in the array of ``sim.metrics.monthly``."""

NEVER = 1_000_000
"""Payback month of a replication that never pays back: sorts above every month."""

TOTALS: tuple[str, ...] = ("npv", "npv_with_runoff", "payback_month", "cash_trough")
"""One number a replication: cents, and a month (or NEVER) for ``payback_month``."""
