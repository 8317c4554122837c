"""What a sweep maximises: a metric, total or outcome by its name."""

from sim.analysis.figures.outcomes import Outcome, Unit, outcomes
from sim.analysis.sweep.lever import SweepError
from sim.metrics.cost import COST
from sim.metrics.declared import metric_set_of
from sim.metrics.metric import Metric
from sim.scenario.problems import suggestion
from sim.scenario.schema import Scenario

OPTION = "--maximise"
_LESS_IS_BETTER = frozenset(
    {
        *(metric.name for metric in COST.metrics),
        "acquisition_cost", "cancelled_arr", "churned_arr", "commissions", "conflict_deals", "departures",
        "failed_pilots", "fees_owed", "fees_paid", "lost_deals", "manager_load", "overload_contribution",
        "overload_revenue", "partner_cost_of_goods", "orphan_contribution", "orphan_revenue", "removals",
        "resale_margin", "revenue_shares", "services_fees", "taken_contribution", "taken_revenue", "distributor_margin",
        "waiting_partners", "capped_partners", "bonuses", "rebates", "rebate_funds", "rebates_lost", "rebates_paid",
        "tier_cost", "disputed_fees", "downgraded_arr", "fees_lost", "reseller_receivable",
    }
)  # fmt: skip
"""Metrics of which less is better, all else equal: the greatest of them is no success."""
_WITHOUT_MEAN = {
    "payback_month": "it may never come, so that it has no mean; pays_back is the share of futures in which it comes",
    "phase": "it is a position in an order and no amount",
}
_UPPER = {"arr": "ARR", "npv": "NPV", "mdf": "MDF"}


def objective_of(name: str, scenario: Scenario) -> Outcome:
    """The outcome of that name: a flow is summed over the horizon, a stock or ratio is that of the gate month.

    Raises SweepError that names a near one where there is none, or says why it cannot be maximised.
    """
    if name in _WITHOUT_MEAN:
        raise SweepError(f"{OPTION} {name}: {_WITHOUT_MEAN[name]}")
    known = {outcome.name: outcome for outcome in outcomes(scenario.months)}
    if name in known:
        return known[name]
    declared = metric_set_of(scenario)
    totals = {total.name: total for total in declared.totals}
    if name in totals:
        return Outcome(name, _label(name), "money")
    if name not in declared:
        names = sorted({*known, *declared.named, *totals} - _WITHOUT_MEAN.keys())
        near = suggestion(name, names)
        hint = f"Did you mean '{near}'?" if near else f"There are: {', '.join(names)}"
        raise SweepError(f"{OPTION} {name}: there is no such metric, total or outcome. {hint}")
    return Outcome(name, _label(name), _unit(declared[name].unit.name), name not in _LESS_IS_BETTER)


def of_gate_month(name: str, scenario: Scenario) -> bool:
    """Whether an objective is the value of one month, that of the gate, and no sum over the horizon."""
    declared = metric_set_of(scenario)
    return name in declared and not (isinstance(declared[name], Metric) and declared[name].kind == "flow")


def _unit(name: str) -> Unit:
    if name == "money":
        return "money"
    return "share" if name == "share" else "count"


def _label(name: str) -> str:
    words = [_UPPER.get(word, word) for word in name.split("_")]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])
