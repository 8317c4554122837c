"""The ensembles of a sweep, simulated one after the other in the same worlds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.analysis.figures.precision import Reason, simulate_until
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import Progress, shifted, simulate
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Simulation:
    """Settings of the simulations of all points."""

    futures: int
    seed: int
    engine: str
    workers: int | None

    def ensembles(self, variants: Sequence[Scenario], runs: int, progress: Progress | None) -> Iterator[Ensemble]:
        """The ensemble of each variant, simulated on demand; ``progress`` counts all of them."""
        for position, variant in enumerate(variants):
            yield simulate(
                variant, runs=runs, futures=self.futures, seed=self.seed, engine=self.engine, workers=self.workers,
                progress=_without_odds(shifted(progress, position, len(variants))),
            )  # fmt: skip

    def enough(self, variants: Sequence[Scenario], half_width: float, runs: int, max_runs: int) -> tuple[int, Reason]:
        """Number of worlds that the hardest point needs, and the reason for stopping. ``runs`` is the first batch."""
        needed, reason = 0, None
        for variant in variants:
            stopped = simulate_until(
                variant, half_width, max_runs=max_runs, runs=runs, futures=self.futures, seed=self.seed,
                engine=self.engine, workers=self.workers,
            )  # fmt: skip
            if stopped.ensemble.runs > needed or stopped.reason == "max runs":
                needed, reason = stopped.ensemble.runs, stopped.reason
        if reason is None:
            raise ValueError("a sweep needs at least one point")
        return needed, reason


def _without_odds(progress: Progress | None) -> Progress | None:
    """The same callback without passes: the odds of one point are not those of the sweep."""
    if progress is None:
        return None
    return lambda done, total, *_: progress(done, total, 0, 0)
