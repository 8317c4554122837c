"""The registry of rules (``registry.toml``): each rule of an agreement acts, and can be switched off."""

import math
import re
import tomllib
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario

HERE = Path(__file__).parent
SIM = HERE.parents[1] / "sim"
SCENARIO = HERE.parent / "fields" / "fields.toml"
REGISTRY = tomllib.loads((HERE / "registry.toml").read_text("utf-8"))
ROWS = REGISTRY["rule"]
SHORT = ("months=20", "gate.month=20")
RUNS = 8
STANDARD_ERRORS = 2.0
OF_PAY = {*(f"R-{number}" for number in range(70, 80)), *(f"R-{number}" for number in range(170, 175))}
OF_SETTLEMENT = {f"R-{number}" for number in range(90, 96)}
OF_CLAIMS = {f"R-{number}" for number in (*range(50, 59), *range(80, 86))}
OF_LADDERS = {f"R-{number}" for number in range(100, 110)}
OF_CERTIFICATES = {"R-32", "R-34", "R-36", "R-138"}
"""The rules of RULES.md, sections G, I and J, and of D, F and H those that an agreement states.
"""


def overrides(words):
    return tuple(one for word in words for one in ([word] if "=" in word else REGISTRY["given"][word]))


@lru_cache(maxsize=8)
def ensemble_of(changes: tuple[str, ...]) -> Ensemble:
    ensemble = simulate(load_scenario(SCENARIO, changes), runs=RUNS, seed=1, engine="compiled", workers=1)
    assert not ensemble.failures, ensemble.failures[0].traceback
    return ensemble


def measured(text, changes):
    """A metric by future and month, all or those of ``name@first-last``."""
    name, _, months = text.partition("@")
    first, _, last = months.partition("-")
    values = ensemble_of(changes).values(name)
    return values[:, int(first) - 1 : int(last or first)] if first else values


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['id']} {row['says']}")
def test_a_rule_moves_its_figure(row):
    given = SHORT + overrides(row.get("given", ()))
    off = given + overrides(row["off"])
    with_rule, without = (measured(row["moves"], side).sum(axis=1) for side in (given, off))
    change = (with_rule - without) * (1 if row.get("sign", "+") == "+" else -1)
    error = change.std(ddof=1) / math.sqrt(len(change))
    assert change.mean() > 0, f"{without.mean():g} without, {with_rule.mean():g} with the rule"
    assert change.mean() >= STANDARD_ERRORS * error, f"{change.mean():g}, standard error {error:g}"
    kept = measured(row["keeps"], given)
    assert np.any(kept != 0), f"{row['keeps']} is zero: it says nothing"
    assert np.array_equal(kept, measured(row["keeps"], off)), f"{row['keeps']} moves"


def test_every_rule_of_an_agreement_is_registered():
    registered = {row["id"] for row in ROWS}
    assert registered >= OF_PAY | OF_SETTLEMENT | OF_CLAIMS | OF_LADDERS | OF_CERTIFICATES
    assert set(REGISTRY["rest"]) <= registered


def test_a_registered_rule_is_cited_by_the_program():
    cited = {rule for file in SIM.rglob("*.py") for rule in re.findall(r"R-\d+", file.read_text("utf-8"))}
    assert {row["id"] for row in ROWS} <= cited


def test_no_list_of_settings_is_idle():
    assert {word for row in ROWS for word in (*row.get("given", ()), *row["off"]) if "=" not in word} == set(
        REGISTRY["given"]
    )
