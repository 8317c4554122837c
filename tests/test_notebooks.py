"""The notebooks run as they stand, from the public API alone, and what they find makes sense."""

import ast
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.py"))


def month_24(names: Mapping[str, Any]) -> None:
    assert names["gain"].mean() > 0


def margin(names: Mapping[str, Any]) -> None:
    assert (names["as_it_is"].measure("odds").mean < 0.5).all()
    assert names["odds"][names["chosen"]] > names["required"]
    assert 0.10 < names["margin"] < 0.40
    assert names["best"].ci_low[0] <= names["margin"] <= names["best"].ci_high[0]
    assert names["cost"].ci_high < 0
    assert names["cost"].variance_reduction > 9
    assert names["held"]["p10"] <= names["held"]["p90"]


def mix(names: Mapping[str, Any]) -> None:
    comparison = names["comparison"]
    assert names["ranking"][-1] == "referrals"
    assert comparison.difference("referrals", "odds").ci_high < 0
    scenarios = [ensemble.scenario for ensemble in comparison.ensembles]
    assert len({tuple(phase.contacts_per_month for phase in each.phases.values()) for each in scenarios}) == 1
    assert all(sum(each.mix.values()) == pytest.approx(1) for each in scenarios)


FOUND: Mapping[str, Callable[[Mapping[str, Any]], None]] = {"month_24": month_24, "margin": margin, "mix": mix}


def test_every_notebook_is_looked_at():
    assert {path.stem for path in NOTEBOOKS} == set(FOUND)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_uses_the_public_api_alone(path):
    imported = {
        node.module
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert {name for name in imported if name.startswith("sim")} == {"sim"}
    try:
        FOUND[path.stem](runpy.run_path(str(path)))
    finally:
        plt.close("all")
