"""The real engines through the experiment: the same digest whatever runs it and however it is cut."""

import pytest

from sim.experiment.run import simulate
from sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def short():
    return load_scenario("coach", ["months=12", "gate.month=12"])


@pytest.fixture(scope="module")
def reference_digest(short):
    return simulate(short, runs=12, futures=2, engine="reference", workers=1).digest


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (1, 7), (2, 1), (2, 7), (2, None)])
def test_the_compiled_engine_gives_the_digest_of_the_reference(short, reference_digest, workers, chunk):
    ensemble = simulate(short, runs=12, futures=2, engine="compiled", workers=workers, chunk=chunk)
    assert ensemble.digest == reference_digest
    assert ensemble.completed.all()


def test_reference_processes_give_the_same_digest(short, reference_digest):
    assert simulate(short, runs=12, futures=2, engine="reference", workers=2, chunk=5).digest == reference_digest


def test_auto_is_the_compiled_engine(short):
    ensemble = simulate(short, runs=2)
    assert ensemble.engine == "compiled"
