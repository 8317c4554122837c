"""What identifies a run, and whether results of another time or place belong to it."""

from dataclasses import dataclass
from typing import Any

from sim.experiment.manifest import PROGRAM
from sim.metrics.declared import metric_set_of
from sim.scenario.resolved import input_digest
from sim.scenario.schema import Scenario
from sim.version import MODEL_VERSION, SCHEMA_VERSION, __version__

RESULTS_FORMAT = 2
"""Version of the result files: other versions cannot be read."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a run, whatever its size, and its parts."""

    scenario: Scenario
    seed: int
    futures: int
    input_digest: str

    @classmethod
    def of(cls, scenario: Scenario, seed: int, futures: int) -> "Identity":
        """The identity of the runs of a scenario."""
        return cls(scenario, seed, futures, input_digest(scenario, seed, futures, scenario.months))

    def origin(self) -> dict[str, Any]:
        """What every file of finished worlds says about its origin."""
        return {"input_digest": self.input_digest, "seed": self.seed}

    def manifest(self) -> dict[str, Any]:
        """The identity as written in a manifest, with the names of metrics and totals, and the versions."""
        metric_set = metric_set_of(self.scenario)
        return {
            "program": PROGRAM,
            **self.origin(),
            "futures": self.futures,
            "months": self.scenario.months,
            "metrics": [metric.name for metric in metric_set.metrics],
            "totals": [total.name for total in metric_set.totals],
            "results_format": RESULTS_FORMAT,
            "version": __version__,
            "model_version": MODEL_VERSION,
            "schema_version": SCHEMA_VERSION,
        }

    def mismatch(self, manifest: dict[str, Any]) -> str | None:
        """Why results under ``manifest`` cannot be used, or None."""
        expected = self.manifest()
        if not manifest:
            return f"files not written by {PROGRAM}"
        if manifest.get("input_digest") != self.input_digest:
            theirs = str(manifest.get("input_digest"))
            return f"a run with other inputs ({theirs[:8]}, not {self.input_digest[:8]})"
        if any(manifest.get(key) != expected[key] for key in _OF_RESULTS):
            return f"a run by another version ({manifest.get('version')}, this is {__version__})"
        if manifest.get("unfinished"):
            return "results that were only written in part"
        return None


_OF_RESULTS = ("seed", "futures", "months", "metrics", "totals", "results_format")
"""Keys that must agree for results of one run to be used in another."""
