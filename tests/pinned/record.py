"""What a change of the house must not move: digests, ledgers and a summary, recorded before it.

``python -m tests.pinned.record`` writes ``recorded.json`` anew; only a new ``MODEL_VERSION`` is a reason to.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.run.summary import summarise
from sim.experiment.ensemble import Ensemble
from sim.experiment.replication import ledger_of
from sim.experiment.run import simulate
from sim.scenario.load import input_digest, load_scenario
from sim.version import MODEL_VERSION

RECORDED = Path(__file__).with_name("recorded.json")
SCENARIOS = ("coach", "coach_ready", "coach_unready")
SEEDS = (1, 2)
WORLDS, FUTURES = 20, 2
LEDGER_WORLDS = (3, 17)
DIGITS = 12
SUMMARY = {"runs": 60, "futures": 4, "seed": 3}


def digest_of(ensemble: Ensemble, metrics: list[str], totals: list[str], inputs: list[str]) -> str:
    """SHA-256 of the named integers and drawn inputs of an ensemble; metrics added since do not count."""
    state = sha256()
    for name in metrics:
        state.update(f"{name}\n".encode() + np.ascontiguousarray(ensemble.monthly[name], dtype="<i8").tobytes())
    for name in totals:
        state.update(f"{name}\n".encode() + np.ascontiguousarray(ensemble.totals[name], dtype="<i8").tobytes())
    for path in inputs:
        state.update(f"{path} {[f'{value:.9g}' for value in ensemble.parameters[path].tolist()]}\n".encode())
    return state.hexdigest()


def ensemble_of(name: str, seed: int, engine: str, worlds: int = WORLDS) -> Ensemble:
    """The ensemble whose digest is recorded, or its first worlds."""
    return simulate(load_scenario(name), runs=worlds, futures=FUTURES, seed=seed, engine=engine, workers=1)


def ledger_digest(name: str, seed: int, world: int, engine: str) -> str:
    """SHA-256 of the rows of a future and of its twin, with the number of rows."""
    run, twin, _ = ledger_of(load_scenario(name), seed, world, 1, engine)
    rows = [np.ascontiguousarray(ledger.array(), dtype="<i8") for ledger in (run, twin)]
    return f"{len(rows[0])} {sha256(rows[0].tobytes()).hexdigest()} {sha256(rows[1].tobytes()).hexdigest()}"


def summary() -> Any:
    """The summary of one run to 12 digits, without its own digest, which takes in whatever is measured."""
    found = summarise(simulate(load_scenario("coach"), workers=1, **SUMMARY))
    found.pop("digest")
    return rounded(json.loads(json.dumps(found)))


def rounded(value: Any) -> Any:
    """A value of JSON with its numbers to 12 digits."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def record() -> dict[str, Any]:
    """Everything that is recorded, by the compiled engine."""
    first = ensemble_of("coach", 1, "compiled")
    names = {
        "metrics": sorted(first.monthly),
        "totals": sorted(set(first.totals) - {"npv", "npv_with_runoff"}),
        "inputs": sorted(first.parameters),
    }
    digests = {}
    for name in SCENARIOS:
        for seed in SEEDS:
            found = ensemble_of(name, seed, "compiled")
            drawn = [path for path in names["inputs"] if path in found.parameters]
            digests[f"{name} {seed}"] = digest_of(found, names["metrics"], names["totals"], drawn)
    return {
        "model_version": MODEL_VERSION,
        **names,
        "input_digests": {
            name: input_digest(load_scenario(name), seed=1, futures=FUTURES, months=48) for name in SCENARIOS
        },
        "digests": digests,
        "ledgers": {
            f"{name} {seed} {world}": ledger_digest(name, seed, world, "compiled")
            for name in SCENARIOS
            for seed in SEEDS
            for world in LEDGER_WORLDS
        },
        "summary": summary(),
    }


if __name__ == "__main__":
    parts = [f'"{name}": {json.dumps(value)}' for name, value in record().items()]
    RECORDED.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
