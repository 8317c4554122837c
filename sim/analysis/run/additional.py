"""Additional or taken: what recruited partners bring, and how much of it direct sales lose (R-53, R-144).

Gross and net of the same futures add up line by line, in each future and in the means; quantiles do not.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.figure import Figure, figure_of
from sim.analysis.figures.intervals import by_world, ratio_interval
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.units import CENTS, MONTHS_PER_YEAR

REVENUE_LINES = ("recruited_revenue", "orphan_revenue", "taken_revenue", "overload_revenue", "additional_revenue")
"""The first less those between is the last, in every future and month; orphans are only where partners are
established."""
CONTRIBUTION_LINES = (
    "gross_incremental_contribution",
    "orphan_contribution",
    "taken_contribution",
    "avoided_acquisition_cost",
    "overload_contribution",
    "incremental_contribution",
)
"""The first less those between, but plus the acquisition cost, is the last, in every future and month; likewise."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part of the recruited revenue of all futures together, as a fraction, with its 95% interval."""

    share: float
    ci_low: float | None
    ci_high: float | None
    """None with fewer than two worlds."""


@dataclass(frozen=True, slots=True)
class Span:
    """The lines summed over some months, in currency units, and what becomes of each unit of recruited revenue."""

    first_month: int
    last_month: int
    money: dict[str, Figure]
    of_recruited: dict[str, Part] | None
    """``taken``, ``overload``, ``additional``, and ``orphan`` where partners are established; they sum to 1.

    None where partners bring no revenue.
    """

    def to_dict(self) -> dict[str, Any]:
        """The span as plain values."""
        return asdict(self)


def additional_or_taken(ensemble: Ensemble) -> dict[str, Span]:
    """The twelve months to the gate (``gate_year``) and all months (``horizon``). At least one must have completed."""
    gate = ensemble.scenario.gate.month
    return {
        "gate_year": _span(ensemble, max(1, gate - MONTHS_PER_YEAR + 1), gate),
        "horizon": _span(ensemble, 1, ensemble.months),
    }


def _span(ensemble: Ensemble, first: int, last: int) -> Span:
    sums = {
        name: ensemble.monthly[name][:, first - 1 : last].sum(axis=1) / CENTS
        for name in (*REVENUE_LINES, *CONTRIBUTION_LINES)
        if name in ensemble.metric_set
    }
    return Span(
        first_month=first,
        last_month=last,
        money={name: figure_of(amounts, ensemble.completed, ensemble.runs) for name, amounts in sums.items()},
        of_recruited=_parts(ensemble, sums),
    )


def _parts(ensemble: Ensemble, sums: dict[str, FloatArray]) -> dict[str, Part] | None:
    worlds = {name: by_world(sums[name], ensemble.completed, ensemble.runs) for name in REVENUE_LINES if name in sums}
    recruited = worlds["recruited_revenue"]
    if not recruited.any():
        return None
    return {
        name.removesuffix("_revenue"): Part(
            float(np.sum(worlds[name]) / np.sum(recruited)), *ratio_interval(worlds[name], recruited)
        )
        for name in worlds
        if name != "recruited_revenue"
    }
