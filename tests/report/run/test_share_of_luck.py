"""How much of the variance of a running program's share could be known, by the page: recomputed from the raw months."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.run.summary import summarise
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.report.run.page import Page
from sim.scenario.load import load_scenario

from ...scenario.started import written
from .reading import NUMBER, agrees, joined
from .test_short_page import known_share
from .truth import Truth

SHARE = {"sourced_share": "Sourced share", "credited_share": "Credited share"}
SAID = (
    rf"Of the share's variance at month 14, ({NUMBER})(?: ± ({NUMBER})| \(({NUMBER}) to ({NUMBER})\))? can be known; "
)


def program(folder: Path, runs: int, futures: int, *overrides: str) -> Ensemble:
    path = written(folder)
    return simulate(
        load_scenario(path, ["months=14", "gate.month=14", *overrides]), runs=runs, futures=futures, workers=1
    )


def page_of(ensemble: Ensemble) -> str:
    console = Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)
    console.print(Page(ensemble.scenario, summarise(ensemble), None))
    assert isinstance(console.file, io.StringIO)
    return joined(console.file.getvalue())


@pytest.mark.parametrize("measure", SHARE)
def test_what_could_be_known_of_the_share(measure: str, tmp_path: Path) -> None:
    ensemble = program(tmp_path, 40, 3, f"gate.measure={measure}")
    truth, found = Truth(ensemble), re.search(SAID + r"the rest is luck\.", page_of(ensemble))
    exact = known_share(truth.share(SHARE[measure], 14), truth.worlds, 3)
    assert found is not None
    assert exact is not None
    known, low, high = exact
    assert agrees(found[1], known)
    assert found[2] is None or agrees(found[2], (high - low) / 2)
    assert found[3] is None or (agrees(found[3], low) and agrees(found[4], high))


def test_nothing_is_said_where_nothing_can_be_told(tmp_path: Path) -> None:
    """One future of each world; and a program that begins with the run, whose summary has no such key."""
    alone = program(tmp_path / "alone", 8, 1)
    assert summarise(alone)["share_variance"]["known_share"] is None
    assert "share's variance" not in page_of(alone)
    new = program(tmp_path / "new", 8, 2, "start=false")
    assert "share_variance" not in summarise(new)
    assert "share's variance" not in page_of(new)


def test_futures_that_failed_count_in_neither(tmp_path: Path) -> None:
    """The split of what is left is that of the futures that were completed."""
    ensemble = program(tmp_path, 12, 3)
    ensemble.completed[np.array([0, 4, 5])] = False
    truth = Truth(ensemble)
    shares, worlds = truth.share("Sourced share", 14), truth.worlds
    pairs, squares = [], []
    for world in range(12):
        off = shares[worlds == world] - shares.mean()
        if len(off) > 1:
            pairs.append(np.mean([off[i] * off[j] for i in range(len(off)) for j in range(len(off)) if i != j]))
            squares.append(np.mean(off**2))
    expected = min(1.0, max(0.0, sum(pairs) / sum(squares)))
    assert summarise(ensemble)["share_variance"]["known_share"] == pytest.approx(expected, abs=1e-9)
