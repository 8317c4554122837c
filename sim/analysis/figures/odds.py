"""The odds of the gate: probability, interval, verdict, and what stands beside them (R-45, R-182)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.figures.ignorance import Ignorance, certain, ignorance_of
from sim.analysis.figures.intervals import share_interval, standard_error
from sim.experiment.ensemble import BoolArray, Ensemble, FloatArray
from sim.scenario.lint.sizes import phases_ahead
from sim.units import MONTHS_PER_YEAR

Verdict = Literal["on track", "redesign", "too close to call"]

SUNSET = "sunset"
LATER_MONTHS = MONTHS_PER_YEAR
"""How long after the gate a failed replication is looked at again (R-182)."""


@dataclass(frozen=True, slots=True)
class Odds:
    """A probability with its confidence interval."""

    probability: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class Later:
    """Odds that a replication that fails at the gate reaches the threshold by ``month`` (R-182)."""

    month: int
    count: int
    """Replications that failed at the gate."""
    odds: Odds | None
    """None where none failed."""


@dataclass(frozen=True, slots=True)
class GateOdds:
    """The odds of the gate of one ensemble."""

    probability: float
    ci_low: float
    ci_high: float
    standard_error: float
    verdict: Verdict
    by_month: FloatArray
    """(months,): probability that the measure reaches the threshold at each month close."""
    ci_low_by_month: FloatArray
    ci_high_by_month: FloatArray
    measures: dict[str, Odds]
    """Odds at the gate under each measure: sourced_share, credited_share, additional_share."""
    ignorance: Ignorance
    later: Later | None
    """None where the horizon ends before."""
    phases: dict[str, float]
    """Share of replications in each phase at the gate, but for those over on day 0, and in ``sunset``."""
    stalled_share: float | None
    """Share of replications at the gate in the phase of day 0; None where no phase follows that one."""


MEASURES = ("sourced_share", "credited_share", "additional_share")


def gate_odds(ensemble: Ensemble) -> GateOdds:
    """The odds of the gate. Raises ValueError if no replication completed."""
    if not ensemble.completed.any():
        raise ValueError("no replication completed: there are no odds")
    gate = ensemble.scenario.gate
    trials = _trials(ensemble)
    passes = {name: ensemble.passes(name, gate.threshold) for name in MEASURES}
    measures = {name: _odds(_by_world(ensemble, flags[:, gate.month - 1]), trials) for name, flags in passes.items()}
    at_close = passes[gate.measure]
    successes = _by_world(ensemble, at_close)
    low, high = share_interval(successes, trials[:, None])
    headline = measures[gate.measure]
    phases = _phases(ensemble)
    return GateOdds(
        probability=headline.probability,
        ci_low=headline.ci_low,
        ci_high=headline.ci_high,
        standard_error=float(np.nan_to_num(standard_error(successes[:, gate.month - 1], trials))),
        verdict=verdict_of(headline, gate.required_probability),
        by_month=at_close.mean(axis=0),
        ci_low_by_month=low,
        ci_high_by_month=high,
        measures=measures,
        ignorance=_ignorance(ensemble, successes[:, gate.month - 1], trials),
        later=_later(ensemble, at_close),
        phases=phases,
        stalled_share=_stalled(ensemble, phases),
    )


def odds_of_flags(ensemble: Ensemble, flags: BoolArray) -> Odds:
    """Odds with their interval of what holds in some completed replications, (completed,)."""
    return _odds(_by_world(ensemble, flags), _trials(ensemble))


def known_odds_by_month(ensemble: Ensemble) -> tuple[list[float], list[float]] | None:
    """p10 and p90 by month, (months,), of what the odds would be if the inputs were known.

    By month what ``GateOdds.ignorance`` is at the gate; None where there is no split, or no uncertain input.
    """
    gate, trials = ensemble.scenario.gate, _trials(ensemble)
    if not ensemble.scenario.uncertainty or not (trials > 1).any():
        return None
    successes = _by_world(ensemble, ensemble.passes(gate.measure, gate.threshold))
    found = [ignorance_of(month, trials, gate.required_probability) for month in successes.T]
    return [float(each.p10 or 0.0) for each in found], [float(each.p90 or 0.0) for each in found]


def verdict_of(odds: Odds, required: float) -> Verdict:
    """On track or redesign where the whole interval says so."""
    if odds.ci_low >= required:
        return "on track"
    if odds.ci_high < required:
        return "redesign"
    return "too close to call"


def _trials(ensemble: Ensemble) -> FloatArray:
    """Completed replications of each world, (runs,)."""
    return _by_world(ensemble, np.ones(int(ensemble.completed.sum()), dtype=np.bool_))


def _by_world(ensemble: Ensemble, flags: BoolArray) -> FloatArray:
    """Flags of the completed replications, (completed, …), counted by world: (runs, …)."""
    every = np.zeros((ensemble.runs * ensemble.futures, *flags.shape[1:]), dtype=np.bool_)
    every[ensemble.completed] = flags
    by_future = every.reshape(ensemble.runs, ensemble.futures, *flags.shape[1:])
    return np.asarray(by_future.sum(axis=1), dtype=np.float64)


def _odds(successes: FloatArray, trials: FloatArray) -> Odds:
    low, high = share_interval(successes, trials)
    return Odds(float(successes.sum() / trials.sum()), float(low), float(high))


def _ignorance(ensemble: Ensemble, successes: FloatArray, trials: FloatArray) -> Ignorance:
    required = ensemble.scenario.gate.required_probability
    if not ensemble.scenario.uncertainty:
        return certain(float(successes.sum() / trials.sum()), required)
    return ignorance_of(successes, trials, required)


def _later(ensemble: Ensemble, at_close: BoolArray) -> Later | None:
    gate = ensemble.scenario.gate.month
    month = gate + LATER_MONTHS
    if month > ensemble.months:
        return None
    failed = ~at_close[:, gate - 1]
    if not failed.any():
        return Later(month, 0, None)
    recovered = _by_world(ensemble, failed & at_close[:, month - 1])
    return Later(month, int(failed.sum()), _odds(recovered, _by_world(ensemble, failed)))


def _phases(ensemble: Ensemble) -> dict[str, float]:
    names = (*ensemble.scenario.phase_order, SUNSET)
    position = ensemble.monthly["phase"][ensemble.completed, ensemble.scenario.gate.month - 1]
    counts = np.bincount(position, minlength=len(names))
    shares = {name: float(counts[index] / len(position)) for index, name in enumerate(names)}
    return {name: shares[name] for name in (*phases_ahead(ensemble.scenario), SUNSET)}


def _stalled(ensemble: Ensemble, phases: dict[str, float]) -> float | None:
    first, *later = phases_ahead(ensemble.scenario)
    return phases[first] if later or ensemble.scenario.start is None else None
