"""The month in which the fiscal year begins is a lever where pay is counted by it, and a label elsewhere."""

from pathlib import Path

import pytest

from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.sweep import sweep
from sim.scenario.load import load_scenario

FIELDS = Path(__file__).parents[2] / "fields" / "fields.toml"


def test_a_year_by_which_pay_is_counted_can_be_swept() -> None:
    stated = ("archetypes.referrer.terms.cap_per_year=3000", "fiscal_year_month=1")
    found = sweep(load_scenario(FIELDS, stated), "fiscal_year_month=1:7:2", runs=4, workers=1)
    assert len(found.points) == 2


def test_a_label_cannot() -> None:
    with pytest.raises(SweepError, match="fiscal_year_month: is printed and changes no result"):
        sweep(load_scenario(FIELDS, ["fiscal_year_month=1"]), "fiscal_year_month=1:7:2", runs=4, workers=1)
