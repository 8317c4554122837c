"""The numbers of today are those of yesterday: engines are compared with a record, not only with each other."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.experiment.ensemble import Ensemble
from sim.scenario.load import input_digest, load_scenario
from sim.version import MODEL_VERSION

from .record import (
    FUTURES,
    LEDGER_WORLDS,
    RECORDED,
    SCENARIOS,
    SEEDS,
    WORLDS,
    digest_of,
    ensemble_of,
    ledger_digest,
    summary,
)

PINNED: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))
REFERENCE_WORLDS = 3


def test_the_record_is_of_this_model() -> None:
    assert PINNED["model_version"] == MODEL_VERSION


@pytest.mark.parametrize("name", SCENARIOS)
def test_input_digests(name: str) -> None:
    assert input_digest(load_scenario(name), seed=1, futures=FUTURES, months=48) == PINNED["input_digests"][name]


@cache
def compiled(name: str, seed: int) -> Ensemble:
    return ensemble_of(name, seed, "compiled")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_digests_of_ensembles(name: str, seed: int) -> None:
    found = compiled(name, seed)
    drawn = [path for path in PINNED["inputs"] if path in found.parameters]
    assert sorted(drawn) == sorted(found.parameters)
    assert digest_of(found, PINNED["metrics"], PINNED["totals"], drawn) == PINNED["digests"][f"{name} {seed}"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_ensembles_of_the_reference_engine(name: str, seed: int, full: bool) -> None:
    """Its first worlds are those of the ensemble that is pinned; with ``--full``, all of them."""
    pinned, found = compiled(name, seed), ensemble_of(name, seed, "reference", WORLDS if full else REFERENCE_WORLDS)
    for part in ("monthly", "totals", "parameters"):
        whole, own = getattr(pinned, part), getattr(found, part)
        assert list(own) == list(whole)
        for one, values in own.items():
            assert len(values) in (found.runs, FUTURES * found.runs)
            np.testing.assert_array_equal(values, whole[one][: len(values)], f"{part} {one}")


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
    for span, known in zip(found["years"], recorded["years"], strict=True):  # nor rows of money added since
        assert {name: span["money"][name] for name in known["money"]} == known["money"]
        assert {**span, "money": None} == {**known, "money": None}
    apart = {"metrics": None, "years": None}
    assert {**found, **apart} == {**recorded, **apart}
