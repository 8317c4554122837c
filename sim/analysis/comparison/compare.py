"""Scenarios simulated under common random numbers, and compared with the first of them.

The random numbers of a replication do not depend on the scenario, so the same seed, world and future give the same
conditions for each: pairing only requires that all scenarios are simulated with one seed.
"""

from collections.abc import Sequence
from pathlib import Path

from sim.analysis.comparison.comparison import Comparison, Precision, comparison_of
from sim.analysis.figures.precision import MAX_RUNS, simulate_all_until
from sim.experiment.memory import check_memory
from sim.experiment.run import Progress, shifted, simulate
from sim.experiment.size import size_of
from sim.scenario.load import scenarios_of
from sim.scenario.schema import Scenario

MOST_SCENARIOS = 26
MOST_AT_SIZE_OF_RUN = 4
"""Scenarios up to which each is simulated as often as a run is, so that its figures are those of the run."""


def compare(
    scenarios: Sequence[Scenario | str | Path],
    *,
    labels: Sequence[str] | None = None,
    runs: int | None = None,
    futures: int | None = None,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    precision: float | None = None,
    max_runs: int = MAX_RUNS,
    progress: Progress | None = None,
) -> Comparison:
    """Simulates each scenario in the same worlds and futures, and compares each with the first.

    Scenarios may be those from ``load_scenario``, or anything that it accepts. ``labels`` are their names by
    default; equal ones are numbered. All are simulated over the shortest horizon. ``runs`` worlds of ``futures``
    futures; by default as many as a run has, for more than four scenarios of one future. With ``precision`` worlds are
    added, up to ``max_runs``, until the odds of every scenario are known to that half-width or are clearly above or
    below its required probability; worlds already simulated do not change. ``progress`` is called as by ``simulate``,
    for all scenarios together. Raises ScenarioError with the problems of every scenario that cannot be read,
    ValueError for scenarios that cannot be compared, arguments out of range or if no pair completed.
    """
    chosen = scenarios_of(scenarios)
    over = over_shortest(chosen)
    names = numbered([scenario.name for scenario in chosen] if labels is None else labels)
    if len(names) != len(chosen):
        raise ValueError(f"{len(names)} labels for {len(chosen)} scenarios")
    runs, futures = size_for(len(chosen), runs, futures, engine, max_runs)
    own = [scenario.months for scenario in chosen]
    if precision is not None:
        stopped = simulate_all_until(
            over, precision, max_runs=max_runs, runs=runs, futures=futures, seed=seed, engine=engine,
            workers=workers, progress=progress,
        )  # fmt: skip
        known = Precision(precision, tuple(each.reason for each in stopped), tuple(each.half_width for each in stopped))
        return comparison_of(names, [each.ensemble for each in stopped], own, known)
    check_memory(over, runs, futures)
    ensembles = [
        simulate(
            scenario, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers,
            progress=shifted(progress, position, len(over)),
        )
        for position, scenario in enumerate(over)
    ]  # fmt: skip
    return comparison_of(names, ensembles, own)


def over_shortest(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios over their shortest horizon. Raises ValueError as ``check_comparable`` does."""
    months = check_comparable(scenarios)
    return [each if each.months == months else each.model_copy(update={"months": months}) for each in scenarios]


def size_for(
    scenarios: int, runs: int | None, futures: int | None, engine: str, most: int | None = None
) -> tuple[int, int]:
    """Worlds and futures a world of a comparison of so many scenarios; None stands for what was not asked for."""
    if scenarios > MOST_AT_SIZE_OF_RUN and futures is None:
        futures = 1
    return size_of(runs, futures, engine, most)


def numbered(labels: Sequence[str]) -> list[str]:
    """Labels made different: the second ``coach`` becomes ``coach (2)``."""
    given: list[str] = []
    for label in labels:
        number, text = 1, label
        while text in given:
            number += 1
            text = f"{label} ({number})"
        given.append(text)
    return given


def check_comparable(scenarios: Sequence[Scenario]) -> int:
    """The shortest horizon in months. Raises ValueError for scenarios that cannot be compared over it."""
    if not 2 <= len(scenarios) <= MOST_SCENARIOS:
        raise ValueError(f"between 2 and {MOST_SCENARIOS} scenarios can be compared (got {len(scenarios)})")
    currencies = sorted({scenario.currency for scenario in scenarios})
    if len(currencies) > 1:
        raise ValueError(f"scenarios in {' and '.join(currencies)} cannot be compared: set one currency")
    months = min(scenario.months for scenario in scenarios)
    for scenario in scenarios:
        if scenario.gate.month > months:
            raise ValueError(
                f"the gate of {scenario.name} is at month {scenario.gate.month}, after the shortest horizon of "
                f"{months} months: lengthen it with --months"
            )
    return months
