"""A future beside the others: when its phases began, and where its partners, deals and revenue stand at the gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.analysis.figures.odds import SUNSET
from sim.analysis.figures.quantiles import quantile_with_never
from sim.experiment.ensemble import Ensemble, FloatArray, quotient, ratio_sums
from sim.ledger import COLUMNS, IntArray, Kind
from sim.metrics.declared import metric_set_of
from sim.metrics.metric import NEVER, Ratio
from sim.metrics.tallies import row_months
from sim.scenario.schema import Scenario

KIND, DETAIL = COLUMNS.index("kind"), COLUMNS.index("detail")


class Quantity(NamedTuple):
    """A metric at the gate month, or its sum up to it."""

    metric: str
    is_summed: bool = False


QUANTITIES = (
    Quantity("signed_ever"),
    Quantity("active_partners"),
    Quantity("won_deals", True),
    Quantity("partner_arr"),
    Quantity("own_growth"),
)
"""What is compared beside the gate's measure, as far as the scenario has it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A quantity of one future at the gate; of many futures the median and the share of them below it."""

    metric: str
    unit: str
    value: float
    median: float | None
    share_below: float | None


@dataclass(frozen=True, slots=True)
class PhaseStart:
    """The month in which a phase began, and the median of many futures; None for never."""

    phase: str
    month: int | None
    median: float | None
    has_median: bool
    """False without other futures, and for the first phase: the months before it look the same."""
    is_before_start: bool = False
    """Whether it began before day 0: in a running program, the phase in force and those before it."""


def standings(scenario: Scenario, monthly: Mapping[str, IntArray], ensemble: Ensemble | None) -> tuple[Standing, ...]:
    """The gate's measure and the ``QUANTITIES`` at the gate; ``monthly`` is metric to (months,) of one future."""
    return tuple(
        _standing(scenario, each, monthly, ensemble)
        for each in (Quantity(scenario.gate.measure), *QUANTITIES)
        if each.metric in monthly or each.metric == scenario.gate.measure
    )


def _standing(
    scenario: Scenario, quantity: Quantity, monthly: Mapping[str, IntArray], ensemble: Ensemble | None
) -> Standing:
    declared, gate = metric_set_of(scenario)[quantity.metric], scenario.gate.month
    if isinstance(declared, Ratio):
        own = quotient(*ratio_sums(declared, scenario, lambda name: monthly[name][None]))
    else:
        own = declared.unit.natural(monthly[quantity.metric][None])
    value = float(_at(own, quantity, gate)[0])
    if ensemble is None:
        return Standing(quantity.metric, declared.unit.name, value, None, None)
    others = _at(ensemble.values(quantity.metric), quantity, gate)
    return Standing(
        quantity.metric, declared.unit.name, value, float(np.median(others)), float((others < value).mean())
    )


def _at(values: FloatArray, quantity: Quantity, month: int) -> FloatArray:
    """(futures,): the value at a month close, or the sum of the months up to it."""
    return values[:, :month].sum(axis=1) if quantity.is_summed else values[:, month - 1]


def phase_starts(scenario: Scenario, rows: IntArray, ensemble: Ensemble | None) -> tuple[PhaseStart, ...]:
    """The phases in their order, then the sunset if there is one; ``rows`` are those of one future."""
    names = (*scenario.phase_order, SUNSET)
    entered = rows[rows[:, KIND] == Kind.PHASE_ENTERED]
    months = dict(zip(entered[:, DETAIL].tolist(), row_months(entered).tolist(), strict=True))
    if (sunset := rows[rows[:, KIND] == Kind.SUNSET]).size:
        months[len(scenario.phase_order)] = int(row_months(sunset)[0])
    medians: dict[int, float | None] = {}
    if ensemble is not None:
        phase = ensemble.monthly["phase"][ensemble.completed]
        medians = {place: quantile_with_never(_starts(phase, place), 0.5, NEVER) for place in range(1, len(names))}
    over = 0 if scenario.start is None else 1 + scenario.phase_order.index(scenario.start.phase)
    found = [
        PhaseStart(name, None, None, has_median=False, is_before_start=True)
        if place < over
        else PhaseStart(name, months.get(place), medians.get(place), place in medians)
        for place, name in enumerate(names)
    ]
    return tuple(each for each in found if each.phase != SUNSET or each.month or each.median)


def _starts(phase: IntArray, place: int) -> IntArray:
    """(futures,): the first month that closes in this phase (it is the last for a sunset), or NEVER."""
    inside = phase == place
    return np.where(inside.any(axis=1), inside.argmax(axis=1) + 1, NEVER).astype(np.int64)
