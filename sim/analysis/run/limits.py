"""Where the program meets its limits: contacts that were planned and not made, and the cap on opportunities."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.figure import Figure, figure_of
from sim.analysis.figures.intervals import by_world, ratio_interval
from sim.experiment.ensemble import Ensemble, FloatArray


@dataclass(frozen=True, slots=True)
class Limits:
    """Contacts over the horizon (R-28), and partner-months at the cap on raw opportunities."""

    planned: Figure
    without_hours: Figure
    """Planned contacts that managers and staff have no time for."""
    without_names: Figure
    """Contacts there is time for and no candidate; parts of a contact that the last month carries on are in it."""
    capped_share: float
    """Capped partner-months ÷ partner-months of partners that may bring opportunities; 0 where there are none."""
    capped_ci_low: float | None
    capped_ci_high: float | None

    def to_dict(self) -> dict[str, Any]:
        """The limits as plain values."""
        return asdict(self)


def limits_of(ensemble: Ensemble) -> Limits:
    """The limits of an ensemble of which at least one replication completed."""
    planned, staffed, made = (_sum(ensemble, name) for name in ("planned_contacts", "staffed_contacts", "contacts"))
    capped, selling = (
        by_world(_sum(ensemble, name), ensemble.completed, ensemble.runs)
        for name in ("capped_partners", "selling_partners")
    )
    sold = bool(selling.any())
    low, high = ratio_interval(capped, selling) if sold else (None, None)
    return Limits(
        planned=_figure(ensemble, planned),
        without_hours=_figure(ensemble, planned - staffed),
        without_names=_figure(ensemble, staffed - made),
        capped_share=float(np.sum(capped) / np.sum(selling)) if sold else 0.0,
        capped_ci_low=low,
        capped_ci_high=high,
    )


def _sum(ensemble: Ensemble, name: str) -> FloatArray:
    """A metric summed over the horizon, (runs * futures,), in its unit."""
    every = np.zeros(len(ensemble.completed))
    every[ensemble.completed] = ensemble.values(name).sum(axis=1)
    return every


def _figure(ensemble: Ensemble, values: FloatArray) -> Figure:
    return figure_of(values, ensemble.completed, ensemble.runs)
