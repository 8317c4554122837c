"""A sweep: one or two levers moved over their values, every point in the same worlds.

A point is what ``run`` gives for the scenario with that ``--set``, to the bit. The answer is repeated with
the pay elasticity of every archetype at its p10 and at its p90, for much of it rests on that belief.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.levers import Lever, grid_of, levers_of
from sim.analysis.precision import MAX_RUNS, Reason, checked_half_width, simulate_until
from sim.analysis.resampling import Best, Crossing, best_point, crossings_along, resampled_means
from sim.analysis.sweep_point import MAXIMISED, MONEY, Point, Sample, sample_of
from sim.analysis.variation import with_values
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.experiment.run import Progress, simulate
from sim.scenario.load import load_scenario
from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario
from sim.version import SCHEMA_VERSION

ELASTICITY = "pay_elasticity"
LEVELS = {"p10": 0.10, "p90": 0.90}


@dataclass(frozen=True, slots=True)
class Answer:
    """Every point of one sweep, the best values and where the odds cross the required probability."""

    points: tuple[Point, ...]
    best: dict[str, Best | None]
    """By measure; None where the levers change nothing."""
    crossings: tuple[Crossing, ...]

    def to_dict(self, levers: Sequence[Lever]) -> dict[str, Any]:
        """The answer as plain values."""
        paths = [lever.path for lever in levers]
        return {
            "points": [point.to_dict(levers) for point in self.points],
            "best": {name: best and _best_dict(best, paths) for name, best in self.best.items()},
            "crossings": [
                {
                    "over": paths[0],
                    "at": dict(zip(paths[1:], crossing.at, strict=True)),
                    "value": crossing.value,
                    "ci_low": crossing.ci_low,
                    "ci_high": crossing.ci_high,
                    "rising": crossing.rising,
                }
                for crossing in self.crossings
            ],
        }


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The answer with the pay elasticity held low and high."""

    settings: dict[str, dict[str, float]]
    """``p10`` and ``p90`` to the value of each archetype's elasticity."""
    answers: dict[str, Answer]


@dataclass(frozen=True)
class Sweep:
    """A sweep of a scenario over one or two levers."""

    scenario: Scenario
    levers: tuple[Lever, ...]
    answer: Answer
    elasticity: Elasticity | None
    """None where no elasticity is uncertain, or it is itself swept, or it was not asked for."""
    runs: int
    futures: int
    seed: int
    engine: str
    stopped: Reason | None
    """Why no more worlds were simulated, where a precision was asked for."""
    half_width: float | None
    """The precision that was asked for."""

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, the last lever moving fastest."""
        return self.answer.points

    @property
    def best(self) -> dict[str, Best | None]:
        """The best point by each maximised measure."""
        return self.answer.best

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """Where the odds cross the required probability."""
        return self.answer.crossings

    def __repr__(self) -> str:
        head = (
            f"<Sweep {self.scenario.name}: {len(self.points)} points of {self.runs} worlds x "
            f"{self.futures} futures, seed {self.seed}"
        )
        lines = [
            ", ".join(f"{lever.path}={value:g}" for lever, value in zip(self.levers, point.values, strict=True))
            + f": odds {point.gate['pass_probability']:.3f}, contribution {point.money[MONEY[0]].mean:,.0f}"
            for point in self.points
        ]
        return "\n  ".join([head, *lines]) + ">"

    @cached_property
    def input_digest(self) -> str:
        """SHA-256 over the inputs of all points."""
        from hashlib import sha256

        answers = [self.answer, *(self.elasticity.answers.values() if self.elasticity else ())]
        digests = "\n".join(point.input_digest for answer in answers for point in answer.points)
        return sha256(digests.encode("ascii")).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The sweep as plain values: the object that ``sweep --json`` prints."""
        elasticity = self.elasticity
        return {
            "schema_version": SCHEMA_VERSION,
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "currency": self.scenario.currency,
            "input_digest": self.input_digest,
            "runs": self.runs,
            "futures": self.futures,
            "seed": self.seed,
            "engine": self.engine,
            "months": self.scenario.months,
            "over": [{"path": lever.path, "values": list(lever.values)} for lever in self.levers],
            "precision": {"half_width": self.half_width, "stopped": self.stopped},
            **self.answer.to_dict(self.levers),
            "elasticity": None
            if elasticity is None
            else {
                level: {"set": elasticity.settings[level], **answer.to_dict(self.levers)}
                for level, answer in elasticity.answers.items()
            },
        }

    def rows(self) -> list[dict[str, Any]]:
        """One flat row a point, those of the held elasticities too, under ``elasticity``."""
        answers = {"as stated": self.answer, **(self.elasticity.answers if self.elasticity else {})}
        return [
            {
                "elasticity": label,
                **dict(zip((lever.path for lever in self.levers), point.values, strict=True)),
                **point.gate,
                **{
                    f"{name}_{part}": value
                    for name, estimate in point.money.items()
                    for part, value in asdict(estimate).items()
                },
                "digest": point.digest,
            }
            for label, answer in answers.items()
            for point in answer.points
        ]


def sweep(
    scenario: Scenario | str | Path,
    over: str | Sequence[str],
    *,
    runs: int = 1000,
    futures: int = 1,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    precision: float | None = None,
    max_runs: int = MAX_RUNS,
    elasticity: bool = True,
    progress: Progress | None = None,
) -> Sweep:
    """Sweeps one or two levers, each ``PATH=start:stop:points`` with both ends included.

    The scenario may be one of ``load_scenario``, or what that takes. With ``precision``, ``runs`` is the first
    batch; the number of worlds grows until the odds of every point have that half-width or lie clear of the
    required probability, or ``max_runs`` is reached. All points then have the number that the hardest needs.
    Raises SweepError for levers that cannot be swept, ScenarioError where a point is no valid scenario,
    ValueError for other arguments out of range.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    levers = levers_of([over] if isinstance(over, str) else over, scenario)
    held = _held_elasticity(scenario, levers) if elasticity else {}
    plans = {
        label: [with_values(scenario, {**settings, **_set(levers, values)}) for values in grid_of(levers)]
        for label, settings in {"": {}, **held}.items()
    }
    stopped: Reason | None = None
    engine_used = engine

    def simulated(variant: Scenario, worlds: int, report: Progress | None) -> Ensemble:
        return simulate(
            variant, runs=worlds, futures=futures, seed=seed, engine=engine, workers=workers, progress=report
        )

    if precision is not None:
        checked_half_width(precision)
        runs, stopped = _enough(plans[""], precision, runs, max_runs, futures, seed, engine, workers)
    counted = _counted(progress, sum(map(len, plans.values())))
    answers = {}
    for label, variants in plans.items():
        samples = []
        for values, variant in zip(grid_of(levers), variants, strict=True):
            ensemble = simulated(variant, runs, counted())
            engine_used = ensemble.engine
            samples.append(sample_of(values, ensemble))
        answers[label] = _answer(levers, samples, runs, futures, scenario.gate.required_probability)
    return Sweep(
        scenario=scenario,
        levers=levers,
        answer=answers[""],
        elasticity=Elasticity(held, {label: answers[label] for label in held}) if held else None,
        runs=runs,
        futures=futures,
        seed=seed,
        engine=engine_used,
        stopped=stopped,
        half_width=precision,
    )


def _set(levers: Sequence[Lever], values: Sequence[float]) -> dict[str, float]:
    return {lever.path: value for lever, value in zip(levers, values, strict=True)}


def _best_dict(best: Best, paths: Sequence[str]) -> dict[str, Any]:
    return {
        "values": dict(zip(paths, best.values, strict=True)),
        "mean": best.mean,
        "ci_low": dict(zip(paths, best.ci_low, strict=True)),
        "ci_high": dict(zip(paths, best.ci_high, strict=True)),
        "share_of_resamples": best.share,
        "at_edge": dict(zip(paths, best.at_edge, strict=True)),
    }


def _held_elasticity(scenario: Scenario, levers: Sequence[Lever]) -> dict[str, dict[str, float]]:
    """The uncertain elasticities at their p10 and p90; empty where there are none, or one is swept."""
    if any(lever.path.endswith(f".{ELASTICITY}") for lever in levers):
        return {}
    paths = [path for path in sorted(scenario.uncertainty) if path.endswith(f".{ELASTICITY}")]
    if not paths:
        return {}
    return {label: {path: _quantile(scenario, path, level) for path in paths} for label, level in LEVELS.items()}


def _quantile(scenario: Scenario, path: str, level: float) -> float:
    spec = spec_of(path)
    if spec is None:
        raise KeyError(path)
    return float(f"{scenario.uncertainty[path].quantile(level, float(spec.low), float(spec.high)):.9g}")


def _enough(
    variants: Sequence[Scenario], half_width: float, runs: int, max_runs: int,
    futures: int, seed: int, engine: str, workers: int | None,
) -> tuple[int, Reason]:  # fmt: skip
    """Worlds that the hardest point needs, and why it needs no more."""
    needed, reason = 0, None
    for variant in variants:
        stopped = simulate_until(
            variant, half_width, max_runs=max_runs, runs=runs, futures=futures, seed=seed, engine=engine,
            workers=workers,
        )  # fmt: skip
        if stopped.ensemble.runs > needed or stopped.reason == "max runs":
            needed, reason = stopped.ensemble.runs, stopped.reason
    if reason is None:
        raise ValueError("a sweep needs at least one point")
    return needed, reason


def _counted(progress: Progress | None, parts: int) -> Callable[[], Progress | None]:
    """Callbacks of one ensemble after the other, as parts of one whole."""
    done_before = 0

    def following() -> Progress | None:
        nonlocal done_before
        if progress is None:
            return None
        start = done_before
        done_before += 1

        def report(done: int, total: int, passes: int, completed: int) -> None:  # noqa: ARG001
            progress(start * total + done, parts * total, 0, 0)

        return report

    return following


def _answer(levers: Sequence[Lever], samples: Sequence[Sample], runs: int, futures: int, required: float) -> Answer:
    """Best values and crossings from the replications that completed at every point."""
    together = np.logical_and.reduce([sample.completed for sample in samples])
    columns = {
        "passed": [sample.passed for sample in samples],
        **{name: [sample.maximised[name] for sample in samples] for name in MAXIMISED},
    }
    counts = together.reshape(runs, futures).sum(axis=1).astype(np.float64)
    points = tuple(sample.point for sample in samples)
    if not together.any():
        return Answer(points, dict.fromkeys(MAXIMISED), ())
    sums = [
        np.stack([np.where(together, column, 0.0).reshape(runs, futures).sum(axis=1) for column in of_points], axis=1)
        for of_points in columns.values()
    ]
    means: Mapping[str, FloatArray] = {
        name: array.sum(axis=0) / counts.sum() for name, array in zip(columns, sums, strict=True)
    }
    resampled = dict(zip(columns, resampled_means(sums, counts), strict=True))
    grid = grid_of(levers)
    return Answer(
        points=points,
        best={name: best_point(name, grid, means[name], resampled[name]) for name in MAXIMISED},
        crossings=crossings_along(
            levers[0].values, grid_of(levers[1:]), means["passed"], resampled["passed"], required
        ),
    )
