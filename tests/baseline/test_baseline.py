"""``coach`` as it was kept (18, proof): its file, its digests and its headline figures, under today's model.

While the model has the version under which they were kept, every number is the same. A later version may move numbers:
then only the file has to load, and ``python -m tests.baseline.record --measure`` shows what moved.
"""

import json
from typing import Any

import pytest

from sim.scenario.load import input_digest, load_scenario, resolved_dict
from sim.scenario.schema import Scenario
from sim.version import MODEL_VERSION
from tests.baseline.record import FUTURES, LEDGER_WORLDS, RECORDED, SCENARIO, SEED, flat, headline
from tests.pinned.record import SEEDS, digest_of, ensemble_of, ledger_digest

KEPT: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))
under_its_version = pytest.mark.skipif(
    KEPT["model_version"] != MODEL_VERSION, reason="kept under another version of the model"
)


def test_the_kept_scenario_is_complete_in_itself() -> None:
    """It states every value, so that no later default reaches it."""
    scenario = load_scenario(SCENARIO)
    assert "extends" not in SCENARIO.read_text("utf-8")
    assert (scenario.name, scenario.currency, scenario.gate.month) == ("coach", "USD", 24)
    stated = Scenario.model_validate_json(json.dumps(resolved_dict(scenario)), strict=False)
    assert stated.vendor == scenario.vendor
    assert len(scenario.uncertainty) == 43


@under_its_version
def test_its_input_digest() -> None:
    found = input_digest(load_scenario(SCENARIO), seed=SEED, futures=FUTURES, months=48)
    assert found == KEPT["input_digest"]


@under_its_version
@pytest.mark.parametrize("seed", SEEDS)
def test_its_digests(seed: int) -> None:
    found = ensemble_of(str(SCENARIO), seed, "compiled")
    assert digest_of(found, KEPT["metrics"], KEPT["totals"], KEPT["inputs"]) == KEPT["digests"][str(seed)]


@under_its_version
@pytest.mark.parametrize("world", LEDGER_WORLDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_its_ledgers(seed: int, world: int) -> None:
    assert ledger_digest(str(SCENARIO), seed, world, "compiled") == KEPT["ledgers"][f"{seed} {world}"]


@under_its_version
def test_its_headline_figures() -> None:
    found, kept = dict(flat(headline(SCENARIO))), dict(flat(KEPT["headline"]))
    assert found.keys() >= kept.keys()
    for path, value in kept.items():
        expected = pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
        assert found[path] == expected, path
