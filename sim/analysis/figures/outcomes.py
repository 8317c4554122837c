"""The outcomes by which scenarios are compared: one number per replication, and which direction is better.

An outcome has the name of its metric (a flow summed over the horizon, a stock or ratio at the gate month) or total;
``odds`` and ``pays_back`` are events, and a share is named with its month.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.analysis.figures.pay import signed_metrics
from sim.analysis.figures.year_ends import year_ends
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.metrics.declared import every_metric
from sim.metrics.metric import NEVER, Metric, Ratio
from sim.scenario.schema import Scenario
from sim.units import CENTS

Unit = Literal["probability", "share", "partners", "count", "money", "month"]

MOST_SHARES = 5
"""Months whose sourced share is an outcome: ends of years, and the last month of the horizon."""
_SHARE = "sourced_share_"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number a replication; an outcome of unit ``probability`` is 0 or 1 in each."""

    name: str
    label: str
    unit: Unit
    higher_is_better: bool = True
    is_part: bool = False
    """A line of a sum: shown beside the line it leads to, and no reason to choose by itself."""

    def described(self) -> dict[str, Any]:
        """The outcome in JSON objects: label, unit, which direction is better."""
        better = "higher" if self.higher_is_better else "lower"
        return {"label": self.label, "unit": self.unit, "better": better, "is_part": self.is_part}


ODDS = Outcome("odds", "Odds at the gate", "probability")
TOTAL_REVENUE = Outcome("total_revenue", "All revenue", "money")
"""Of the whole company over the horizon: shown beside every share of it."""
ADDITIONAL_REVENUE = Outcome("additional_revenue", "Additional revenue", "money")
PARTNER_PAY = Outcome("partner_pay", "Partner pay", "money", higher_is_better=False, is_part=True)
"""What partners earn in every form of pay, less what is taken back: no metric, but the sum of those that there are."""
PROGRAM_COST = Outcome("program_cost", "Program cost", "money", higher_is_better=False, is_part=True)
"""Staff, onboarding, support, tiers, credit of direct reps …: what a lever costs beside what it pays partners."""
PROGRAM_CONTRIBUTION = Outcome("program_contribution", "Program contribution", "money")
INCREMENTAL_CONTRIBUTION = Outcome("incremental_contribution", "Incremental contribution", "money")
CASH_TROUGH = Outcome("cash_trough", "Cash trough", "money")
NPV = Outcome("npv", "Net present value", "money")
NPV_OF_RUNOFF = Outcome("npv_of_runoff", "Value of the run-off", "money", is_part=True)
NPV_WITH_RUNOFF = Outcome("npv_with_runoff", "Net present value with run-off", "money")


def outcomes(months: int, *, has_orphans: bool = False) -> tuple[Outcome, ...]:
    """The outcomes of a comparison over ``months`` months; ``has_orphans`` where a scenario has partners on day 0."""
    shares = (
        Outcome(f"{_SHARE}{month}", f"Sourced share, month {month}", "share")
        for month in year_ends(months, MOST_SHARES)
    )
    orphans = Outcome("orphan_revenue", "There without the program", "money", higher_is_better=False, is_part=True)
    return (
        ODDS,
        *shares,
        TOTAL_REVENUE,
        Outcome("active_partners", "Active partners at gate", "partners"),
        Outcome("recruited_revenue", f"{'Program' if has_orphans else 'Recruited'} revenue", "money", is_part=True),
        *((orphans,) if has_orphans else ()),
        Outcome("taken_revenue", "Taken from direct", "money", higher_is_better=False, is_part=True),
        Outcome("overload_revenue", "Lost to overload", "money", higher_is_better=False, is_part=True),
        ADDITIONAL_REVENUE,
        Outcome("avoided_acquisition_cost", "Acquisition cost saved", "money", is_part=True),
        PARTNER_PAY,
        PROGRAM_COST,
        PROGRAM_CONTRIBUTION,
        INCREMENTAL_CONTRIBUTION,
        CASH_TROUGH,
        Outcome("pays_back", "Pays back", "probability"),
        Outcome("payback_month", "Payback month", "month", higher_is_better=False),
        NPV,
        NPV_OF_RUNOFF,
        NPV_WITH_RUNOFF,
    )


def share_month(name: str) -> int | None:
    """The month of an outcome that is a share of one month; None for any other."""
    return int(name.removeprefix(_SHARE)) if name.startswith(_SHARE) else None


def covered_months(name: str, scenario: Scenario) -> tuple[int, int]:
    """First and last month that an outcome is about: its own, the gate's, all of the horizon, or the run-off's."""
    own, every = share_month(name), every_metric()
    if own is not None:
        return own, own
    if name == ODDS.name or (name in every and not _is_flow(every[name])):
        return scenario.gate.month, scenario.gate.month
    months, runoff = scenario.months, scenario.finance.runoff_months
    if name == NPV_OF_RUNOFF.name and runoff:
        return months + 1, months + runoff
    return 1, months + (runoff if name == NPV_WITH_RUNOFF.name else 0)


def _is_flow(declared: Metric | Ratio) -> bool:
    return isinstance(declared, Metric) and declared.kind == "flow"


def is_share(name: str) -> bool:
    """Whether an outcome rises where the whole that it is a share of falls: odds of the gate, sourced share."""
    return name == ODDS.name or name.startswith(_SHARE)


def outcome_values(ensemble: Ensemble, outcome: Outcome) -> FloatArray:
    """The outcome of every replication, (runs * futures,): NaN where it failed, inf for a month that never comes.

    Money in currency units; flows are summed over the horizon, and are 0 where the scenario does not have the metric.
    """
    values = np.full(ensemble.runs * ensemble.futures, np.nan)
    values[ensemble.completed] = _completed(ensemble, outcome.name)
    return values


def _completed(ensemble: Ensemble, name: str) -> FloatArray:
    gate, completed = ensemble.scenario.gate, ensemble.completed
    if name == "odds":
        return ensemble.passes(gate.measure, gate.threshold)[:, gate.month - 1].astype(np.float64)
    if name.startswith(_SHARE):
        return ensemble.values("sourced_share")[:, int(name.removeprefix(_SHARE)) - 1]
    if name in ("pays_back", "payback_month"):
        month = ensemble.totals["payback_month"][completed]
        return (month < NEVER).astype(np.float64) if name == "pays_back" else np.where(month < NEVER, month, np.inf)
    if name in ensemble.totals:
        return np.asarray(ensemble.totals[name][completed] / CENTS)
    if name == PARTNER_PAY.name:
        return _partner_pay(ensemble)[completed]
    declared = every_metric()[name]
    if isinstance(declared, Ratio):
        return ensemble.values(name)[:, gate.month - 1]
    kept = ensemble.kept(name)[completed]
    return declared.unit.natural(kept.sum(axis=1) if declared.kind == "flow" else kept[:, gate.month - 1])


def _partner_pay(ensemble: Ensemble) -> FloatArray:
    """What partners earn over the horizon, one number a replication; forms that the scenario has not are 0."""
    known = {name: sign for name, sign in signed_metrics().items() if name in ensemble.metric_set}
    cents = sum(sign * ensemble.kept(name).sum(axis=1) for name, sign in known.items())
    return np.asarray(cents / CENTS)
