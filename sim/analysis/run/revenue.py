"""All revenue beside the share: a share rises, too, where the company shrinks or has no revenue of its own."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.figure import Figure, figure_of
from sim.analysis.figures.intervals import by_world, ratio_interval
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.units import CENTS, MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Change:
    """All revenue of a span as a change from the span before: -0.1 is a tenth less, all futures together."""

    first_before: int
    last_before: int
    first_month: int
    last_month: int
    change: float
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True)
class Revenue:
    """What the company's revenue says of its share."""

    has_own: bool
    """Whether any future has revenue of direct sales or inbound in the gate's window; if not, there is no share."""
    change: Change | None
    """To the year that ends with the gate (half of the months so far where they are under two years); None at month 1,
    or without revenue before."""
    first_month: int
    last_month: int
    """Of the year that ends with the gate."""
    additional: Figure
    """Revenue of that year less that of the twin without the program, in currency units."""

    def to_dict(self) -> dict[str, Any]:
        """The facts as plain values."""
        return asdict(self)


def revenue_of(ensemble: Ensemble) -> Revenue:
    """The facts of an ensemble of which at least one replication completed."""
    gate = ensemble.scenario.gate
    own = ensemble.values("direct_revenue") + ensemble.values("inbound_revenue")
    year = (max(1, gate.month - MONTHS_PER_YEAR + 1), gate.month)
    return Revenue(
        has_own=bool(own[:, max(0, gate.month - gate.window_months) : gate.month].any()),
        change=_change(ensemble, gate.month),
        first_month=year[0],
        last_month=year[1],
        additional=figure_of(_sum(ensemble, "additional_revenue", year), ensemble.completed, ensemble.runs),
    )


def _change(ensemble: Ensemble, gate: int) -> Change | None:
    length = min(MONTHS_PER_YEAR, gate // 2)
    after, before = (gate - length + 1, gate), (gate - 2 * length + 1, gate - length)
    if not length:
        return None
    parts, wholes = (
        by_world(_sum(ensemble, "total_revenue", span), ensemble.completed, ensemble.runs) for span in (after, before)
    )
    if not wholes.sum() > 0:
        return None
    low, high = (None if end is None else end - 1 for end in ratio_interval(parts, wholes))
    return Change(*before, *after, float(np.sum(parts) / np.sum(wholes)) - 1, low, high)


def _sum(ensemble: Ensemble, name: str, span: tuple[int, int]) -> FloatArray:
    """A flow over the months, (runs * futures,), in currency units."""
    first, last = span
    return np.asarray(ensemble.kept(name)[:, first - 1 : last].sum(axis=1) / CENTS)
