"""``simulate``: the futures of one scenario, as ``partnersim run`` simulates them."""

from collections.abc import Sequence
from pathlib import Path

from sim.analysis.figures.precision import MAX_RUNS, simulate_until
from sim.api.ensemble import Ensemble
from sim.experiment.run import Progress
from sim.experiment.run import simulate as simulate_ensemble
from sim.experiment.size import size_of
from sim.scenario.load import scenario_of
from sim.scenario.schema import Scenario


def simulate(
    scenario: Scenario | str | Path,
    *,
    overrides: Sequence[str] = (),
    overlays: Sequence[str | Path] = (),
    runs: int | None = None,
    futures: int | None = None,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    precision: float | None = None,
    max_runs: int = MAX_RUNS,
    progress: Progress | None = None,
) -> Ensemble:
    """Simulates ``runs`` worlds (sets of input values) of ``futures`` futures each: what ``partnersim run`` does.

    The scenario may be one from ``load_scenario``, or anything that it accepts; ``overrides`` and ``overlays`` are
    those of ``--set`` and ``--with`` (``["phases.*.managers+=1"]``, ``["growth-half"]``). By default 1,000 worlds of 4
    futures; ``runs`` alone means worlds of one future. With ``precision``, ``runs`` is the first batch, and worlds are
    added until the odds are known to that half-width, are clearly above or below the required probability, or
    ``max_runs`` is reached. Raises ScenarioError for a scenario that cannot be read, ValueError for arguments out of
    range.
    """
    chosen = scenario_of(scenario, overrides, overlays)
    worlds, each = size_of(runs, futures, engine, max_runs)
    if precision is None:
        return Ensemble.of(
            simulate_ensemble(
                chosen, runs=worlds, futures=each, seed=seed, engine=engine, workers=workers, progress=progress
            )
        )  # fmt: skip
    found = simulate_until(
        chosen, precision, max_runs=max_runs, runs=worlds, futures=each, seed=seed, engine=engine, workers=workers,
        progress=progress,
    )  # fmt: skip
    return Ensemble.of(found.ensemble, found.reason)
