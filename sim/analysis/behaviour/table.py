"""The behaviour table: the default scenarios simulated and compared with evidence on real programs."""

from collections.abc import Callable

from sim.analysis.behaviour.pool import worker_pool
from sim.analysis.behaviour.rows import RATES, Behaviour, checked_rows, tuned_rows
from sim.analysis.behaviour.sample import Sample, sample_worlds
from sim.scenario.load import load_scenario
from sim.scenario.schema import Readiness, Scenario

LOW_READINESS = 0.3
MIDDLE_READINESS = 0.6
_CHUNK = 10


def behaviour_table(
    runs: int = 200,
    side_runs: int = 100,
    seed: int = 1,
    workers: int = 2,
    progress: Callable[[str], None] | None = None,
) -> list[Behaviour]:
    """Simulate the default scenarios and compare: ``runs`` replications of each, ``side_runs`` of each variant."""
    say = progress or (lambda _: None)
    with worker_pool(workers) as pool:

        def run(scenario: Scenario, count: int) -> list[Sample]:
            chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
            done = [pool.submit(sample_worlds, scenario, seed, worlds) for worlds in chunks]
            return [sample for future in done for sample in future.result()]

        say("ready, middle and unready")
        ready_scenario = load_scenario("coach_ready")
        ready = run(ready_scenario, runs)
        middle = run(with_readiness(ready_scenario, MIDDLE_READINESS), runs)
        unready = run(load_scenario("coach_unready"), runs)
        coach = run(load_scenario("coach"), side_runs)
        say("reseller rate 5% to 50%")
        sweep = [run(load_scenario("coach_ready", [f"archetypes.reseller.terms.rate={r}"]), side_runs) for r in RATES]
        say("one low readiness at a time")
        low = {
            name: run(load_scenario("coach_ready", [f"readiness.{name}={LOW_READINESS}"]), side_runs)
            for name in Readiness.model_fields
        }
    return [*tuned_rows(ready, middle, unready, coach, sweep), *checked_rows(ready, ready[:side_runs], low)]


def with_readiness(scenario: Scenario, score: float) -> Scenario:
    """The scenario with all six readiness scores at ``score``."""
    scores = dict.fromkeys(Readiness.model_fields, score)
    return scenario.model_copy(update={"readiness": Readiness(**scores)})
