import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fake_world

from sim.scenario.load import load_scenario


@pytest.fixture(scope="session")
def scenario():
    return load_scenario("coach", ["months=6", "gate.month=4", "gate.threshold=0.1", "gate.window_months=3"])


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    """Replaces the simulation by a named function of ``fake_world``; called with none, by its default."""

    def use(name="simulate_world"):
        monkeypatch.setattr("sim.experiment.run.simulate_world", getattr(fake_world, name))
        monkeypatch.setattr("sim.experiment.run.AUTO_ENGINE", "reference")

    use()
    return use
