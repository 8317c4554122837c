"""The numbers of today are those of yesterday: engines are compared with a record, not only with each other."""

import json
from typing import Any

import pytest

from sim.scenario.load import input_digest, load_scenario
from sim.version import MODEL_VERSION

from .record import FUTURES, LEDGER_WORLDS, RECORDED, SCENARIOS, SEEDS, digest_of, ensemble_of, ledger_digest, summary

PINNED: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))


def test_the_record_is_of_this_model() -> None:
    assert PINNED["model_version"] == MODEL_VERSION


@pytest.mark.parametrize("name", SCENARIOS)
def test_input_digests(name: str) -> None:
    assert input_digest(load_scenario(name), seed=1, futures=FUTURES, months=48) == PINNED["input_digests"][name]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_digests_of_ensembles(name: str, seed: int, engine: str) -> None:
    found = ensemble_of(name, seed, engine)
    drawn = [path for path in PINNED["inputs"] if path in found.parameters]
    assert sorted(drawn) == sorted(found.parameters)
    assert digest_of(found, PINNED["metrics"], PINNED["totals"], drawn) == PINNED["digests"][f"{name} {seed}"]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("world", LEDGER_WORLDS)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_ledgers(name: str, seed: int, world: int, engine: str) -> None:
    assert ledger_digest(name, seed, world, engine) == PINNED["ledgers"][f"{name} {seed} {world}"]


def test_the_summary_of_a_run() -> None:
    found, recorded = summary(), PINNED["summary"]
    for name, metric in recorded["metrics"].items():  # metrics declared since are not compared
        assert found["metrics"][name] == metric, name
    assert {**found, "metrics": None} == {**recorded, "metrics": None}
