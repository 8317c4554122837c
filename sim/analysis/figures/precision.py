"""How many worlds are enough: batches until the odds are known well enough, or the question is answered.

The rule looks several times, and each look at a 95% interval could stray past the required probability by
luck. "Clear of it" is therefore asked of an interval so wide that all looks together err once in twenty
(Bonferroni); the 95% interval then lies clear too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.figures.intervals import CONFIDENCE, share_interval
from sim.experiment.ensemble import Ensemble
from sim.experiment.extension import extended
from sim.experiment.run import Progress, shifted, simulate
from sim.scenario.schema import Scenario

Reason = Literal["precise", "clear above", "clear below", "max runs"]

FIRST_RUNS = 1000
MAX_RUNS = 100_000
_EDGE = 1e-12


@dataclass(frozen=True, slots=True)
class Stopped:
    """An ensemble that is large enough, or as large as it may be, and why it is no larger."""

    ensemble: Ensemble
    reason: Reason
    half_width: float
    """Half the 95% interval of the odds."""
    looks: int
    """Batches simulated."""

    def __repr__(self) -> str:
        return f"<Stopped {self.reason} after {self.ensemble.runs:,} worlds: odds known to ± {self.half_width:.3f}>"


def simulate_until(
    scenario: Scenario,
    half_width: float,
    *,
    max_runs: int = MAX_RUNS,
    runs: int = FIRST_RUNS,
    futures: int = 1,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Stopped:
    """Simulates ``runs`` worlds, then twice as many and so on up to ``max_runs``, until the rule says stop.

    It stops when the 95% interval of the odds has half-width ``half_width`` or less, or is clearly above or below
    the required probability. Worlds already simulated are kept, so the ensemble equals one simulated at once.
    Raises ValueError for arguments out of range, or if no replication completed.
    """
    (stopped,) = simulate_all_until(
        [scenario], half_width, max_runs=max_runs, runs=runs, futures=futures, seed=seed, engine=engine,
        workers=workers, progress=progress,
    )  # fmt: skip
    return stopped


def simulate_all_until(
    scenarios: Sequence[Scenario],
    half_width: float,
    *,
    max_runs: int = MAX_RUNS,
    runs: int = FIRST_RUNS,
    futures: int = 1,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Stopped, ...]:
    """The same for several scenarios, which all get the worlds that the hardest of them needs.

    Each is looked at after every batch, so that its reason holds for the ensemble that is returned. ``progress``
    counts the replications of a batch over all scenarios.
    """
    checked_half_width(half_width)
    sizes = batch_sizes(runs, max_runs)
    ensembles: list[Ensemble] = []
    for look, size in enumerate(sizes, start=1):
        batch = []
        for position, scenario in enumerate(scenarios):
            report = shifted(progress, position, len(scenarios))
            batch.append(
                extended(ensembles[position], size, workers=workers, progress=report)
                if ensembles
                else simulate(
                    scenario, runs=size, futures=futures, seed=seed, engine=engine, workers=workers, progress=report
                )
            )
        ensembles = batch
        reasons = [stop_reason(ensemble, half_width, looks=len(sizes)) for ensemble in ensembles]
        if None not in reasons or size == sizes[-1]:
            return tuple(
                Stopped(ensemble, reason or "max runs", _half(ensemble), look)
                for ensemble, reason in zip(ensembles, reasons, strict=True)
            )
    raise AssertionError("there is always a last batch")


def checked_half_width(half_width: float) -> float:
    """``half_width`` itself. ValueError unless it lies between 0 and 0.5."""
    if not 0 < half_width < 0.5:
        raise ValueError(f"precision must lie between 0 and 0.5 (got {half_width:g})")
    return half_width


def batch_sizes(first: int, most: int) -> list[int]:
    """Worlds after each batch: ``first``, doubled until ``most``, which is the last."""
    if first < 1 or most < 1:
        raise ValueError(f"runs and max_runs must be at least 1 (got {first} and {most})")
    sizes = []
    size = first
    while size < most:
        sizes.append(size)
        size *= 2
    return [*sizes, most]


def stop_reason(ensemble: Ensemble, half_width: float, looks: int = 1) -> Reason | None:
    """Why an ensemble is large enough, or None where it is not; ``looks`` is how often the rule may look."""
    required = ensemble.scenario.gate.required_probability
    low, high = gate_interval(ensemble, 1 - (1 - CONFIDENCE) / looks)
    if low > required:
        return "clear above"
    if high < required:
        return "clear below"
    return "precise" if _half(ensemble) <= half_width + _EDGE else None


def gate_interval(ensemble: Ensemble, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of the odds of the gate. Raises ValueError if no replication completed."""
    if not ensemble.completed.any():
        raise ValueError("no replication completed: there are no odds")
    gate = ensemble.scenario.gate
    passed = ensemble.passes(gate.measure, gate.threshold)[:, gate.month - 1]
    trials = np.asarray(np.bincount(ensemble.worlds, minlength=ensemble.runs), dtype=np.float64)
    successes = np.asarray(np.bincount(ensemble.worlds, weights=passed, minlength=ensemble.runs), dtype=np.float64)
    low, high = share_interval(successes, trials, confidence)
    return float(low), float(high)


def _half(ensemble: Ensemble) -> float:
    low, high = gate_interval(ensemble)
    return (high - low) / 2
