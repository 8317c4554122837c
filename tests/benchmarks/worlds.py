"""What a world costs before it is simulated: ``python -m tests.benchmarks.worlds`` (``--worlds``, ``--rounds``).

Drawing its inputs, setting them in the scenario and taking that to engine units take turns, round after round; a
figure is the median CPU time of a world. Before anything is timed, the worlds are asserted to be those of an ensemble.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from sim.experiment.replication import WorldSource
from sim.experiment.run import simulate
from sim.names import name_word
from sim.randomness import Stream, draw_uniform, ignorance_key
from sim.scenario.drawing import FACTOR_PREFIX, Drawing
from sim.scenario.load import load_scenario
from sim.scenario.parameters import blocks_of, parameters_of
from sim.scenario.schema import Scenario

SEED = 1


def uniforms(world: int) -> Callable[[str], float]:
    """The uniform of each name in a world of ``SEED``."""
    key = ignorance_key(SEED, world)

    def uniform(name: str) -> float:
        stream = Stream.FACTOR if name.startswith(FACTOR_PREFIX) else Stream.PARAMETER
        return draw_uniform(key, stream.value, name_word(name), 0, 0)

    return uniform


def assert_worlds_of_an_ensemble(scenario: Scenario, worlds: int) -> None:
    """The first worlds drawn alone hold the inputs of an ensemble, and their parameters are made in one way."""
    drawings = [Drawing(scenario) for _ in range(worlds)]
    alone = [drawing.draw(uniforms(world)) for world, drawing in enumerate(drawings)]
    ensemble = simulate(scenario, runs=worlds, seed=SEED, workers=1)
    assert {path: [values[path] for values in alone] for path in alone[0]} == {
        path: values.tolist() for path, values in ensemble.parameters.items()
    }
    source = WorldSource(scenario)
    for world, (drawing, values) in enumerate(zip(drawings, alone, strict=True)):
        assert source.world(SEED, world) == (values, parameters_of(drawing.worlds.scenario(values)))


def measure(name: str, worlds: int, rounds: int) -> dict[str, float]:
    """Milliseconds of CPU time a world, by what is done."""
    scenario = load_scenario(name)
    assert_worlds_of_an_ensemble(scenario, min(worlds, 20))
    drawing, blocks = Drawing(scenario), blocks_of(scenario)
    drawn = [drawing.draw(uniforms(world)) for world in range(worlds)]
    applied = [drawing.worlds.scenario(values) for values in drawn]
    work: dict[str, Callable[[], object]] = {
        "inputs drawn": lambda: [drawing.draw(uniforms(world)) for world in range(worlds)],
        "set in the scenario": lambda: [drawing.worlds.scenario(values) for values in drawn],
        "taken to engine units": lambda: [parameters_of(each, blocks) for each in applied],
    }
    times: dict[str, list[float]] = {what: [] for what in work}
    for _ in range(rounds):
        for what, call in work.items():
            start = time.process_time()
            call()
            times[what].append(1e3 * (time.process_time() - start) / worlds)
    return {what: statistics.median(each) for what, each in times.items()}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for name in ("coach", "coach_ready"):
        found = measure(name, options.worlds, options.rounds)
        for what, milliseconds in {**found, "together": sum(found.values())}.items():
            print(f"{name:14}{what:24}{milliseconds:8.3f} ms a world")


if __name__ == "__main__":
    main()
