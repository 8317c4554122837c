"""Traces of many partners of one future, which is simulated once: ``trace`` would simulate it for each."""

from collections.abc import Iterable
from unittest.mock import patch

from sim.analysis.trace.trace import Trace, trace
from sim.experiment.replication import ledger_of
from sim.scenario.schema import Scenario

FUTURE = (0, 0)
"""The world and the future in it."""


def traces_of(scenario: Scenario, seed: int, engine: str, partners: Iterable[str]) -> list[Trace]:
    """The trace of each partner, by name."""
    simulated = ledger_of(scenario, seed, *FUTURE, engine)
    with patch("sim.analysis.trace.trace.ledger_of", lambda *_: simulated):
        return [trace(scenario, seed, *FUTURE, engine, partner) for partner in partners]
