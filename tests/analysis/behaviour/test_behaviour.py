"""The behaviour table of the defaults: tuned rows hit their bands; the others are what was recorded, hit or miss.

``python tests/analysis/behaviour/test_behaviour.py`` writes the recorded values again after a change that moves
numbers.
"""

import json
import sys
import tomllib
from pathlib import Path

import pytest

from sim.analysis.behaviour.table import behaviour_table
from sim.scenario.catalogue import field_table
from sim.scenario.load import load_scenario, ready_made_folder

RECORDED = Path(__file__).parent / "recorded.json"
RUNS, FULL_RUNS = 100, 200
"""Replications of each scenario, here and with ``--full``; half of them of each variant."""


def table_of(runs):
    return behaviour_table(runs, runs // 2, seed=1, workers=1)


@pytest.fixture(scope="module")
def runs(full):
    return FULL_RUNS if full else RUNS


@pytest.fixture(scope="module")
def table(runs):
    return table_of(runs)


def test_tuned_rows_hit(table):
    assert [f"{row.name}: {row.observed:.3f}" for row in table if row.tuned and not row.hits] == []


def test_every_row_is_the_recorded_one(table, runs):
    recorded = json.loads(RECORDED.read_text())[str(runs)]
    assert [row.name for row in table] == list(recorded)
    for row in table:
        assert row.observed == pytest.approx(recorded[row.name], abs=1e-9), row.name


def test_every_tuned_value_lies_in_its_range():
    ranges = tomllib.loads((ready_made_folder() / "ranges" / "coach.toml").read_text())
    checked = 0
    for field in field_table(load_scenario("coach")):
        bounds = ranges.get(field.path)
        if bounds is None or not isinstance(field.value, (int, float)) or isinstance(field.value, bool):
            continue
        assert bounds["low"] <= field.value <= bounds["high"], field.path
        assert bounds["source"] or bounds["grade"] == "judgement", field.path
        checked += 1
    assert checked > 250


def record() -> None:
    found = {str(runs): {row.name: row.observed for row in table_of(runs)} for runs in (RUNS, FULL_RUNS)}
    RECORDED.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(record())
