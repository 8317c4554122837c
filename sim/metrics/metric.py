"""Declarations of what a run reports: metrics, ratios and totals, by mechanism.

Metrics are whole numbers per month: stocks at the month close, flows over the month. A ratio is a quotient of sums over
a trailing window, never a mean of ratios. A total is one whole number per replication.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.ledger import IntArray
from sim.metrics.unit import MONTH, SHARE, FloatArray, Unit

if TYPE_CHECKING:
    from sim.metrics.business import Business
    from sim.scenario.schema import Scenario

Series = Callable[["Business"], IntArray]
"""Whole numbers by replication and month, (replications, months)."""

NEVER = 1_000_000
"""Month of an event that a replication does not reach: higher than every month."""


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """A stock or flow: how it is computed, and of which others it is the sum.

    Without a ``series`` it is computed as the sum of its parts; with one, tests and writing check that it equals their
    sum. Files leave sums out.
    """

    name: str
    unit: Unit
    kind: Literal["stock", "flow"]
    definition: str
    series: Series | None = None
    plus: tuple[str, ...] = ()
    """Metrics that are added up."""
    minus: tuple[str, ...] = ()
    """Metrics that are subtracted."""
    is_running: bool = False
    """Whether it is the sum of its parts since the start."""
    adds_to: tuple[str, ...] = ()
    """Sums that include this metric without naming it, so that a mechanism does not change another's file."""
    taken_from: tuple[str, ...] = ()
    """Sums that it is taken from, likewise."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """``sum(numerator) / sum(denominator)`` over the trailing window; 0 where the denominator is 0."""

    name: str
    numerator: str
    denominator: str
    window_months: int | None
    """Trailing months; None is the gate's window."""
    definition: str
    is_printed: bool = False
    """Whether the page of a run prints it: such ratios are in its files."""
    narrowed_to: str = ""
    """A metric that stands in for the numerator where the scenario has it."""
    counts_where: str = ""
    """A metric: months in which it is not positive are left out of both sums."""
    unit: Unit = SHARE
    kind: Literal["ratio"] = "ratio"


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """One whole number per replication."""

    name: str
    unit: Unit
    definition: str
    value: Callable[["Business"], IntArray]
    """(replications,)"""
    is_exact: bool = True
    """False if it is rounded from floating point, which may differ between machines: it is in no digest."""

    @property
    def may_never_come(self) -> bool:
        """Whether it is a month that may be ``NEVER``."""
        return self.unit is MONTH

    def natural(self, kept: IntArray) -> FloatArray:
        """In its unit: money in currency units; inf for a month that is never reached."""
        values = self.unit.natural(kept)
        return np.where(kept >= NEVER, np.inf, values) if self.may_never_come else values


def always(scenario: "Scenario") -> bool:  # noqa: ARG001  # the signature of ``is_stated``
    """True for mechanisms that every scenario has."""
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Mechanism:
    """Metrics, ratios and totals of one mechanism of the model."""

    name: str
    metrics: tuple[Metric, ...]
    ratios: tuple[Ratio, ...] = ()
    totals: tuple[Total, ...] = ()
    is_stated: Callable[["Scenario"], bool] = always
    """Whether a scenario states it; if not, it has no metrics."""
