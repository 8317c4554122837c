"""A point of a sweep: its odds and money with intervals, and what its replications gave."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from sim.analysis.figures.contacts import Contacts, contacts_dict, contacts_of
from sim.analysis.figures.gate import gate_dict
from sim.analysis.figures.intervals import by_world, counts, half_width, mean_interval, share_interval
from sim.analysis.figures.odds import GateOdds, Verdict, gate_odds
from sim.analysis.figures.outcomes import Outcome, covered_months, outcome_values
from sim.analysis.sweep.lever import Lever, said_of, settings_of
from sim.analysis.sweep.measures import ESTIMATED, MEASURES
from sim.experiment.ensemble import BoolArray, Ensemble, FloatArray
from sim.scenario.calendar import NO_CALENDAR, Calendar, calendar_of


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95% interval, and the spread of outcomes around it; money in currency units."""

    mean: float
    ci_low: float | None
    ci_high: float | None
    """None with a single world."""
    p10: float
    p50: float
    p90: float

    @property
    def half_interval(self) -> float:
        """Half the interval of the mean; 0 if there is none."""
        return half_width(self.ci_low, self.ci_high)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a sweep."""

    values: tuple[float, ...]
    gate: dict[str, Any]
    estimates: dict[str, Estimate]
    """By measure, and of what is maximised."""
    digest: str
    input_digest: str
    runs: int
    failures: int
    contacts: Contacts | None = None
    """Planned and made; None where an elasticity is held."""
    calendar: Calendar = NO_CALENDAR
    covered: dict[str, tuple[int, int]] = field(default_factory=dict)
    """First and last month that each measure is about."""

    @property
    def verdict(self) -> Verdict:
        """On track or redesign where the whole interval of the odds says so."""
        found: Verdict = self.gate["verdict"]
        return found

    def to_dict(self, levers: Sequence[Lever]) -> dict[str, Any]:
        """The point as plain values."""
        return {
            "values": said_of(levers, self.values),
            "set": settings_of(levers, self.values),
            "gate": self.gate,
            **{name: asdict(estimate) for name, estimate in self.estimates.items()},
            "digest": self.digest,
            "input_digest": self.input_digest,
            "failures": self.failures,
            **({} if self.contacts is None else {"contacts": contacts_dict(self.contacts)}),
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """A point with what its replications gave, (runs * futures,)."""

    point: Point
    completed: BoolArray
    values: dict[str, FloatArray]
    """Of each measure, money in currency units; NaN where a replication failed."""
    measured: tuple[Outcome, ...] = MEASURES


def sample_of(
    values: tuple[float, ...], ensemble: Ensemble, measured: Sequence[Outcome] = MEASURES, *, has_contacts: bool = False
) -> Sample:
    """What a point of a sweep tells. Raises ValueError if no replication completed."""
    found = {outcome.name: outcome_values(ensemble, outcome) for outcome in measured}
    told = [outcome for outcome in measured if outcome.name in ESTIMATED or outcome not in MEASURES]
    point = Point(
        values=values,
        gate=_gate(ensemble, gate_odds(ensemble)),
        estimates={outcome.name: _estimate(ensemble, found[outcome.name], outcome) for outcome in told},
        digest=ensemble.digest,
        input_digest=ensemble.input_digest,
        runs=ensemble.runs,
        failures=len(ensemble.failures),
        contacts=contacts_of(ensemble) if has_contacts else None,
        calendar=calendar_of(ensemble.scenario),
        covered={outcome.name: covered_months(outcome.name, ensemble.scenario) for outcome in measured},
    )
    return Sample(point, ensemble.completed, found, tuple(measured))


def _gate(ensemble: Ensemble, odds: GateOdds) -> dict[str, Any]:
    gate = ensemble.scenario.gate
    return {
        **gate_dict(gate, odds.measures[gate.measure]),
        "credited_pass_probability": odds.measures["credited_share"].probability,
        "additional_pass_probability": odds.measures["additional_share"].probability,
    }


def _estimate(ensemble: Ensemble, amounts: FloatArray, outcome: Outcome) -> Estimate:
    kept = amounts[ensemble.completed]
    low, middle, high = np.quantile(kept, [0.10, 0.50, 0.90]).tolist()
    interval: tuple[float | None, float | None]
    if outcome.unit == "probability":
        hits, trials = by_world(amounts, ensemble.completed, ensemble.runs), counts(ensemble.completed, ensemble.runs)
        first, last = share_interval(hits, trials)
        interval = float(first), float(last)
    else:
        interval = mean_interval(amounts, ensemble.completed, ensemble.runs)
    return Estimate(float(kept.mean()), *interval, low, middle, high)
