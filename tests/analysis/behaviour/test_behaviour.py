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
RUNS, SIDE_RUNS = 200, 100


@pytest.fixture(scope="module")
def table():
    return behaviour_table(RUNS, SIDE_RUNS, seed=1, workers=1)


def test_tuned_rows_hit(table):
    assert [f"{row.name}: {row.observed:.3f}" for row in table if row.tuned and not row.hits] == []


def test_every_row_is_the_recorded_one(table):
    recorded = json.loads(RECORDED.read_text())
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
    table = behaviour_table(RUNS, SIDE_RUNS, seed=1, workers=1)
    RECORDED.write_text(json.dumps({row.name: row.observed for row in table}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(record())
