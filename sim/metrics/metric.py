"""What a run reports, as declarations: metrics, ratios and totals, and the mechanism that they belong to.

Metrics are whole numbers a month: stocks at the month close, flows over the month. A ratio is a quotient of sums over
a trailing window, never a mean of ratios. A total is one whole number a replication.
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
"""Month of a replication to which it never comes: sorts above every month."""


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """A stock or flow: how it is worked out, and of which others it is the sum.

    Without a ``series`` it *is* the sum of its parts; with one, that it is their sum is a claim, which tests prove and
    writing checks. Files leave sums out.
    """

    name: str
    unit: Unit
    kind: Literal["stock", "flow"]
    definition: str
    series: Series | None = None
    plus: tuple[str, ...] = ()
    """Metrics that are added up."""
    minus: tuple[str, ...] = ()
    """Metrics that are taken away."""
    is_running: bool = False
    """Whether it is the sum of its parts since the start."""
    adds_to: tuple[str, ...] = ()
    """Sums that this metric is a part of, though they do not name it: so a mechanism needs no other's file."""
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
    """Whether the page of a run prints it: such ratios stand in its files."""
    unit: Unit = SHARE
    kind: Literal["ratio"] = "ratio"


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """One whole number a replication."""

    name: str
    unit: Unit
    definition: str
    value: Callable[["Business"], IntArray]
    """(replications,)"""
    is_exact: bool = True
    """False where it is rounded from floating point, which may differ between machines: in no digest."""

    @property
    def may_never_come(self) -> bool:
        """Whether it is a month that may be ``NEVER``."""
        return self.unit is MONTH

    def natural(self, kept: IntArray) -> FloatArray:
        """In its unit: money in currency units; inf for a month that never comes."""
        values = self.unit.natural(kept)
        return np.where(kept >= NEVER, np.inf, values) if self.may_never_come else values


def always(scenario: "Scenario") -> bool:  # noqa: ARG001  # what every mechanism is asked
    """Whether a scenario states a mechanism that no scenario is without."""
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Mechanism:
    """What one mechanism of the model reports."""

    name: str
    metrics: tuple[Metric, ...]
    ratios: tuple[Ratio, ...] = ()
    totals: tuple[Total, ...] = ()
    is_stated: Callable[["Scenario"], bool] = always
    """Whether a scenario states it: a mechanism that is not stated has no metrics."""
