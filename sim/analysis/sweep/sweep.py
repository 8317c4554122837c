"""A sweep: one or two levers moved over their values, every point in the same worlds.

A point is what ``run`` gives for the scenario with that ``--set``, to the bit. Where a lever is of pay the answer is
repeated with the pay elasticity of every archetype at its p10 and at its p90, for much of it rests on that assumption.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.precision import MAX_RUNS, Reason, checked_half_width
from sim.analysis.sweep.answer import Answer, answer_of
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.crossings import Crossing
from sim.analysis.sweep.elasticity import Elasticity, at_stake, held_elasticity
from sim.analysis.sweep.lever import Lever, said_of, settings_of, unit_of
from sim.analysis.sweep.levers import grid_of, levers_of
from sim.analysis.sweep.measures import OBJECTIVE, measured_with
from sim.analysis.sweep.mixes import Mixes, is_mix, mixes_of
from sim.analysis.sweep.objective import objective_of
from sim.analysis.sweep.plan import STATED, digest_of_points, plans_of
from sim.analysis.sweep.point import Point, Sample, sample_of
from sim.analysis.sweep.simulation import Simulation
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import Progress
from sim.scenario.calendar import NO_CALENDAR, Calendar
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
    """None where no lever is of pay, no elasticity is uncertain, it is itself swept, or it was not asked for."""
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
    objective: Outcome = OBJECTIVE
    """What is maximised."""

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

    @property
    def calendar(self) -> Calendar:
        """The calendar of all points; none where a lever moves it, for a month then has no one label."""
        stated = {point.calendar for point in self.points}
        return stated.pop() if len(stated) == 1 else NO_CALENDAR

    def measured(self, name: str) -> Outcome:
        """What is measured at each point, by name. Raises StopIteration for any other name."""
        return next(outcome for outcome in measured_with(self.objective) if outcome.name == name)

    def __repr__(self) -> str:
        head = (
            f"<Sweep {self.scenario.name}: {len(self.points)} points of {self.runs} worlds x "
            f"{self.futures} futures, seed {self.seed}"
        )
        lines = [
            ", ".join(f"{lever.path}={_shown(lever, v)}" for lever, v in zip(self.levers, point.values, strict=True))
            + f": odds {point.gate['pass_probability']:.3f}, "
            f"{self.objective.name} {point.estimates[self.objective.name].mean:,.6g}"
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
            **self.calendar.to_dict(self.scenario.months),
            "over": [
                {
                    "path": lever.path,
                    "unit": unit_of(lever, self.scenario.currency),
                    "values": [lever.said(value) for value in lever.values],
                }
                for lever in self.levers
            ],
            "outcomes": {outcome.name: outcome.described() for outcome in measured_with(self.objective)},
            "objective": self.objective.name,
            "precision": {"half_width": self.half_width, "stopped": self.stopped},
            **self.answer.to_dict(self.levers),
            "mixes": self.mixes and self.mixes.to_dict(self.levers[0]),
            "elasticity": None
            if elasticity is None
            else {
                level: {
                    "set": elasticity.settings[level],
                    "at_stake": asdict(elasticity.at_stake[level]) if level in elasticity.at_stake else None,
                    **answer.to_dict(self.levers),
                }
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
                    for name, estimate in point.estimates.items()
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
    maximise: str = OBJECTIVE.name,
    progress: Progress | None = None,
) -> Sweep:
    """Sweeps one or two levers, each ``PATH=start:stop:points`` with both ends included, or mixes of archetypes.

    A mix lever is ``mix=ARCHETYPE:start:stop:points`` (the share of one, the others in proportion) or
    ``mix=[NAME:]ARCHETYPE=SHARE,…/…`` (mixes by name, ``own`` being the scenario's); contacts, managers and other
    staff stay those of the phases.

    The scenario may be from ``load_scenario``, or anything that it accepts. With ``precision``, ``runs`` is the first
    batch; worlds are added until the odds of every point have that half-width or are clearly above or below the
    required probability, or ``max_runs`` is reached. All points have as many worlds as the hardest needs.
    The answer is the point with the greatest mean of ``maximise`` (a metric, total or outcome by name; a flow is summed
    over the horizon, a stock or ratio is that of the gate month) among those with the required odds.
    Raises SweepError for levers that cannot be swept and names that cannot be maximised, ScenarioError where a point
    is no valid scenario, ValueError for other arguments out of range.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    levers = levers_of([over] if isinstance(over, str) else over, scenario)
    objective = objective_of(maximise, scenario)
    held = held_elasticity(scenario, levers) if elasticity else {}
    plans = plans_of(scenario, levers, held)
    how = Simulation(futures, seed, engine, workers)
    stopped: Reason | None = None
    if precision is not None:
        runs, stopped = how.enough(plans[STATED], checked_half_width(precision), runs, max_runs)
    ensembles = how.ensembles([variant for variants in plans.values() for variant in variants], runs, progress)
    samples, engine = _samples(plans, levers, ensembles, objective)
    required = scenario.gate.required_probability
    answers = {label: answer_of(levers, each, runs, futures, required, objective) for label, each in samples.items()}
    stated, stated_answer = samples.pop(STATED), answers.pop(STATED)
    has_mixes = len(levers) == 1 and is_mix(levers[0])
    return Sweep(
        scenario=scenario,
        levers=levers,
        answer=stated_answer,
        elasticity=Elasticity(held, answers, at_stake(stated, samples, objective, runs)) if held else None,
        runs=runs,
        futures=futures,
        seed=seed,
        engine=engine,
        stopped=stopped,
        half_width=precision,
        mixes=mixes_of(levers[0], stated, runs, scenario) if has_mixes else None,
        objective=objective,
    )


def _samples(
    labels: Iterable[str], levers: Sequence[Lever], ensembles: Iterator[Ensemble], objective: Outcome
) -> tuple[dict[str, list[Sample]], str]:
    """By plan, a sample a point; and the engine that simulated them."""
    samples: dict[str, list[Sample]] = {label: [] for label in labels}
    engine = ""
    for label, found in samples.items():
        for values in grid_of(levers):
            ensemble = next(ensembles)
            engine = ensemble.engine
            found.append(sample_of(values, ensemble, measured_with(objective), has_contacts=label == STATED))
    return samples, engine


def _shown(lever: Lever, value: float) -> str:
    said = lever.said(value)
    return said if isinstance(said, str) else f"{said:g}"
