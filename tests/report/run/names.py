"""What stands on the page of a run: each label, its name in ``--json``, and how it follows from the raw months.

The README's table of names is this table; ``truth.py`` works the formulas out, by other code than the product's.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    label: str
    json: str
    formula: str


NAMES = (
    Name("Odds", "pass_probability_by_month", "share of futures whose share of revenue reaches the gate's threshold"),
    Name("Sourced share", "metrics.sourced_share", "`partner_revenue` / `total_revenue` over the gate's window"),
    Name("Credited share", "metrics.credited_share", "`credited_revenue` / `total_revenue` over the gate's window"),
    Name("Additional share", "metrics.additional_share", "(`total_revenue` - `twin_revenue`) / `total_revenue`"),
    Name("- before program", "metrics.roster_share", "`roster_revenue` / `total_revenue` over the gate's window"),
    Name(
        "- there on day 0", "metrics.established_share",
        "`established_revenue` / `total_revenue` over the gate's window; with established partners only",
    ),
    Name(
        "Active partners", "metrics.active_partners",
        "`active_partners` at the month close: in force, with a qualified opportunity or a won deal in the last 90 "
        "days",
    ),
    Name("Signed partners", "metrics.signed_partners", "`signed_partners` at the month close"),
    Name("Partner revenue", "metrics.partner_revenue", "`roster_revenue` + `recruited_revenue` of the month"),
    Name("All revenue", "metrics.total_revenue, years", "`total_revenue` of the month or span"),
    Name("Recruited revenue", "years", "`recruited_revenue`"),
    Name("Program revenue", "years", "the same, where partners are there on day 0: theirs is part of it"),
    Name("Customers there on day 0 bring", "years", "`established_revenue`, part of program revenue"),
    Name(
        "day 0", "day_0",
        "a twelfth of the ARR of channels and of the program's customers, booked; partners in force and active then",
    ),
    Name("At list price", "years", "`recruited_list_revenue`; where somebody keeps a margin"),
    Name("Referral fees", "years", "`commissions`; with referral fees or sums only"),
    Name("Commissions", "years", "`commissions`; so called where terms share revenue"),
    Name("of which shares", "years", "`revenue_shares`, part of `commissions`; there only"),
    Name("Resale margin", "years", "`resale_margin`; with resellers only"),
    Name("Fees on services", "years", "`services_fees`; where `terms.services_rate` is stated"),
    Name("Bonuses", "years", "`bonuses`; with `bonuses` only"),
    Name("Rebates", "years", "`rebates`, those in money; with rebates only"),
    Name("Rebates as funds", "years", "`rebate_funds`; with rebates only"),
    Name("Rebates not got back", "years", "`rebates_lost`; with rebates only"),
    Name("Taken back", "years", "`clawed_back`; with `clawback` only"),
    Name("Not got back", "years", "`fees_lost`, of what is taken back"),
    Name(
        "Partners earn", "years",
        "`commissions` + `resale_margin` + `services_fees` + `bonuses` + `rebates` + `rebate_funds` - `clawed_back` + "
        "`fees_lost` + `rebates_lost`; fees are `commissions` - `revenue_shares`",
    ),
    Name("Distributor's margin", "years", "`distributor_margin`; where `archetypes.*.distributor_rate` is stated"),
    Name("Fees of partners", "years", "`partner_fees`; where `archetypes.*.fee_per_year` is stated"),
    Name("Owed up to minimum", "years", "`shortfall`; where `terms.minimum_per_month` is stated"),
    Name(
        "Support borne", "years", "`support_borne`, off cost of goods; where `archetypes.*.support_share` is stated",
    ),
    Name("Cost of goods", "years", "`partner_cost_of_goods`, without what partners bear"),
    Name("Program cost", "years", "`program_cost`"),
    Name("Program contribution", "years", "`program_contribution`"),
    Name(
        "At list - margins = booked", "years",
        "the rows that add up to program contribution, over the horizon; other pay is all that is not named beside it, "
        "less `clawed_back`; from partners: `partner_fees` + `shortfall`",
    ),
    Name("Incremental contribution", "years", "`contribution` - `twin_contribution`"),
    Name("Incremental cash", "years", "`incremental_cash`"),
    Name(
        "Of each $1.00 of recruited revenue", "additional_or_taken.horizon.of_recruited",
        "`additional_revenue`, `orphan_revenue` (with established partners), `taken_revenue`, `overload_revenue` / "
        "`recruited_revenue`, all futures together",
    ),
    Name("Net present value", "totals.npv", "`incremental_cash`, each month discounted"),
    Name("Run-off", "totals.npv_of_runoff", "value of what follows the horizon (`sim/MODEL.md`)"),
    Name("Net present value with run-off", "totals.npv_with_runoff", "both together"),
    Name("Cash trough", "totals.cash_trough", "lowest sum of `incremental_cash` since the start, at most 0"),
    Name("Payback", "totals.payback_month", "first month from which that sum stays at 0 or above"),
    Name(
        "Monte Carlo error", "monte_carlo", "95% interval of the odds: Wilson's, on the trials that the runs are worth"
    ),
    Name(
        "Ignorance", "ignorance", "spread of the odds of one run over the runs, less that of chance (beta distribution)"
    ),
    Name(
        "Of the share's variance", "share_variance",
        "part of the variance of the gate's share at its month that lies between runs, where inputs differ; the rest "
        "is chance; of a running program",
    ),
    Name(
        "Own growth year 1",
        "own_growth",
        "growth of direct and inbound ARR without the program over months 1 to 12; the part of the variance of its "
        "logarithm that lies between runs, where inputs differ",
    ),
    Name(
        "Share moves with", "effects",
        "Spearman's correlation over the runs of an input with the mean share at the gate; the largest of its kind",
    ),
    Name("Contacts planned", "limits.planned", "`planned_contacts` over the horizon"),
    Name("not made: no hours", "limits.without_hours", "`planned_contacts` - `staffed_contacts`"),
    Name("not made: no names", "limits.without_names", "`staffed_contacts` - `contacts`"),
    Name("Cap reached", "limits.capped_share", "`capped_partners` / `selling_partners`, all futures together"),
)  # fmt: skip
