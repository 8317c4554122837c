"""Metrics that files leave out are the sums that they are declared to be, in every ensemble there is."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario, ready_made_names

from .cases import FILES, SMALL, VARIANTS

LONG_ONES = ("years", "twenty_years", "a_huge_list")


def assert_sums(ensemble: Ensemble) -> None:
    """Added up in this place from the declarations, in Python's own integers of the first replications."""
    sums = ensemble.metric_set.sums
    assert len(sums) >= 12
    for name, parts in sums.items():
        for row in range(min(4, ensemble.runs)):
            columns = [(1, ensemble.monthly[part][row].tolist()) for part in parts.plus]
            columns += [(-1, ensemble.monthly[part][row].tolist()) for part in parts.minus]
            expected = [sum(sign * column[at] for sign, column in columns) for at in range(ensemble.months)]
            if parts.is_running:
                expected = np.cumsum(expected).tolist()
            assert ensemble.monthly[name][row].tolist() == expected, name
    ensemble.metric_set.check_sums(ensemble.monthly)


@pytest.mark.parametrize("name", ready_made_names())
def test_ready_made_scenarios(name: str) -> None:
    assert_sums(simulate(load_scenario(name), runs=20, futures=2, workers=1))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenarios_of_the_tests(file: Path) -> None:
    assert_sums(simulate(load_scenario(file), runs=4, workers=1))


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(name: str) -> None:
    assert_sums(simulate(load_scenario(SMALL, VARIANTS[name]), runs=1 if name in LONG_ONES else 4, workers=1))
