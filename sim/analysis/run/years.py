"""Money by year: flows summed over spans of whole years that make up the horizon, so that the means add up."""

from dataclasses import dataclass
from typing import Any

from sim.analysis.figures.figure import Figure, figure_of
from sim.analysis.figures.kinds import unstated_pay
from sim.analysis.figures.percentile import Percentile, percentiles
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.units import CENTS, MONTHS_PER_YEAR

MOST_SPANS = 4
FLOWS = (
    "total_revenue",
    "recruited_list_revenue",
    "recruited_revenue",
    "established_revenue",
    "commissions",
    "revenue_shares",
    "resale_margin",
    "services_fees",
    "clawed_back",
    "fees_lost",
    "rebate_funds",
    "rebates_lost",
    "distributor_margin",
    "bonuses",
    "rebates",
    "partner_fees",
    "shortfall",
    "support_borne",
    "partner_cost_of_goods",
    "program_cost",
    "program_contribution",
    "incremental_contribution",
    "incremental_cash",
)
"""Established revenue only where partners are there on day 0; forms of pay only where the scenario states them."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum over some months: its mean, the percentiles over futures, and the interval of each; money in units."""

    mean: Figure
    percentiles: dict[str, Percentile]

    def to_dict(self) -> dict[str, Any]:
        """The amount as the totals of a summary are."""
        ends = {name: {"ci_low": each.ci_low, "ci_high": each.ci_high} for name, each in self.percentiles.items()}
        ends["mean"] = {"ci_low": self.mean.ci_low, "ci_high": self.mean.ci_high}
        return {
            **{name: each.value for name, each in self.percentiles.items()},
            "mean": self.mean.mean,
            "intervals": ends,
        }


@dataclass(frozen=True, slots=True)
class Years:
    """The flows of the months from the first to the last."""

    first_month: int
    last_month: int
    money: dict[str, Amount]

    def to_dict(self) -> dict[str, Any]:
        """The span as plain values."""
        money = {name: amount.to_dict() for name, amount in self.money.items()}
        return {"first_month": self.first_month, "last_month": self.last_month, "money": money}


def year_spans(months: int) -> list[tuple[int, int]]:
    """First and last month of at most ``MOST_SPANS`` spans that make up the horizon; each begins with a year.

    Years one by one where they are few enough, else the first two years and the others in two parts.
    """
    years = -(-months // MONTHS_PER_YEAR)
    starts = list(range(years)) if years <= MOST_SPANS else [0, 1, 2, 2 + (years - 2) // 2]
    firsts = [MONTHS_PER_YEAR * start + 1 for start in starts]
    return list(zip(firsts, [*(first - 1 for first in firsts[1:]), months], strict=True))


def money_by_year(ensemble: Ensemble) -> list[Years]:
    """The spans of the horizon, and last the whole of it. At least one replication must have completed."""
    spans = [*year_spans(ensemble.months), (1, ensemble.months)]
    unstated = unstated_pay(ensemble.scenario)
    names = (name for name in FLOWS if name in ensemble.metric_set and name not in unstated)
    amounts = {name: ensemble.kept(name) / CENTS for name in names}
    return [
        Years(
            first, last,
            {name: _amount(ensemble, values[:, first - 1 : last].sum(axis=1)) for name, values in amounts.items()},
        )
        for first, last in spans
    ]  # fmt: skip


def _amount(ensemble: Ensemble, values: FloatArray) -> Amount:
    known = percentiles(values[ensemble.completed], ensemble.worlds)
    return Amount(figure_of(values, ensemble.completed, ensemble.runs), known)
