"""A sweep: one or two levers moved over their values, every point in the same worlds.

A point is what ``run`` gives for the scenario with that ``--set``, to the bit. The answer is repeated with
the pay elasticity of every archetype at its p10 and at its p90, for much of it rests on that belief.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.analysis.figures.precision import MAX_RUNS, Reason, checked_half_width
from sim.analysis.sweep.answer import Answer, answer_of
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.contacts import contacts_of
from sim.analysis.sweep.crossings import Crossing
from sim.analysis.sweep.elasticity import Elasticity, held_elasticity
from sim.analysis.sweep.lever import Lever, said_of, settings_of
from sim.analysis.sweep.levers import grid_of, levers_of
from sim.analysis.sweep.measures import MONEY
from sim.analysis.sweep.mixes import Mixes, is_mix, mixes_of
from sim.analysis.sweep.plan import STATED, digest_of_points, plans_of
from sim.analysis.sweep.point import Point, sample_of
from sim.analysis.sweep.simulation import Simulation
from sim.experiment.run import Progress
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.version import SCHEMA_VERSION


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
    mixes: Mixes | None = None
    """How mixes of archetypes stand to each other, where one mix lever is swept alone."""

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
            ", ".join(f"{lever.path}={_shown(lever, v)}" for lever, v in zip(self.levers, point.values, strict=True))
            + f": odds {point.gate['pass_probability']:.3f}, program contribution {point.money[MONEY[0]].mean:,.0f}"
            for point in self.points
        ]
        return "\n  ".join([head, *lines]) + ">"

    @cached_property
    def input_digest(self) -> str:
        """SHA-256 over the inputs of all points."""
        answers = [self.answer, *(self.elasticity.answers.values() if self.elasticity else ())]
        return digest_of_points([point.input_digest for answer in answers for point in answer.points])

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
            "over": [
                {"path": lever.path, "values": [lever.said(value) for value in lever.values]} for lever in self.levers
            ],
            "precision": {"half_width": self.half_width, "stopped": self.stopped},
            **self.answer.to_dict(self.levers),
            "mixes": self.mixes and self.mixes.to_dict(self.levers[0]),
            "elasticity": None
            if elasticity is None
            else {
                level: {"set": elasticity.settings[level], **answer.to_dict(self.levers)}
                for level, answer in elasticity.answers.items()
            },
        }

    def rows(self) -> list[dict[str, Any]]:
        """One flat row a point, those of the held elasticities too, under ``elasticity``."""
        answers = {STATED: self.answer, **(self.elasticity.answers if self.elasticity else {})}
        return [
            {
                "elasticity": label,
                **settings_of(self.levers, point.values),
                **said_of(self.levers, point.values),
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
    """Sweeps one or two levers, each ``PATH=start:stop:points`` with both ends included, or mixes of archetypes.

    A mix lever is ``mix=ARCHETYPE:start:stop:points`` (the share of one, the others in proportion) or
    ``mix=[NAME:]ARCHETYPE=SHARE,…/…`` (mixes by name, ``own`` being the scenario's); contacts, managers and other
    staff stay those of the phases.

    The scenario may be from ``load_scenario``, or anything that it accepts. With ``precision``, ``runs`` is the first
    batch; worlds are added until the odds of every point have that half-width or are clearly above or below the
    required probability, or ``max_runs`` is reached. All points have as many worlds as the hardest needs.
    Raises SweepError for levers that cannot be swept, ScenarioError where a point is no valid scenario,
    ValueError for other arguments out of range.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    levers = levers_of([over] if isinstance(over, str) else over, scenario)
    held = held_elasticity(scenario, levers) if elasticity else {}
    plans = plans_of(scenario, levers, held)
    how = Simulation(futures, seed, engine, workers)
    stopped: Reason | None = None
    if precision is not None:
        runs, stopped = how.enough(plans[STATED], checked_half_width(precision), runs, max_runs)
    ensembles = how.ensembles([variant for variants in plans.values() for variant in variants], runs, progress)
    mixed, answers, mixes = any(map(is_mix, levers)), {}, None
    for label in plans:
        samples = []
        for values in grid_of(levers):
            ensemble = next(ensembles)
            engine = ensemble.engine
            samples.append(sample_of(values, ensemble, contacts_of(ensemble) if mixed and label == STATED else None))
        answers[label] = answer_of(levers, samples, runs, futures, scenario.gate.required_probability)
        if label == STATED and mixed and len(levers) == 1:
            mixes = mixes_of(levers[0], samples, runs, scenario)
    return Sweep(
        scenario=scenario,
        levers=levers,
        answer=answers[STATED],
        elasticity=Elasticity(held, {label: answers[label] for label in held}) if held else None,
        runs=runs,
        futures=futures,
        seed=seed,
        engine=engine,
        stopped=stopped,
        half_width=precision,
        mixes=mixes,
    )


def _shown(lever: Lever, value: float) -> str:
    said = lever.said(value)
    return said if isinstance(said, str) else f"{said:g}"
